"""Processes by identities that are never taken by another one."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def this_process() -> str:
    """This process as `host:pid:start`: unlike a pid alone, never taken by another one."""
    return f"{platform.node()}:{os.getpid()}:{_start_of(os.getpid())}"


def is_alive(owner: str) -> bool:
    """Whether that process runs. One of another machine is taken to, for nobody here can tell."""
    host, pid, start = (owner.rsplit(":", 2) + ["", ""])[:3]
    if host != platform.node():
        return bool(owner)
    return pid.isdigit() and start == _start_of(int(pid))


def _start_of(pid: int) -> str:
    """When a process began, in ticks since boot; empty where there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""
