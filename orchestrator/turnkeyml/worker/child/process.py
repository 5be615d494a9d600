"""A child of the fork server: runs one script, exports the invocations, sends an event for each step, and ends."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import resource
import sys
import tempfile
from pathlib import Path

from turnkey_runner.contract import codec
from turnkey_runner.host.processes import die_with_parent
from turnkeyml.system.tempdirs import child_folder
from turnkeyml.worker.fork_client import OPENBLAS_THREADS, USER_OPENBLAS_THREADS
from turnkeyml.worker.messages import WorkEvent, WorkRequest
from turnkeyml.worker.stage_meter import log_path

_TQDM_MONITOR_INTERVAL_S = 10
"""tqdm's default."""


def main(request_path: Path, events: int, torch_threads: int, server_pid: int) -> None:
    """Never returns: ends by `os._exit`, so that no thread or destructor of the script can delay it."""
    try:
        die_with_parent(server_pid)
        _main(request_path, events, torch_threads)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(70)
    os._exit(0)


def _main(request_path: Path, events: int, torch_threads: int) -> None:
    from turnkeyml.worker.child import tasks

    os.setsid()
    request = codec.decode(request_path.read_bytes(), WorkRequest)
    pid = os.getpid()
    os.set_inheritable(events, False)
    redirect_output(log_path(Path(request.staging), "analysis"))
    use_own_temporary_folder(pid)
    _undo_server_settings(request.threads or torch_threads)
    if request.memory_bytes is not None:
        resource.setrlimit(resource.RLIMIT_DATA, (request.memory_bytes, request.memory_bytes))

    def send(event: WorkEvent) -> None:
        if os.getpid() == pid:  # the script may have forked
            flush_output()  # the log is read when the event arrives
            write_all(events, codec.encode(event))

    tasks.work(request, send, redirect_output)
    flush_output()


def _undo_server_settings(torch_threads: int) -> None:
    """Undo what keeps the server from starting threads: restore the garbage collector, OPENBLAS_NUM_THREADS, tqdm."""
    import torch
    import tqdm

    gc.enable()
    os.environ.pop(OPENBLAS_THREADS, None)
    user_value = os.environ.pop(USER_OPENBLAS_THREADS, None)
    if user_value is not None:
        os.environ[OPENBLAS_THREADS] = user_value
    torch.set_num_threads(torch_threads)
    tqdm.tqdm.monitor_interval = _TQDM_MONITOR_INTERVAL_S


def write_all(descriptor: int, line: bytes) -> None:
    """`os.write` writes only a part where the process is suspended while a line longer than the pipe is written."""
    view = memoryview(line)
    while view:
        view = view[os.write(descriptor, view) :]


def use_own_temporary_folder(pid: int) -> None:
    """The orchestrator removes it when the process has ended."""
    folder = child_folder(Path(os.environ["TMPDIR"]), pid)
    folder.mkdir()
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)


def redirect_output(path: Path) -> None:
    """Redirect what the script, exporters and native code print to a stage's log."""
    flush_output()
    log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)


def flush_output() -> None:
    """Flush the buffers of Python and of native code; a script may have closed or replaced its streams."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    ctypes.CDLL(None).fflush(None)
