"""The processes below one process, each told from a later one with the same id by its start time."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

_STATE, _PARENT, _START = 0, 1, 19
"""Positions in /proc/PID/stat after the program's name (proc_pid_stat(5): fields 3, 4 and 22)."""


@dataclass(frozen=True)
class Process:
    """A process as it was when it was seen."""

    pid: int
    start_ticks: int
    command: str

    def is_running(self) -> bool:
        """Whether it still runs; a zombie does not."""
        found = _stat(self.pid)
        return found is not None and found[_STATE] != "Z" and int(found[_START]) == self.start_ticks

    def kill(self) -> bool:
        """End it with SIGKILL; False where it has ended already."""
        if not self.is_running():
            return False
        os.kill(self.pid, signal.SIGKILL)
        return True

    def stop(self, seconds: float) -> bool:
        """Stop it for some time; False where it has ended already."""
        if not self.is_running():
            return False
        os.kill(self.pid, signal.SIGSTOP)
        time.sleep(seconds)
        if self.is_running():
            os.kill(self.pid, signal.SIGCONT)
        return True


def descendants(root: int) -> list[Process]:
    """All processes below `root`, and it as the first."""
    stats = {int(path.name): found for path in Path("/proc").glob("[0-9]*") if (found := _stat(int(path.name)))}
    below, found = [root], []
    while below:
        pid = below.pop()
        if pid in stats:
            found.append(Process(pid=pid, start_ticks=int(stats[pid][_START]), command=_command(pid)))
            below += [child for child, stat in stats.items() if int(stat[_PARENT]) == pid]
    return found


def _stat(pid: int) -> list[str] | None:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
