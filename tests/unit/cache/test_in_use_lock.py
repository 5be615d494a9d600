"""A run shares a cache or has it alone, whatever other runs and threads do at the same instant."""

import subprocess
import sys
import threading

from turnkeyml.cache.in_use_lock import hold_shared

ASKING = """
import sys
from pathlib import Path
from turnkeyml.cache.in_use_lock import hold_shared

with hold_shared(Path(sys.argv[1])) as lock:
    print("ready", flush=True)
    sys.stdin.readline()
    for _ in range(2000):
        with lock.is_exclusive() as is_exclusive:
            assert not is_exclusive
    print("done", flush=True)
    sys.stdin.readline()
"""


def test_of_two_runs_that_ask_at_once_neither_is_exclusive(tmp_path):
    """A conversion of a flock that fails drops it for a moment, which the other run must not see."""
    command = [sys.executable, "-c", ASKING, str(tmp_path / "lock")]
    runs = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for line in ("ready\n", "done\n"):
        assert [run.stdout.readline() for run in runs] == [line] * 2
        for run in runs:
            run.stdin.write("\n")
            run.stdin.flush()
    for run in runs:
        run.communicate()
    assert [run.returncode for run in runs] == [0, 0]


def test_threads_of_one_run_exclude_one_another(tmp_path):
    """Two locks of one open file never conflict: each thread opens the gate itself."""
    inside, most = 0, 0

    def ask():
        nonlocal inside, most
        for _ in range(200):
            with lock.is_exclusive() as is_exclusive:
                assert is_exclusive
                inside += 1
                most = max(most, inside)
                threading.Event().wait(0.0001)
                inside -= 1

    with hold_shared(tmp_path / "lock") as lock:
        threads = [threading.Thread(target=ask) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert most == 1
