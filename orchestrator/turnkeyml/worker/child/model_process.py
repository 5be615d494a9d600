"""A child of the fork server for models: confines itself to one .onnx file, works on it, and ends.

Everything that parses a file from elsewhere happens here: the validator, onnx's checker, and ONNX Runtime, which
computes the references.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
import tempfile
from pathlib import Path

from turnkey_runner.contract import codec
from turnkey_runner.host.processes import die_with_parent
from turnkeyml.system import confinement
from turnkeyml.worker.child.process import flush_output, redirect_output, use_own_temporary_folder, write_all
from turnkeyml.worker.messages import WorkEvent, WorkRequest
from turnkeyml.worker.stage_meter import log_path

_STAGES = 2
_MODULES = ("turnkeyml.worker.child.model_task", "onnxruntime", "ml_dtypes")
"""What a child needs; none of them starts a thread."""


def prepare() -> None:
    """Import what every child needs, in the server."""
    for name in _MODULES:
        importlib.import_module(name)
    gc.freeze()


def main(request_path: Path, events: int, _torch_threads: int, server_pid: int) -> None:
    """Never returns: ends by `os._exit`."""
    try:
        die_with_parent(server_pid)
        _main(request_path, events)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(70)
    os._exit(0)


def _main(request_path: Path, events: int) -> None:
    from turnkeyml.worker.child import model_task

    os.setsid()
    gc.enable()
    request = codec.decode(request_path.read_bytes(), WorkRequest)
    os.set_inheritable(events, False)
    redirect_output(log_path(Path(request.staging), "analysis"))
    use_own_temporary_folder(os.getpid())
    memory_bytes = confinement.memory_limit(request.memory_bytes)
    _confine(request, memory_bytes)

    def send(event: WorkEvent) -> None:
        flush_output()  # the log is read when the event arrives
        write_all(events, codec.encode(event))

    model_task.work(request, memory_bytes, send, redirect_output)
    flush_output()


def _confine(request: WorkRequest, memory_bytes: int) -> None:
    cpu_s = _STAGES * max(1, int(request.timeout_s)) * (os.cpu_count() or 1)
    confinement.set_limits(confinement.Limits(memory_bytes=memory_bytes, cpu_s=cpu_s))
    model = Path(request.input_path)
    confinement.confine(
        read=(model.parent, model.resolve()), write=(Path(request.staging), Path(tempfile.gettempdir()))
    )
