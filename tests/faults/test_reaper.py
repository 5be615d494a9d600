"""A runner of a killed turnkey ends, even one that is stopped and so never reads the end of its stream."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

CODE = """
import signal, subprocess, sys, time
from turnkeyml.launchers.reaper import reaping_process
child = subprocess.Popen(["sh", "-c", "sleep 1000 & wait"], start_new_session=True)
with reaping_process(child.pid):
    child.send_signal(signal.SIGSTOP)
    print(child.pid, flush=True)
    time.sleep(1000)
"""


def session_of(leader):
    """The processes of a session that still run."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            if os.getsid(int(name)) == leader and Path(f"/proc/{name}/cmdline").read_bytes():
                found.append(int(name))
        except OSError:
            continue
    return found


def test_a_stopped_runner_of_a_killed_turnkey_is_killed_with_what_it_started():
    """By a process that notices the end of a pipe."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen([sys.executable, "-c", CODE], env=environment, stdout=subprocess.PIPE, text=True) as turnkey:
        leader = int(turnkey.stdout.readline())
        assert leader in session_of(leader)
        turnkey.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 30
    while session_of(leader):
        assert time.monotonic() < deadline
        time.sleep(0.1)
