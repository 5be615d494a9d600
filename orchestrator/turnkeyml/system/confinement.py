"""Confines this process to its own files, without network, new processes or other processes' memory.

For processes that parse what comes from elsewhere. What the kernel does not have is left out: the limits always hold.
"""

from __future__ import annotations

import contextlib
import os
import resource
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import turnkey_runner
import turnkeyml
from turnkey_runner.host import landlock
from turnkeyml.system import memory, seccomp

_ALLOWED_VARIABLES = frozenset(
    {
        *("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "LD_LIBRARY_PATH"),
        *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"),
    }
)
"""All that a parser needs. No tokens, proxies or settings of programs."""
_MAX_DESCRIPTORS = 256
_FIRST_LANDLOCK_ABI = 2
"""The first one forbids moving files between folders, which writing a model needs."""
_CPU_GRACE_S = 5
"""Between SIGXCPU, which names the cause, and SIGKILL."""
_MEMORY_SHARE = 0.75
"""Of this machine's or container's memory, where the user set no limit."""
_SYSTEM_FOLDERS = ("/usr", "/lib", "/lib64", "/sys/devices/system", "/etc/ld.so.cache")
_KERNEL_FILES = ("/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/sys", "/dev/urandom")
_WRITABLE = ("/proc/self", "/dev/null")


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a confined process may use."""

    memory_bytes: int
    cpu_s: int | None = None
    """None: only a deadline from outside."""


def memory_limit(requested_bytes: int | None) -> int:
    """What was requested, or most of the memory here."""
    return requested_bytes if requested_bytes is not None else int(memory.total_bytes() * _MEMORY_SHARE)


def environment() -> dict[str, str]:
    """The environment of a confined process: the allowed variables, and where the modules are found."""
    roots = {str(Path(module.__file__ or "").parents[1]) for module in (turnkeyml, turnkey_runner)}
    roots.update(os.environ.get("PYTHONPATH", "").split(os.pathsep))
    kept = {name: value for name, value in os.environ.items() if name in _ALLOWED_VARIABLES}
    return kept | {"PYTHONPATH": os.pathsep.join(sorted(filter(os.path.isabs, roots))), "ORT_DISABLE_TELEMETRY": "1"}


def set_limits(limits: Limits) -> None:
    """Set the resource limits of this process, for ever. A file may be as large as the memory."""
    wanted: dict[int, int | None] = {
        resource.RLIMIT_DATA: limits.memory_bytes,
        resource.RLIMIT_FSIZE: limits.memory_bytes,
        resource.RLIMIT_CPU: limits.cpu_s,
        resource.RLIMIT_NOFILE: _MAX_DESCRIPTORS,
        resource.RLIMIT_CORE: 0,
    }
    for name, value in wanted.items():
        hard = resource.getrlimit(name)[1]
        if value is not None:
            last = value + _CPU_GRACE_S if name == resource.RLIMIT_CPU else value
            last = last if hard == resource.RLIM_INFINITY else min(last, hard)
            resource.setrlimit(name, (min(value, last), last))


def confine(*, read: Iterable[Path], write: Iterable[Path]) -> None:
    """Allow this process to read and write these files and folders, and its libraries; call it while it has one thread.

    A second call narrows the first.
    """
    seccomp.forbid_new_privileges()
    libraries = {Path(entry) for entry in (sys.prefix, sys.base_prefix, *sys.path) if os.path.isabs(entry)}
    if landlock.abi() >= _FIRST_LANDLOCK_ABI:
        system = map(Path, (*_SYSTEM_FOLDERS, *_KERNEL_FILES))
        readable = [(path, landlock.READ_FILES) for path in (*read, *libraries, *system)]
        landlock.restrict([*readable, *((path, landlock.WRITE_FILES) for path in (*write, *map(Path, _WRITABLE)))])
    with contextlib.suppress(OSError):
        seccomp.restrict()
