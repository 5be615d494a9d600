"""Holding processes while something is measured."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from turnkeyml.worker.suspend import ExporterSuspender


@pytest.fixture
def process():
    """A process that leads a session, with a child of its own."""
    program = "import subprocess, sys, time; subprocess.Popen(['sleep', '60']); print('up', flush=True); time.sleep(60)"
    started = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, start_new_session=True)
    started.stdout.readline()
    yield started.pid
    subprocess.run(["kill", "-KILL", "--", f"-{started.pid}"], check=True)
    started.wait()
    started.stdout.close()


def states(session):
    """The states of a session's processes, as the kernel tells them; what has ended is none of them."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":  # whoever inherits it may reap it late
            found.add(fields[0])
    return found


def settled(session, wanted):
    deadline = time.monotonic() + 10
    while states(session) != wanted and time.monotonic() < deadline:
        time.sleep(0.01)
    return states(session)


def test_a_process_and_what_it_started_stand_still_meanwhile(process):
    """And go on afterwards."""
    suspender = ExporterSuspender()
    with suspender.managed(process):
        with suspender.suspended():
            assert settled(process, {"T"}) == {"T"}
        assert settled(process, {"S"}) == {"S"}
    with suspender.suspended():
        assert states(process) == {"S"}


def test_a_process_that_comes_meanwhile_stands_still_too(process):
    """It was started a moment before."""
    suspender = ExporterSuspender()
    with suspender.suspended(), suspender.managed(process):
        assert settled(process, {"T"}) == {"T"}
    suspender.kill()
    subprocess.run(["kill", "-CONT", "--", f"-{process}"], check=True)


def test_the_clock_stands_still_meanwhile():
    """What is held is not late."""
    suspender = ExporterSuspender()
    before = suspender.clock()
    with suspender.suspended():
        held = suspender.clock()
        time.sleep(0.3)
        assert suspender.clock() == pytest.approx(held, abs=0.01)
    assert suspender.clock() - before < 0.2


def test_a_measurement_waits_for_what_is_being_filed_and_then_holds_it():
    """Nobody is busy while it is paused, however many want to be."""
    suspender, exclusive_section, stop = ExporterSuspender(), [], threading.Event()

    def work():
        while not stop.is_set():
            with suspender.exclusive_section():
                exclusive_section.append(1)
                time.sleep(0.001)
                exclusive_section.pop()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(20):
        with suspender.suspended():
            assert exclusive_section == []
            time.sleep(0.005)
            assert exclusive_section == []
    stop.set()
    for thread in threads:
        thread.join()


def test_a_held_server_ends_with_its_parent():
    """Also where that is killed and can let nothing go on."""
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
