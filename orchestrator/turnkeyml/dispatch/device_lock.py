"""A lock per device, so that only one measurement at a time runs on it, of all processes and users of this machine."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from turnkeyml.devices import Device
from turnkeyml.errors import LauncherError
from turnkeyml.launchers.accelerators import find_accelerator
from turnkeyml.system import paths
from turnkeyml.system.lock_holder import describe_holder
from turnkeyml.system.os_errors import remedy_of

_UNREPORTED_WAIT_S = 0.5
_POLL_S = 0.05
_ALL_MAY_WRITE = 0o666
_FLAGS = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@contextmanager
def device_lock(name: str, notify: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock of that name; report waiting for another process. The kernel releases it when the process ends.

    Raises `LauncherError` for a lock file that cannot be used.
    """
    path = paths.lock_folder() / f"turnkey-{name}.lock"
    descriptor = _open(path)
    try:
        _acquire(descriptor, path, name, notify)
        yield
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    """Open a lock's file, or create it for all users. No link is followed: in a shared folder, anyone can put one.

    An existing file is opened without O_CREAT, which the kernel refuses for another user's file in a folder such as
    /tmp (fs.protected_regular); a file that cannot be written can be locked all the same.
    """
    remedy = "remove it, or name another folder in TURNKEY_LOCK_DIR"
    try:
        descriptor = _open_or_create(path)
    except OSError as error:
        reason = "it is a link" if error.errno == errno.ELOOP else error.strerror
        raise LauncherError(f"cannot use the lock {path}: {reason}", remedy=_remedy(error) or remedy) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise LauncherError(f"cannot use the lock {path}: it is not a regular file", remedy=remedy)
    return descriptor


def _remedy(error: OSError) -> str:
    return remedy_of(error) if error.errno in (errno.EMFILE, errno.ENFILE) else ""


def _open_or_create(path: Path) -> int:
    while True:
        for access in (os.O_RDWR, os.O_RDONLY):
            try:
                return os.open(path, access | _FLAGS)
            except PermissionError:
                if access == os.O_RDONLY:
                    raise
            except FileNotFoundError:
                break
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _FLAGS, _ALL_MAY_WRITE)
        except FileExistsError:
            continue  # another process was first
        os.fchmod(descriptor, _ALL_MAY_WRITE)  # whatever the umask
        return descriptor


def _acquire(descriptor: int, path: Path, name: str, notify: Callable[[str], None]) -> None:
    """Wait for the lock in steps, so that Ctrl-C ends the wait."""
    report_at: float | None = time.monotonic() + _UNREPORTED_WAIT_S
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            pass
        except OSError as error:
            raise LauncherError(f"cannot lock {path}: {error.strerror}", remedy="set TURNKEY_LOCK_DIR") from error
        if report_at is not None and time.monotonic() >= report_at:
            report_at = None
            holder = describe_holder(descriptor)
            held_by = f", held by {holder}" if holder else ""
            notify(f"waiting for another measurement on {name} to end ({path}{held_by})")
        time.sleep(_POLL_S)


def lock_name(device: Device, requested: str) -> str:
    """What a measurement occupies: the device, or one physical unit of its accelerator (`requested` by `--gpu`)."""
    if not device.accelerator:
        return device.name
    return f"{device.name}-{find_accelerator(device.accelerator).physical_unit(requested)}"


def choose_unit(requested: str, accelerator: str) -> str:
    """The requested unit, or else the one that the environment chooses; empty for the first of the machine."""
    return requested or find_accelerator(accelerator).default_unit()
