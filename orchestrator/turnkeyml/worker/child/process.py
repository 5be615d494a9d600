"""A script's process: runs one script and exports its invocations, under its supervisor."""

from __future__ import annotations

import gc
import os
import socket
from typing import NoReturn

import torch
import tqdm

from turnkeyml.worker.child import gpu_guard, script_limits, supervised, tasks, write_guard
from turnkeyml.worker.child.event_channel import Channel, EventSender
from turnkeyml.worker.fork_client import OPENBLAS_THREADS, USER_OPENBLAS_THREADS
from turnkeyml.worker.messages import WorkRequest

_TQDM_MONITOR_INTERVAL_S = 10
"""tqdm's default."""


def main(
    request: WorkRequest, channel: Channel, log: int, torch_threads: int, supervisor_pid: int, guard: socket.socket
) -> NoReturn:
    """Run the script. What it may not do is set before its first line runs."""

    def prepare() -> EventSender:
        _undo_server_settings(request.threads or torch_threads)
        script_limits.limit_script(request.memory_bytes)
        if request.is_shared:
            write_guard.install(guard)
        guard.close()
        return EventSender(channel)

    supervised.run(prepare=prepare, work=lambda send: tasks.work(request, send), log=log, supervisor_pid=supervisor_pid)


def _undo_server_settings(torch_threads: int) -> None:
    """Undo what keeps the server fit for forking: the garbage collector, OPENBLAS_NUM_THREADS, tqdm, GPUs."""
    gc.enable()
    os.environ.pop(OPENBLAS_THREADS, None)
    user_value = os.environ.pop(USER_OPENBLAS_THREADS, None)
    if user_value is not None:
        os.environ[OPENBLAS_THREADS] = user_value
    torch.set_num_threads(torch_threads)
    gpu_guard.remove()
    tqdm.tqdm.monitor_interval = _TQDM_MONITOR_INTERVAL_S
