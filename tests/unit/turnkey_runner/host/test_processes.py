"""Processes end with their parent and with everything they started; a recycled process id harms nobody."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from turnkey_runner.host import processes

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


@contextlib.contextmanager
def sleeper(*, group: bool = True) -> Iterator[subprocess.Popen[bytes]]:
    """A process that waits for its end, in a process group of its own or in ours."""
    with subprocess.Popen(SLEEP, start_new_session=group) as process:
        try:
            yield process
        finally:
            process.kill()


def await_true(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.01)


def state_of(pid: int) -> str:
    """The state letter in /proc, empty where there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""


def is_gone(pid: int) -> bool:
    return state_of(pid) in ("", "Z")


def group_exists(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def start_parent(tmp_path: Path, child: str) -> tuple[subprocess.Popen[bytes], int]:
    """A process that has forked a child which runs some code; returned once the child is ready."""
    noted = tmp_path / "child"
    code = (
        "import os, pathlib, signal, sys, time\n"
        "from turnkey_runner.host import process_tree, processes\n"
        "parent = os.getpid()\n"
        "if os.fork() == 0:\n"
        f"    {child}\n"
        "    pathlib.Path(sys.argv[1] + '.new').write_text(str(os.getpid()))\n"
        "    os.rename(sys.argv[1] + '.new', sys.argv[1])\n"
        "    time.sleep(60)\n"
        "    os._exit(0)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, noted])
    await_true(noted.exists, "the child was not started")
    return parent, int(noted.read_text())


def test_a_process_ends_with_its_parent(tmp_path: Path) -> None:
    parent, child = start_parent(tmp_path, "processes.die_with_parent(parent)")
    parent.kill()
    parent.wait()
    await_true(lambda: is_gone(child), "the child outlived its parent")


def test_a_process_whose_parent_has_ended_already_ends_at_once() -> None:
    code = "from turnkey_runner.host import processes; processes.die_with_parent(2); print('alive')"
    ended = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=False)
    assert (ended.returncode, ended.stdout) == (-signal.SIGKILL, b"")


def test_a_suspended_process_goes_on_when_its_parent_ends(tmp_path: Path) -> None:
    parent, child = start_parent(tmp_path, "process_tree.signal_with_parent_death(signal.SIGCONT, parent)")
    os.kill(child, signal.SIGSTOP)
    await_true(lambda: state_of(child) == "T", "the child was not suspended")
    parent.kill()
    parent.wait()
    try:
        await_true(lambda: state_of(child) != "T", "the child is still suspended")
    finally:
        os.kill(child, signal.SIGKILL)


def test_a_killed_process_takes_with_it_what_it_started() -> None:
    code = "import subprocess, sys, time; print(subprocess.Popen(['sleep', '60']).pid, flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code], start_new_session=True, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        started = int(process.stdout.readline())
        assert processes.kill_tree(process.pid)
        assert process.wait() == -signal.SIGKILL
        await_true(lambda: is_gone(started), "what it started outlived it")


def test_what_an_ended_process_left_behind_is_killed_before_it_is_reaped() -> None:
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        left = subprocess.Popen(["sleep", "60"])
        os._exit(7 if left.pid else 1)
    pidfd = os.pidfd_open(child)
    assert processes.wait_for_exit(pidfd, timeout_s=10)
    os.close(pidfd)
    assert os.waitstatus_to_exitcode(processes.end_child(child)) == 7
    await_true(lambda: not group_exists(child), "what it started outlived it")


def test_a_process_without_a_group_of_its_own_is_signalled_alone() -> None:
    with sleeper(group=False) as process:
        assert processes.kill_tree(process.pid)
        assert process.wait() == -signal.SIGKILL


def test_a_recycled_process_id_is_not_signalled() -> None:
    with sleeper() as first, sleeper() as second:
        pidfd = os.pidfd_open(first.pid)
        first.kill()
        first.wait()
        # The id of `first`, had the kernel given it to `second`.
        assert not processes.kill_tree(second.pid, pidfd=pidfd)
        assert not processes.send_signal(second.pid, signal.SIGSTOP, pidfd=pidfd)
        os.close(pidfd)
        with pytest.raises(subprocess.TimeoutExpired):
            second.wait(timeout=0.2)
        assert state_of(second.pid) != "T"


def test_a_known_process_is_signalled_through_its_descriptor() -> None:
    with sleeper() as process:
        pidfd = os.pidfd_open(process.pid)
        assert processes.kill_tree(process.pid, pidfd=pidfd)
        assert processes.wait_for_exit(pidfd, timeout_s=10)
        os.close(pidfd)
        assert process.wait() == -signal.SIGKILL


def test_nothing_to_signal_is_no_error() -> None:
    with sleeper() as process:
        process.kill()
        process.wait()
        assert not processes.send_signal(process.pid, signal.SIGCONT)


@pytest.mark.parametrize("pid", [-1, 0, 1])
def test_an_id_that_would_signal_ourselves_or_all_is_refused(pid: int) -> None:
    with pytest.raises(ValueError, match="is not the id"):
        processes.kill_tree(pid)


def test_a_child_has_time_to_end_by_itself() -> None:
    child = os.fork()
    if child == 0:
        time.sleep(0.2)
        os._exit(3)
    assert os.waitstatus_to_exitcode(processes.end_child(child, patience_s=10)) == 3


def test_a_child_out_of_patience_is_killed() -> None:
    child = os.fork()
    if child == 0:
        time.sleep(60)
        os._exit(3)
    assert os.waitstatus_to_exitcode(processes.end_child(child, patience_s=0.05)) == -signal.SIGKILL


ADOPTS = """
import os, time
from turnkey_runner.host import process_tree
process_tree.become_subreaper()
def children(): return {one.pid for one in process_tree.children_of(os.getpid())}
kept = os.fork()
if kept == 0:
    time.sleep(60)
    os._exit(0)
before = children()
if os.fork() == 0:
    for _ in range(3):
        os.setsid() if os.getpid() != os.getsid(0) else None
        if os.fork():
            os._exit(0)
    os.setsid()
    time.sleep(60)
    os._exit(0)
os.wait()
while not children() - before:
    time.sleep(0.01)
is_done = process_tree.end_children(timeout_s=20, is_meant=lambda one: one.pid not in before)
print(is_done, children() == before == {kept})
process_tree.end_children(timeout_s=20)
"""


def test_a_daemon_is_ended_by_the_process_that_adopts_orphans() -> None:
    """It has left its parent and its session; the children that were there before are kept."""
    common = Path(processes.__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", ADOPTS],
        env={"PYTHONPATH": str(common)},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert done.stdout == "True True\n"
