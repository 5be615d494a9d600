"""Suspends everything that runs models on the host while something is measured there."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from signal import Signals

from turnkey_runner.host import process_tree, processes


class WorkCancelledError(Exception):
    """All work was cancelled: nothing waits for this result any more."""


@dataclass(frozen=True, kw_only=True)
class ProcessHandle:
    """A process by its id and a pidfd, so that a signal never reaches another process that was given the same id."""

    pid: int
    pidfd: int

    def signal(self, number: Signals) -> None:
        """Signal the process and its group; does nothing once the process has been reaped."""
        processes.send_signal(self.pid, number, pidfd=self.pidfd)


@dataclass(frozen=True, kw_only=True)
class SupervisedScript(ProcessHandle):
    """A script, by the supervisor that adopts everything that the script has started, in whatever session it is."""

    def signal(self, number: Signals) -> None:
        """Signal everything below the supervisor; SIGKILL has the supervisor end all of it, and itself."""
        if number == signal.SIGKILL:
            self._signal_supervisor(signal.SIGTERM)
            self.resume_supervisor()
        elif processes.wait_for_exit(self.pidfd, timeout_s=0):
            return
        else:
            process_tree.signal_descendants(self.pid, number)

    def resume_supervisor(self) -> None:
        """Continue the supervisor, which nothing but the script can have stopped."""
        self._signal_supervisor(signal.SIGCONT)

    def is_stopped(self) -> bool:
        """Whether the script's process is stopped (SIGSTOP), and nothing here has suspended it."""
        return any(one.parent == self.pid and one.state == "T" for one in process_tree.descendants(self.pid))

    def _signal_supervisor(self, number: Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, number)


@contextmanager
def open_process(pid: int) -> Iterator[ProcessHandle]:
    """A handle of a child of this process that has not been reaped."""
    pidfd = os.pidfd_open(pid)
    try:
        yield ProcessHandle(pid=pid, pidfd=pidfd)
    finally:
        os.close(pidfd)


class ExporterSuspender:
    """Suspends registered processes and blocks the threads that store their results while something is measured.

    Registered processes lead sessions: what they have started is suspended with them.
    """

    def __init__(self, cpus: tuple[int, ...] = ()) -> None:
        """Pin the processes to `cpus`; to none where it is empty."""
        self._cpus = cpus
        self._changed = threading.Condition()
        self._processes: set[ProcessHandle] = set()
        self._sections = 0
        """Threads that are in an `exclusive_section`."""
        self._is_cancelled = False
        self._is_suspending = False
        self._suspended_since: float | None = None
        self._suspended_s = 0.0

    def clock(self) -> float:
        """Seconds that pass only while nothing is suspended: for deadlines and durations of what may be suspended."""
        with self._changed:
            now = time.monotonic()
            current_s = 0.0 if self._suspended_since is None else now - self._suspended_since
            return now - self._suspended_s - current_s

    @contextmanager
    def suspended(self) -> Iterator[None]:
        """Suspend all registered processes, after waiting for the threads that are storing something."""
        with self._changed:
            self._is_suspending = True  # from here on, no thread enters an exclusive section
            self._changed.wait_for(lambda: not self._sections)
            self._suspended_since = time.monotonic()
            for process in self._processes:
                process.signal(signal.SIGSTOP)
        try:
            yield
        finally:
            with self._changed:
                self._suspended_s += time.monotonic() - self._suspended_since
                self._suspended_since, self._is_suspending = None, False
                for process in self._processes:
                    process.signal(signal.SIGCONT)
                self._changed.notify_all()

    def kill(self) -> None:
        """Kill every registered process, and each one that is registered later."""
        with self._changed:
            self._is_cancelled = True
            for process in self._processes:
                process.signal(signal.SIGKILL)

    def raise_if_cancelled(self) -> None:
        """Raises `WorkCancelledError` after `kill`."""
        if self._is_cancelled:
            raise WorkCancelledError

    @contextmanager
    def exclusive_section(self) -> Iterator[None]:
        """Work in this process that never overlaps with a measurement: each waits for the other. Not to be nested."""
        with self._changed:
            self._changed.wait_for(lambda: not self._is_suspending)
            self._sections += 1
        try:
            yield
        finally:
            with self._changed:
                self._sections -= 1
                self._changed.notify_all()

    @contextmanager
    def managed(self, process: ProcessHandle) -> Iterator[None]:
        """Suspend a process with the others; start it and enter this in one `exclusive_section`."""
        self.register(process)
        try:
            yield
        finally:
            self.unregister(process)

    def register(self, process: ProcessHandle) -> None:
        """Suspend a process with the others from now on."""
        with self._changed:
            self._processes.add(process)
            if self._cpus:
                with contextlib.suppress(ProcessLookupError):
                    os.sched_setaffinity(process.pid, self._cpus)
            if self._suspended_since is not None:
                process.signal(signal.SIGSTOP)
            if self._is_cancelled:
                process.signal(signal.SIGKILL)

    def unregister(self, process: ProcessHandle) -> None:
        """Do not suspend it any more; call this before the handle is closed."""
        with self._changed:
            self._processes.discard(process)

    def resume(self, process: ProcessHandle) -> None:
        """Resume one process although the others stay suspended: the measurement needs it."""
        process.signal(signal.SIGCONT)
