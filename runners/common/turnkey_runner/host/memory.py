"""The most memory that this process has had, and since when that is counted."""

from __future__ import annotations

from pathlib import Path

_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
_FORGET_PEAK = "5"
"""Of proc_pid_clear_refs(5): the high-water mark of resident memory begins anew at what is resident now."""


def peak_bytes() -> int:
    """The high-water mark of this process's resident memory, since it began or was last forgotten."""
    for line in _STATUS.read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


def forget_peak() -> bool:
    """Begin to count anew; False where the kernel does not let one."""
    try:
        _CLEAR.write_text(_FORGET_PEAK, encoding="ascii")
    except OSError:
        return False
    return True
