"""What a script's process may not do: write without bound, dump its memory, or signal what it has not started."""

from __future__ import annotations

import ctypes
import os
import resource
import struct

MAX_FILE_BYTES = 64 << 30
"""Of one file that a script writes. Weights are far smaller; an endless loop ends here."""
_LANDLOCK_CREATE_RULESET, _LANDLOCK_RESTRICT_SELF = 444, 446
"""The same numbers on all architectures that 64-bit Linux shares its newer calls with."""
_LANDLOCK_CREATE_RULESET_VERSION = 1
_SCOPES_SINCE_ABI = 6
_SCOPE_SIGNAL = 1 << 1
_PR_SET_NO_NEW_PRIVS = 38


def limit_script(memory_bytes: int | None) -> None:
    """Limit this process and everything that it starts.

    A larger file than `MAX_FILE_BYTES` is an `OSError` (EFBIG) in the script, because Python ignores SIGXFSZ.
    """
    if memory_bytes is not None:
        resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    soft = MAX_FILE_BYTES if hard == resource.RLIM_INFINITY else min(MAX_FILE_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    scope_signals()


def lift_file_limit() -> None:
    """Allow files of any size again: an export writes the weights of large models into one file."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


def scope_signals() -> bool:
    """Confine signals and ptrace to this process and those below it (Landlock, Linux 6.12); return whether that is so.

    On an older kernel, a script can signal its supervisor and the fork server: the orchestrator continues one that is
    stopped, and replaces one that was killed. Programs that gain privileges when they start, as sudo, do not any more.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(
        _LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_LANDLOCK_CREATE_RULESET_VERSION)
    )
    if version < _SCOPES_SINCE_ABI:
        return False
    attributes = struct.pack("=QQQ", 0, 0, _SCOPE_SIGNAL)
    ruleset = libc.syscall(_LANDLOCK_CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), ctypes.c_uint32(0))
    if ruleset < 0:
        return False
    try:
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        return bool(libc.syscall(_LANDLOCK_RESTRICT_SELF, ruleset, ctypes.c_uint32(0)) == 0)
    finally:
        os.close(ruleset)
