"""What a job's process may reach: its artifact, its scratch folder and the engines; not the supervisor, nor others."""

from __future__ import annotations

import ctypes
import os
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

from turnkey_runner.host import landlock

_PR_SET_DUMPABLE = 4
_SYSTEM = ("bin", "sbin", "lib", "lib32", "lib64", "usr", "etc", "opt", "sys", "proc", "nix", "gnu")
"""Folders below the root that hold programs, libraries and what the kernel reports."""
_DEVICES = Path("/dev")
_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 (engines look for it there)
_SELF = Path("/proc/self")


def shield() -> None:
    """Close this process to others of the same user: no tracing, no /proc/PID/mem or fd, no core files."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _set_dumpable(0)


def confine(artifact: Path | None, scratch: Path) -> tuple[str, ...]:
    """Confine this process and what it starts, as far as the kernel can; return what is restricted.

    The job can read its artifact and the engines, and write into its scratch folder. It can neither trace nor signal
    the supervisor. Never raises: without Landlock the job runs all the same, and its result says so.
    """
    _set_dumpable(1)  # inherited from the supervisor; a process that is not dumpable cannot reset its own peak memory
    return landlock.restrict(_allowed(artifact, scratch))


def _allowed(artifact: Path | None, scratch: Path) -> Iterator[tuple[Path, int]]:
    yield from ((Path("/") / name, landlock.READ) for name in _SYSTEM)
    yield from ((folder, landlock.READ) for folder in _folders_of_python())
    yield _DEVICES, landlock.USE_DEVICES
    yield _SHARED_MEMORY, landlock.WRITE
    yield _SELF, landlock.USE_DEVICES
    yield scratch, landlock.WRITE
    if artifact is not None:
        yield artifact, landlock.READ


def _folders_of_python() -> Iterator[Path]:
    """Where this interpreter, its packages, and libraries outside of the system's folders are."""
    found = [sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix, os.path.dirname(os.__file__)]
    found += [entry for entry in sys.path if os.path.isabs(entry)]
    found += [entry for entry in os.environ.get("LD_LIBRARY_PATH", "").split(os.pathsep) if os.path.isabs(entry)]
    yield from (Path(os.path.realpath(one)) for one in dict.fromkeys(found) if os.path.realpath(one) != "/")


def _set_dumpable(value: int) -> None:
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, value, 0, 0, 0)
