"""Which launcher starts the runners, and what they may use."""

from __future__ import annotations

import os

from turnkeyml import launchers
from turnkeyml.devices import Device
from turnkeyml.errors import EngineError, LauncherError
from turnkeyml.launchers.base import Launcher, Limits, Notify
from turnkeyml.system.memory import total_bytes

_MEMORY_FRACTION = 0.9
_MIN_PROCESSES = 512
_BASE_PROCESSES = 256
_THREADS_PER_CPU = 8
"""The mode throughput has two requests per CPU at once, each in a Python thread. An engine has one or two pools with a
thread per CPU, its compiler another one, and numpy's BLAS as well."""


def choose_launcher(name: str, devices: tuple[Device, ...], notify: Notify) -> Launcher:
    """The launcher of that name; `auto` is the first one that can start runners of all these devices.

    Raises `UsageError` for an unknown name, `LauncherError` for a launcher that cannot start any runner.
    """
    if name == launchers.AUTO:
        return _choose(devices, notify)
    launcher = launchers.create(name, notify)
    launcher.check()
    return launcher


def choose_limits(memory_bytes: int | None) -> Limits:
    """What a runner may use: the CPUs that this process may use, and most of the memory."""
    cpus = tuple(sorted(os.sched_getaffinity(0)))
    return Limits(
        memory_bytes=memory_bytes or int(total_bytes() * _MEMORY_FRACTION),
        cpus=cpus,
        max_processes=max(_MIN_PROCESSES, _BASE_PROCESSES + _THREADS_PER_CPU * len(cpus)),
    )


def _choose(devices: tuple[Device, ...], notify: Notify) -> Launcher:
    *preferred, last = launchers.AUTO_ORDER
    for name in preferred:
        launcher = launchers.create(name, notify)
        try:
            launcher.check()
            for device in devices:
                launcher.prepare(device)
        except LauncherError as error:
            # The remedy of an engine that does not answer is another launcher, which is what happens here.
            reason = error.message if isinstance(error, EngineError) else str(error)
            notify(f"runners do not start with --launcher {name}: {reason}")
        else:
            return launcher
    notify(f"using --launcher {last}")
    return launchers.create(last, notify)
