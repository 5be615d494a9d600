"""Notices that a job, its container or the machine was stopped for a while: a sample of that time measures nothing.

A busy machine is something else: a process that waits for a CPU can run, and the kernel counts for how long it waits.
One that is stopped does not wait. So the supervisor, which looks about twice a second, asks the kernel whether the job
was stopped by a signal; and where it was itself woken much later than it had asked for, it subtracts the time for which
it waited for a CPU: what remains is time in which the container was frozen, or the machine stood still.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from turnkey_runner.host.cpus import read

Events = TypeVar("Events")

TICK_S = 0.5
"""How often to look. Looking takes about 20 µs of a CPU."""
_MIN_FREEZE_NS = 250_000_000
"""A shorter delay is no evidence: timers are not exact, and the kernel's count of waiting has gaps."""


@dataclass(frozen=True, kw_only=True)
class Stop:
    """A time in which the job did not run."""

    begin_ns: int
    """On the machine's monotonic clock; the latest moment at which it was still seen to run."""
    end_ns: int
    stopped_ns: int


class SuspensionWatch:
    """Watches one child of this process."""

    def __init__(
        self,
        child: int,
        *,
        clock: Callable[[], int] = time.monotonic_ns,
        waited: Callable[[], int | None] = lambda: waited_ns(),
    ) -> None:
        self._child = child
        self._clock, self._waited = clock, waited
        self._stops: list[Stop] = []
        self._suspended_before = _suspended_ns()
        self._seen_ns = clock()
        self._stopped_since: int | None = None

    def sleep(self, select: Callable[[float], Events], sleep_s: float) -> Events:
        """Call `select` with the time, and look for stops afterwards."""
        begin_ns, waited_before = self._clock(), self._waited()
        events = select(sleep_s)
        end_ns = self._clock()
        late_ns = end_ns - begin_ns - round(sleep_s * 1e9)
        if late_ns > _MIN_FREEZE_NS:
            waited = self._waited()
            if waited is not None and waited_before is not None:
                self._add(begin_ns, end_ns, late_ns - (waited - waited_before))
        asleep_ns = _suspended_ns() - self._suspended_before
        self._suspended_before += asleep_ns
        self._add(begin_ns, end_ns, asleep_ns)
        self._look_for_signals(end_ns)
        self._seen_ns = end_ns
        return events

    def stopped_ns(self, begin_ns: int, length_ns: int) -> int:
        """Return for how long the child was stopped in a window of the machine's monotonic clock."""
        end_ns = begin_ns + length_ns
        within = [stop for stop in self._stops if stop.begin_ns < end_ns and stop.end_ns > begin_ns]
        return sum(stop.stopped_ns for stop in within)

    def _look_for_signals(self, now_ns: int) -> None:
        """Ask the kernel whether the child was stopped or continued since the last look."""
        with contextlib.suppress(ChildProcessError):
            while state := os.waitid(os.P_PID, self._child, os.WSTOPPED | os.WCONTINUED | os.WNOHANG):
                if state.si_code == os.CLD_CONTINUED:
                    begin_ns = self._seen_ns if self._stopped_since is None else self._stopped_since
                    self._stops.append(Stop(begin_ns=begin_ns, end_ns=now_ns, stopped_ns=max(1, now_ns - begin_ns)))
                    self._stopped_since = None
                elif self._stopped_since is None:
                    self._stopped_since = self._seen_ns

    def _add(self, begin_ns: int, end_ns: int, stopped_ns: int) -> None:
        if stopped_ns > _MIN_FREEZE_NS:
            self._stops.append(Stop(begin_ns=begin_ns, end_ns=end_ns, stopped_ns=stopped_ns))


def waited_ns() -> int | None:
    """Return how long this process has waited for a CPU; None where the kernel does not count that."""
    words = read("/proc/self/schedstat").split()
    return int(words[1]) if len(words) > 1 else None


def _suspended_ns() -> int:
    """Return how long the machine was suspended since it was booted: the monotonic clock stands still meanwhile."""
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) - time.clock_gettime_ns(time.CLOCK_MONOTONIC)
