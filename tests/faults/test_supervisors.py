"""Scripts whose supervisor or fork server is stopped or killed: nothing of them is left, and time limits hold."""

import os
import signal
import threading
import time

import pytest

from turnkey_runner.contract import Kind, Status
from turnkey_runner.host import process_tree
from turnkeyml.records import AnalysisOptions
from turnkeyml.worker.client import Worker
from turnkeyml.worker.messages import Analyzed, WorkRequest

SCRIPT = """
import os, pathlib, subprocess, time, torch
folder = pathlib.Path(__file__).parent
daemon = subprocess.Popen(["sleep", "600"], start_new_session=True)
(folder / "pids").with_suffix(".new").write_text(f"{os.getppid()} {daemon.pid}")
(folder / "pids.new").rename(folder / "pids")
while not (folder / "go").exists():
    time.sleep(0.02)
torch.nn.Linear(4, 3)(torch.rand(1, 4))
"""


@pytest.fixture(scope="module")
def worker():
    with Worker() as one:
        yield one


class Running:
    """A script that is being worked on, in a thread."""

    def __init__(self, worker, folder):
        (folder / "script.py").write_text(SCRIPT)
        (folder / "staging").mkdir()
        request = WorkRequest(
            input_path=str(folder / "script.py"),
            options=AnalysisOptions(),
            staging=str(folder / "staging"),
            export=False,
        )
        self.folder, self.events = folder, []
        self.thread = threading.Thread(target=lambda: self.events.extend(worker.work(request, timeout_s=100)))
        self.thread.start()
        self.supervisor, self.daemon = self.wait_for_pids()
        self.server = process_tree.read_process(self.supervisor).parent

    def wait_for_pids(self):
        """The supervisor, and what the script has started."""
        assert wait_for((self.folder / "pids").exists)
        pids = [int(word) for word in (self.folder / "pids").read_text().split()]
        (self.folder / "pids").unlink()
        return pids

    def end(self):
        self.thread.join(120)
        assert not self.thread.is_alive()
        assert isinstance(self.events[-1], Analyzed)
        return self.events[-1]


@pytest.fixture
def running(worker, tmp_path):
    one = Running(worker, tmp_path)
    yield one
    (tmp_path / "go").touch()
    one.thread.join(120)


def test_a_stopped_supervisor_and_a_stopped_server_are_continued(running, tmp_path):
    """The script is analyzed as if nothing had happened, and its daemon is gone."""
    os.kill(running.supervisor, signal.SIGSTOP)
    os.kill(running.server, signal.SIGSTOP)
    (tmp_path / "go").touch()
    analyzed = running.end()
    assert (analyzed.failure, len(analyzed.invocations)) == (None, 1)
    assert is_gone(running.daemon)


def test_what_a_script_has_started_is_suspended_with_it(running, worker):
    """In a session of its own as well."""
    with worker.suspended():
        assert wait_for(lambda: process_tree.read_process(running.daemon).state == "T")
    assert wait_for(lambda: process_tree.read_process(running.daemon).state == "S")


def test_a_killed_supervisor_is_named_and_leaves_nothing(running):
    """The fork server ends what is left."""
    os.kill(running.supervisor, signal.SIGKILL)
    analyzed = running.end()
    assert (analyzed.record.status, analyzed.failure.kind) == (Status.KILLED, Kind.KILLED)
    assert "with the process that supervises the script" in analyzed.failure.message
    assert is_gone(running.daemon)


def test_a_killed_server_leaves_nothing(running, tmp_path):
    """The supervisor ends what the script has started; the script is started once more."""
    first = running.daemon
    os.kill(running.server, signal.SIGKILL)
    assert wait_for(lambda: is_gone(first))
    _, second = running.wait_for_pids()
    (tmp_path / "go").touch()
    assert running.end().failure is None
    assert is_gone(second)


def is_gone(pid):
    found = process_tree.read_process(pid)
    return found is None or found.state == "Z"


def wait_for(condition):
    deadline = time.monotonic() + 100
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
