"""Lifetime of processes: ending with the parent, signalling a process with everything it started, waiting.

The runner's supervisor uses this module for the processes that measure, turnkey's worker for those that analyze
and export. `pidfd` is a descriptor from `os.pidfd_open`: it names one process for ever, whereas the kernel gives a
process id to another process once the first one has been reaped. Pass it wherever the process may have been
reaped by somebody else. Standard library and Linux only.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
from collections.abc import Collection

from turnkey_runner.host.process_tree import signal_with_parent_death


def die_with_parent(parent_pid: int) -> None:
    """Have the kernel kill this process when its parent ends; call it first in a forked or started process.

    A parent that has ended before the call is recognized by `parent_pid`, its process id: then this process is
    killed at once. The kernel takes the parent's *thread* that forked for the parent: fork from one that lives
    as long as the child is needed.
    """
    signal_with_parent_death(signal.SIGKILL, parent_pid)


def close_all_but(kept: Collection[int]) -> None:
    """Close the descriptors that a forked process has inherited, except these."""
    for name in os.listdir("/proc/self/fd"):
        if int(name) not in kept:
            with contextlib.suppress(OSError):  # the one that listed them
                os.close(int(name))


def send_signal(pid: int, number: int, *, pidfd: int | None = None) -> bool:
    """Signal a process and its process group, and return whether there was anything to signal.

    The group is what the process started, where it called `setpgid` or `setsid`; the process itself is signalled too
    because it may not have done so yet. With `pidfd`, nothing is signalled once the process has been reaped: its
    id may be another process's by now. Until then, a zombie keeps its id from being reused.
    """
    if pid <= 1:
        raise ValueError(f"{pid} is not the id of a process to signal")
    if pidfd is not None and not _is_unreaped(pidfd):
        return False
    found = False
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError):
            kill(pid, number)
            found = True
    return found


def kill_tree(pid: int, *, pidfd: int | None = None) -> bool:
    """Kill a process and everything in its process group; see `send_signal`.

    It does nothing to a process that has ended, but kills what that process left behind in its group.
    """
    return send_signal(pid, signal.SIGKILL, pidfd=pidfd)


def wait_for_exit(pidfd: int, *, timeout_s: float) -> bool:
    """Wait until a process has ended, without reaping it; return whether it has."""
    poller = select.poll()  # select.select refuses descriptors above 1023
    poller.register(pidfd, select.POLLIN)
    return bool(poller.poll(max(0.0, timeout_s) * 1000))


def end_child(pid: int, *, patience_s: float = 0.0) -> int:
    """Give a child of this process time to end, kill it with everything it started, reap it, return its wait status.

    A child that has answered is about to end by itself: how it ends is worth knowing, so do not kill it at once.
    """
    pidfd = os.pidfd_open(pid)
    try:
        wait_for_exit(pidfd, timeout_s=patience_s)
    finally:
        os.close(pidfd)
    kill_tree(pid)  # before the child is reaped, so that its id is still its own
    return os.waitpid(pid, 0)[1]


def _is_unreaped(pidfd: int) -> bool:
    try:
        signal.pidfd_send_signal(pidfd, 0)
    except ProcessLookupError:
        return False
    return True
