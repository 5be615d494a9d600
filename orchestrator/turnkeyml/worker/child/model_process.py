"""A model's process: confines itself to one .onnx file and works on it, under its supervisor.

Everything that parses a file from elsewhere happens here: the validator, onnx's checker, and ONNX Runtime, which
computes the references.
"""

from __future__ import annotations

import gc
import importlib
import os
import socket
import tempfile
from pathlib import Path
from typing import NoReturn

from turnkeyml.export.validator.external import linked_files
from turnkeyml.system import confinement
from turnkeyml.worker.child import supervised
from turnkeyml.worker.child.event_channel import MAX_CONNECTIONS, Channel, EventSender
from turnkeyml.worker.messages import WorkRequest

_STAGES = 2
_MODULES = ("turnkeyml.worker.child.model_task", "onnxruntime", "ml_dtypes")
"""What a child needs; none of them starts a thread."""


def prepare() -> None:
    """Import what every child needs, in the server."""
    for name in _MODULES:
        importlib.import_module(name)
    gc.freeze()


def main(
    request: WorkRequest, channel: Channel, log: int, _torch_threads: int, supervisor_pid: int, guard: socket.socket
) -> NoReturn:
    """Work on the file. A confined process makes no connection, so those for its events are made before."""
    from turnkeyml.worker.child import model_task

    guard.close()  # it can write nothing that others read
    memory_bytes = confinement.memory_limit(request.memory_bytes)

    def prepare() -> EventSender:
        gc.enable()
        sender = EventSender(channel, connections=MAX_CONNECTIONS)
        _confine(request, memory_bytes)
        return sender

    supervised.run(
        prepare=prepare,
        work=lambda send: model_task.work(request, memory_bytes, send),
        log=log,
        supervisor_pid=supervisor_pid,
    )


def _confine(request: WorkRequest, memory_bytes: int) -> None:
    cpu_s = _STAGES * max(1, int(request.timeout_s)) * (os.cpu_count() or 1)
    confinement.set_limits(confinement.Limits(memory_bytes=memory_bytes, cpu_s=cpu_s))
    model = Path(request.input_path)
    given = (Path(request.options.inputs),) if request.options.inputs else ()
    beside = (model.parent, model.resolve(), *linked_files(model), *given)
    confinement.confine(read=beside, write=(Path(request.staging), Path(tempfile.gettempdir())))
