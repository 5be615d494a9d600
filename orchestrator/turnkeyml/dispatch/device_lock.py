"""A lock per device, so that only one measurement at a time runs on it, of all processes and users of this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import filelock

from turnkeyml.devices import Device
from turnkeyml.launchers.accelerators import find_accelerator
from turnkeyml.system import paths

_UNREPORTED_WAIT_S = 0.5
_ALL_MAY_WRITE = 0o666


@contextmanager
def device_lock(name: str, notify: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock of that name; report waiting for another process. The kernel releases it when the process ends."""
    path = paths.lock_folder() / f"turnkey-{name}.lock"
    lock = filelock.FileLock(path, mode=_ALL_MAY_WRITE)
    try:
        lock.acquire(timeout=_UNREPORTED_WAIT_S)
    except filelock.Timeout:
        notify(f"waiting for another measurement on {name} to end ({path})")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def lock_name(device: Device, requested: str) -> str:
    """What a measurement occupies: the device, or one physical unit of its accelerator (`requested` by `--gpu`)."""
    if not device.accelerator:
        return device.name
    return f"{device.name}-{find_accelerator(device.accelerator).physical_unit(requested)}"


def choose_unit(requested: str, accelerator: str) -> str:
    """The requested unit, or else the one that the environment chooses; empty for the first of the machine."""
    return requested or find_accelerator(accelerator).default_unit()
