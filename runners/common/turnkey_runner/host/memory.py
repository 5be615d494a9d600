"""The peak of this process's resident memory."""

from __future__ import annotations

from pathlib import Path

_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
_RESET_PEAK = "5"
"""See proc_pid_clear_refs(5): resets the high-water mark to the current resident memory."""


def peak_bytes() -> int:
    """Return the high-water mark of this process's resident memory since its start or the last reset."""
    for line in _STATUS.read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


def reset_peak() -> bool:
    """Reset the high-water mark; return False if the kernel does not allow it."""
    try:
        _CLEAR.write_text(_RESET_PEAK, encoding="ascii")
    except OSError:
        return False
    return True
