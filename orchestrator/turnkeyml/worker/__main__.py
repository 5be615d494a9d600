"""The child's half of the worker: runs one script, exports what it called, and tells of each step.

    python -m turnkeyml.worker REQUEST EVENTS

REQUEST is the path of a `WorkRequest`; EVENTS is the descriptor that answers go to, one JSON line each.
"""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path

from turnkey_runner import codec
from turnkeyml.records import WorkEvent, WorkRequest
from turnkeyml.worker.stages import log_path


def main(request_path: str, events: int) -> None:
    """Never returns: ends by `os._exit`, so that no thread or destructor of the script can hold it up."""
    request = codec.decode(Path(request_path).read_bytes(), WorkRequest)
    process = os.getpid()
    os.set_inheritable(events, False)
    _redirect_output(log_path(Path(request.staging), "analysis"))
    if request.memory_bytes is not None:
        resource.setrlimit(resource.RLIMIT_DATA, (request.memory_bytes, request.memory_bytes))

    def send(event: WorkEvent) -> None:
        if os.getpid() == process:
            os.write(events, codec.encode(event))

    # A compiled model calls its original eagerly then; read by torch when it is imported.
    os.environ["TORCH_COMPILE_DISABLE"] = "1"
    from turnkeyml.worker.steps import work

    work(request, send, _redirect_output)
    sys.stdout.flush()
    os._exit(0)


def _redirect_output(path: Path) -> None:
    """Send what the script, exporters and native code print into a log of its own for each stage."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
