"""Everything below a subreaper is found and ended, and nothing else."""

import os
import signal
import subprocess
import sys
import time

from turnkey_runner.host import process_tree

DAEMONS = """
import os, subprocess, sys, time
from turnkey_runner.host import process_tree
process_tree.become_subreaper()
SLEEP = ["sleep", "60"]
subprocess.Popen(SLEEP)
subprocess.Popen(SLEEP, start_new_session=True)
subprocess.Popen(["sh", "-c", "trap '' TERM; sleep 60 & sleep 60"], start_new_session=True)
if os.fork() == 0:
    os.setsid()
    for _ in range(20):
        if os.fork() == 0:
            os.setsid()
            os.execvp("sleep", SLEEP)
    os._exit(0)
if os.fork() == 0:
    os.setsid()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:  # each generation forks the next one, and ends
        if os.fork():
            os._exit(0)
print("up", flush=True)
sys.stdin.readline()
print(process_tree.end_children(timeout_s=30), list(process_tree.descendants(os.getpid())), flush=True)
"""


def start(program):
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout.readline() == "up\n"
    return process


def test_nothing_below_a_subreaper_is_left(tmp_path):
    """Sessions of their own, orphans, those that ignore SIGTERM, and a chain that forks for ever; a neighbour stays."""
    with subprocess.Popen(["sleep", "60"]) as neighbour, start(DAEMONS) as process:
        deadline = time.monotonic() + 20
        while len(list(process_tree.descendants(process.pid))) < 24 and time.monotonic() < deadline:
            time.sleep(0.05)
        below = list(process_tree.descendants(process.pid))
        out, _ = process.communicate("\n", timeout=60)
        assert len(below) >= 24
        assert out == "True []\n"
        assert neighbour.poll() is None
        neighbour.kill()
    starts = [(one.pid, one.start_ticks) for one in process_tree.processes()]
    assert [one for one in below if (one.pid, one.start_ticks) in starts] == []


SESSIONS = """
import subprocess, sys
subprocess.Popen(["sh", "-c", "sleep 60 & wait"], start_new_session=True)
print("up", flush=True)
sys.stdin.readline()
"""


def test_what_is_below_a_process_is_stopped_and_continued_in_every_session():
    """The process itself is not."""
    with start(SESSIONS) as process:
        assert wait_for(lambda: len(list(process_tree.descendants(process.pid))) == 2)
        process_tree.signal_descendants(process.pid, signal.SIGSTOP)
        assert wait_for(lambda: {one.state for one in process_tree.descendants(process.pid)} == {"T"})
        assert process_tree.read_process(process.pid).state != "T"
        process_tree.signal_descendants(process.pid, signal.SIGCONT)
        assert wait_for(lambda: {one.state for one in process_tree.descendants(process.pid)} == {"S"})
        below = list(process_tree.descendants(process.pid))
        process_tree.signal_descendants(process.pid, signal.SIGKILL)
        process.communicate("\n", timeout=20)
    assert len(below) == 2


def test_a_process_that_has_another_ones_id_by_now_is_not_signalled():
    """The start of a process tells them apart."""
    with subprocess.Popen(["sleep", "60"]) as process:
        present = process_tree.read_process(process.pid)
        earlier = process_tree.Process(
            pid=process.pid, parent=os.getpid(), group=0, session=0, start_ticks=present.start_ticks - 1, state="S"
        )
        process_tree._signal(earlier, signal.SIGKILL)
        time.sleep(0.1)
        assert process.poll() is None
        process.kill()


def wait_for(condition):
    deadline = time.monotonic() + 20
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
