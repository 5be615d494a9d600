"""The child of the fork server: runs one script, exports what it called, tells of each step, and ends."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import resource
import sys
import tempfile
from pathlib import Path

import torch
import tqdm

from turnkey_runner.contract import codec
from turnkeyml.worker.child import tasks
from turnkeyml.worker.messages import WorkEvent, WorkRequest
from turnkeyml.worker.parent_death import die_with_parent
from turnkeyml.worker.stage_meter import log_path
from turnkeyml.worker.tempdirs import folder_of

_TQDM_MONITOR_INTERVAL_S = 10


def main(request_path: Path, events: int, threads: int, server: int) -> None:
    """Never returns: ends by `os._exit`, so that no thread or destructor of the script can hold it up."""
    try:
        die_with_parent(server)
        _main(request_path, events, threads)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(70)
    os._exit(0)


def _main(request_path: Path, events: int, threads: int) -> None:
    os.setsid()
    request = codec.decode(request_path.read_bytes(), WorkRequest)
    process = os.getpid()
    os.set_inheritable(events, False)
    _redirect_output(log_path(Path(request.staging), "analysis"))
    _have_own_temporary_folder(process)
    # What the server had to set so that it starts no thread is the script's own again, and so is the collector.
    gc.enable()
    os.environ.pop("OPENBLAS_NUM_THREADS", None)
    torch.set_num_threads(request.threads or threads)
    tqdm.tqdm.monitor_interval = _TQDM_MONITOR_INTERVAL_S
    if request.memory_bytes is not None:
        resource.setrlimit(resource.RLIMIT_DATA, (request.memory_bytes, request.memory_bytes))

    def send(event: WorkEvent) -> None:
        if os.getpid() == process:
            _flush_output()  # the log is read when the event comes
            os.write(events, codec.encode(event))

    tasks.work(request, send, _redirect_output)
    _flush_output()


def _have_own_temporary_folder(process: int) -> None:
    """Whoever asked for this process removes what the script leaves there."""
    own = folder_of(Path(os.environ["TMPDIR"]), process)
    own.mkdir()
    os.environ["TMPDIR"] = tempfile.tempdir = str(own)


def _redirect_output(path: Path) -> None:
    """Send what the script, exporters and native code print into a log of its own for each stage."""
    _flush_output()
    log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)


def _flush_output() -> None:
    """Write out what Python and native code still hold back; a script may have closed or replaced its streams."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    ctypes.CDLL(None).fflush(None)
