"""Holding everything that runs models on the host while something is measured there."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class WorkCancelledError(Exception):
    """Nobody waits for this work any more."""


class ExporterSuspender:
    """Knows the processes that work and the threads that file their results; stops both meanwhile.

    Processes lead sessions of their own: what they started is stopped with them.
    """

    def __init__(self, cpus: tuple[int, ...] = ()) -> None:
        """Keep the processes on some CPUs, where any are named."""
        self._cpus = cpus
        self._changed = threading.Condition()
        self._processes: set[int] = set()
        self._busy = 0
        self._is_over = False
        self._pausing = False
        self._paused_since: float | None = None
        self._paused_s = 0.0

    def clock(self) -> float:
        """Seconds that go on only while nothing is held: for deadlines and durations of what may be held."""
        with self._changed:
            now = time.monotonic()
            held = 0.0 if self._paused_since is None else now - self._paused_since
            return now - self._paused_s - held

    @contextmanager
    def suspended(self) -> Iterator[None]:
        """Hold all that works, once what is being filed is filed."""
        with self._changed:
            self._pausing = True  # nobody begins to be busy any more
            self._changed.wait_for(lambda: not self._busy)
            self._paused_since = time.monotonic()
            for process in self._processes:
                send(process, signal.SIGSTOP)
        try:
            yield
        finally:
            with self._changed:
                self._paused_s += time.monotonic() - self._paused_since
                self._paused_since, self._pausing = None, False
                for process in self._processes:
                    send(process, signal.SIGCONT)
                self._changed.notify_all()

    def kill(self) -> None:
        """End every process that may be held, and those that will be: nobody waits for what they do."""
        with self._changed:
            self._is_over = True
            for process in self._processes:
                send(process, signal.SIGKILL)

    def check(self) -> None:
        """Raises `WorkCancelledError` once all work was ended."""
        if self._is_over:
            raise WorkCancelledError

    @contextmanager
    def exclusive_section(self) -> Iterator[None]:
        """Work of this process that a measurement waits for; it begins when none is going on. Not to be nested."""
        with self._changed:
            self._changed.wait_for(lambda: not self._pausing)
            self._busy += 1
        try:
            yield
        finally:
            with self._changed:
                self._busy -= 1
                self._changed.notify_all()

    @contextmanager
    def managed(self, process: int) -> Iterator[None]:
        """A process that is held with the others; the caller is `exclusive_section` while it starts it."""
        self.hold(process)
        try:
            yield
        finally:
            self.release(process)

    def hold(self, process: int) -> None:
        """Hold a process with the others from now on."""
        with self._changed:
            self._processes.add(process)
            if self._cpus:
                with contextlib.suppress(ProcessLookupError):
                    os.sched_setaffinity(process, self._cpus)
            if self._paused_since is not None:
                send(process, signal.SIGSTOP)
            if self._is_over:
                send(process, signal.SIGKILL)

    def release(self, process: int) -> None:
        """Hold it no more."""
        with self._changed:
            self._processes.discard(process)

    def resume(self, process: int) -> None:
        """Let a process work although others are held: what is measured needs it."""
        send(process, signal.SIGCONT)


def send(process: int, number: signal.Signals) -> None:
    """Signal a process's session, and itself where it leads none yet."""
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError):
            kill(process, number)
