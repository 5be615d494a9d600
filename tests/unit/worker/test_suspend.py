"""Processes are suspended while something is measured."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from turnkeyml.worker import suspend
from turnkeyml.worker.suspend import ExporterSuspender, open_process

PROGRAM = "import subprocess, sys, time; subprocess.Popen(['sleep', '60']); print('up', flush=True); time.sleep(60)"


@pytest.fixture
def process():
    """A process that leads a session, with a child of its own."""
    popen = subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, start_new_session=True)
    popen.stdout.readline()
    with open_process(popen.pid) as handle:
        yield handle
    subprocess.run(["kill", "-KILL", "--", f"-{popen.pid}"], check=True)
    popen.wait()
    popen.stdout.close()


def states(session):
    """The kernel's states of a session's processes, without those that have ended."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":  # a zombie may be reaped late
            found.add(fields[0])
    return found


def settled(session, wanted):
    deadline = time.monotonic() + 10
    while states(session) != wanted and time.monotonic() < deadline:
        time.sleep(0.01)
    return states(session)


def test_a_process_and_its_children_are_suspended_and_resumed(process):
    """An unregistered process is not."""
    suspender = ExporterSuspender()
    with suspender.managed(process):
        with suspender.suspended():
            assert settled(process.pid, {"T"}) == {"T"}
        assert settled(process.pid, {"S"}) == {"S"}
    with suspender.suspended():
        assert states(process.pid) == {"S"}


def test_a_process_that_is_registered_during_a_measurement_is_suspended_too(process):
    suspender = ExporterSuspender()
    with suspender.suspended(), suspender.managed(process):
        assert settled(process.pid, {"T"}) == {"T"}
    suspender.kill()
    subprocess.run(["kill", "-CONT", "--", f"-{process.pid}"], check=True)


def test_another_process_with_the_id_of_a_reaped_one_is_never_signalled(process):
    """The kernel reuses process ids: here the handle of a reaped process has the id of one that runs."""
    with subprocess.Popen(["true"]) as ended, open_process(ended.pid) as handle:
        ended.wait()
        recycled = suspend.ProcessHandle(pid=process.pid, pidfd=handle.pidfd)
        suspender = ExporterSuspender()
        with suspender.managed(recycled):
            with suspender.suspended():
                time.sleep(0.2)
                assert states(process.pid) == {"S"}
            suspender.kill()
            time.sleep(0.2)
            assert states(process.pid) == {"S"}


def test_the_clock_stands_still_during_a_measurement():
    """What is suspended is not late."""
    suspender = ExporterSuspender()
    before = suspender.clock()
    with suspender.suspended():
        start = suspender.clock()
        time.sleep(0.3)
        assert suspender.clock() == pytest.approx(start, abs=0.01)
    assert suspender.clock() - before < 0.2


def test_a_measurement_and_an_exclusive_section_never_overlap():
    """However many threads want to enter one."""
    suspender, inside, stop = ExporterSuspender(), [], threading.Event()

    def work():
        while not stop.is_set():
            with suspender.exclusive_section():
                inside.append(1)
                time.sleep(0.001)
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(20):
        with suspender.suspended():
            assert inside == []
            time.sleep(0.005)
            assert inside == []
    stop.set()
    for thread in threads:
        thread.join()


@pytest.mark.slow
def test_a_suspended_server_ends_with_its_parent():
    """Also where the parent is killed and cannot resume it."""
    program = (
        "import os, pathlib, signal, time\n"
        "from turnkeyml.worker.fork_client import ForkServer\n"
        "server = ForkServer()\n"
        "while 'libtorch' not in pathlib.Path(f'/proc/{server.pid}/maps').read_text(): time.sleep(0.05)\n"
        "os.kill(server.pid, signal.SIGSTOP)\n"
        "print(server.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as parent:
        server = int(parent.stdout.readline())
        assert settled(server, {"T"}) == {"T"}
        parent.kill()
    assert settled(server, set()) == set()
