"""The processes below a process: found by their parents, and ended or signalled without reaching any other process.

A subreaper (prctl(2), PR_SET_CHILD_SUBREAPER) adopts what a process below it leaves behind when it ends, whatever
session or group that is in. So every process that a script has started stays below its subreaper, and nothing is left
once the subreaper has no children.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_PROC = Path("/proc")
_PAUSE_S = 0.002
_MAX_PASSES = 8
"""Passes over the tree, which may grow while it is suspended."""


@dataclass(frozen=True, kw_only=True)
class Process:
    """A line of proc(5)'s `stat`."""

    pid: int
    parent: int
    group: int
    session: int
    start_ticks: int
    state: str
    """`T` for a stopped process, `Z` for one that has ended and is not reaped yet."""


def become_subreaper() -> None:
    """Adopt every process below this one whose parent ends. Children do not inherit this."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def signal_with_parent_death(number: signal.Signals, parent_pid: int) -> None:
    """Have the kernel send this process a signal when its parent ends, now if it has ended already."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, number)
    if os.getppid() != parent_pid:
        os.kill(os.getpid(), number)


def end_children(*, timeout_s: float, is_meant: Callable[[Process], bool] = lambda process: True) -> bool:
    """Kill children of this process, and whatever it adopts from them, until none is left; return whether that is so.

    Only processes whose parent is this one are signalled, and their groups: a child that is not reaped yet keeps its
    process id and its group's id from being given to another process. A group is killed as a whole, so that no
    member forks meanwhile, unless it is of this process's own session.
    """
    me, own_session = os.getpid(), os.getsid(0)
    deadline = time.monotonic() + timeout_s
    while True:
        children = [process for process in children_of(me) if is_meant(process)]
        if not children:
            return True
        for child in children:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                if child.session not in (0, own_session) and child.group > 1:
                    os.killpg(child.group, signal.SIGKILL)
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(child.pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(child.pid, os.WNOHANG)
        if time.monotonic() > deadline:
            return False
        time.sleep(_PAUSE_S)


def children_of(pid: int) -> Iterator[Process]:
    """The children of a process that has one thread."""
    try:
        listed = (_PROC / str(pid) / "task" / str(pid) / "children").read_text(encoding="ascii").split()
    except OSError:  # not every kernel is built with this file
        yield from (process for process in processes() if process.parent == pid)
    else:
        found = (read_process(int(child)) for child in listed)
        yield from (process for process in found if process is not None and process.parent == pid)


def signal_descendants(pid: int, number: signal.Signals) -> None:
    """Signal every process below a process, which has to be alive, but not the process itself."""
    signalled: set[tuple[int, int]] = set()
    for _ in range(_MAX_PASSES):
        new = [process for process in descendants(pid) if (process.pid, process.start_ticks) not in signalled]
        if not new:
            return
        for process in new:
            signalled.add((process.pid, process.start_ticks))
            _signal(process, number)


def descendants(pid: int) -> Iterator[Process]:
    """Every process below a process, parents first."""
    by_parent: dict[int, list[Process]] = {}
    for process in processes():
        by_parent.setdefault(process.parent, []).append(process)
    pending = [pid]
    while pending:
        for process in by_parent.pop(pending.pop(), []):
            yield process
            pending.append(process.pid)


def processes() -> Iterator[Process]:
    """All processes that can be seen."""
    for name in os.listdir(_PROC):
        if name.isdigit():
            process = read_process(int(name))
            if process is not None:
                yield process


def read_process(pid: int) -> Process | None:
    """One process; None where it has ended and was reaped."""
    try:
        fields = (_PROC / str(pid) / "stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return None
    if len(fields) < 20:
        return None
    parent, group, session, start = (int(fields[place]) for place in (1, 2, 3, 19))
    return Process(
        pid=pid, parent=parent, group=group, session=session, start_ticks=start, state=fields[0].decode("ascii")
    )


def _signal(process: Process, number: signal.Signals) -> None:
    """Signal a process through a pidfd, unless its id is another process's by now."""
    with contextlib.suppress(OSError):
        pidfd = os.pidfd_open(process.pid)
        try:
            present = read_process(process.pid)
            if present is not None and present.start_ticks == process.start_ticks:
                signal.pidfd_send_signal(pidfd, number)
        finally:
            os.close(pidfd)
