"""The runner of the attempts: its runtimes answer with what succeeded."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from turnkey_inside.attempts import ATTEMPTS, leave_traces
from turnkey_runner.contract import Job, Kind
from turnkey_runner.harness.errors import JobError
from turnkey_runner.harness.session import Runtime, Session
from turnkey_runner.harness.supervisor import main
from turnkey_runner.host import memory
from turnkey_runner.host.process_tree import children_of


@contextmanager
def attack(job: Job, folder: Path, compiled: Path | None) -> Iterator[Session]:
    """Try everything; the answer is a failure whose message has each attempt's outcome as JSON."""
    outcomes = {}
    for name, attempt in ATTEMPTS.items():
        try:
            outcomes[name] = f"allowed: {attempt(folder)!r}"[:200]
        except Exception as error:
            outcomes[name] = f"refused: {type(error).__name__}"
    leave_traces()
    raise JobError(Kind.ENGINE_ERROR, json.dumps(outcomes))
    yield


@contextmanager
def look(job: Job, folder: Path, compiled: Path | None) -> Iterator[Session]:
    """Answer with what an earlier job left behind: processes, and files in the folders that can be written."""
    own = {1, os.getppid(), os.getpid(), *(child.pid for child in children_of(os.getpid()))}  # the probe of this job
    left = {
        "processes": [int(name) for name in os.listdir("/proc") if name.isdigit() and int(name) not in own],
        "shared memory": os.listdir("/dev/shm"),
        "scratch": os.listdir(os.environ["TMPDIR"]),
    }
    raise JobError(Kind.ENGINE_ERROR, json.dumps(left))
    yield


@contextmanager
def compute(job: Job, folder: Path, compiled: Path | None) -> Iterator[Session]:
    """Answer with what an engine needs, and has."""
    threads = [threading.Thread(target=time.sleep, args=(0.1,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    scratch = Path(os.environ["TMPDIR"]) / "file"
    scratch.write_text("written")
    with open("/dev/zero", "rb") as device:
        read = device.read(1)
    found = {
        "artifact": (folder / "model.onnx").read_text(),
        "scratch": scratch.read_text(),
        "threads": sum(thread.is_alive() for thread in threads),
        "devices": read.decode(),
        "peak": "reset" if memory.reset_peak() else "not reset",
    }
    raise JobError(Kind.ENGINE_ERROR, json.dumps(found))
    yield


RUNTIMES = {
    "attack": Runtime(open_session=attack, engine="json"),
    "look": Runtime(open_session=look, engine="json"),
    "compute": Runtime(open_session=compute, engine="json"),
}

if __name__ == "__main__":
    sys.exit(main("inside", RUNTIMES))
