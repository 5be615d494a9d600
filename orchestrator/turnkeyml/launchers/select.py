"""Which launcher starts the runners, and with what limits."""

from __future__ import annotations

import os

from turnkeyml.devices import Device
from turnkeyml.errors import EngineError, LauncherError, UsageError
from turnkeyml.launchers import docker_engine
from turnkeyml.launchers.base import Launcher, Limits
from turnkeyml.launchers.compose import ComposeLauncher
from turnkeyml.launchers.docker import DockerLauncher
from turnkeyml.launchers.docker_images import Notify, ensure_image
from turnkeyml.launchers.process import ProcessLauncher
from turnkeyml.records import LAUNCHERS

_MEMORY_SHARE = 0.9


def choose_launcher(name: str, devices: tuple[Device, ...], notify: Notify) -> Launcher:
    """The launcher of that name; `auto` is docker where an engine answers and its images can be had.

    Raises `UsageError` for an unknown name, `EngineError` for `docker` without an engine.
    """
    match name:
        case "docker":
            with docker_engine.connect():
                return DockerLauncher(notify)
        case "compose":
            return ComposeLauncher(notify)
        case "process":
            return ProcessLauncher(notify)
        case "auto":
            return _choose(devices, notify)
        case _:
            raise UsageError(f"unknown launcher {name!r}", remedy=f"choose from: {', '.join(LAUNCHERS)}")


def choose_limits(memory_bytes: int | None) -> Limits:
    """What a runner may use: the CPUs that this process may use, and most of the memory."""
    physical_bytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return Limits(
        memory_bytes=memory_bytes or int(physical_bytes * _MEMORY_SHARE), cpus=tuple(sorted(os.sched_getaffinity(0)))
    )


def _choose(devices: tuple[Device, ...], notify: Notify) -> Launcher:
    try:
        with docker_engine.connect() as client:
            for device in devices:
                ensure_image(client, device, notify)
    except EngineError as error:
        notify(f"runners start as plain processes: {error.message}")
    except LauncherError as error:
        notify(f"runners start as plain processes: {error}")
    else:
        return DockerLauncher(notify)
    return ProcessLauncher(notify)
