"""Watches in which state the host of this machine is: how long its CPUs take to read from one another, for a minute."""

from __future__ import annotations

import contextlib
import itertools
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from turnkey_runner.host.cpus import choose_cpus
from turnkey_runner.host.probe import ProbeError, probing
from turnkey_runner.stats.host_states import BOUNDARY, best_ns

WATCHED_S, PAUSE_S = 60.0, 0.5
_WIDTH = 72
STEADY = 0.05
"""Fraction of the time in a slower state up to which nothing needs to be done."""


@dataclass(frozen=True, kw_only=True)
class HostWatch:
    """Transfer times of one CPU set, one after the other."""

    cpus: tuple[int, ...]
    transfers_ns: tuple[int, ...]
    """Empty where there is a single CPU, and where they could not be measured."""
    watched_s: float
    readings: int = 0
    """With those that failed, because something else ran on the CPUs."""

    @property
    def best_ns(self) -> int:
        """The transfer time of the best state that was seen."""
        return best_ns(self.transfers_ns) or 0

    @property
    def is_slower(self) -> tuple[bool, ...]:
        """Of each reading, whether the host was in a slower state than the best."""
        return tuple(one > BOUNDARY * self.best_ns for one in self.transfers_ns)

    @property
    def slower_fraction(self) -> float:
        """The fraction of the readings in a slower state."""
        return sum(self.is_slower) / len(self.transfers_ns) if self.transfers_ns else 0.0

    @property
    def changes(self) -> int:
        """How often the state changed from one reading to the next."""
        return sum(a != b for a, b in itertools.pairwise(self.is_slower))

    @property
    def slower_factor(self) -> float | None:
        """How many times as long a transfer takes in the slower state; None where it was not seen."""
        slower = [one for one, is_slow in zip(self.transfers_ns, self.is_slower, strict=True) if is_slow]
        return statistics.median(slower) / self.best_ns if slower else None


def watch_host(
    *,
    watched_s: float = WATCHED_S,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> HostWatch:
    """Probe the CPUs that a measurement would use, every half second."""
    cpus = choose_cpus(None)
    transfers_ns: list[int] = []
    readings = 0
    start_s = clock()
    while len(cpus) > 1 and clock() - start_s < watched_s:
        with probing(cpus) as prober, contextlib.suppress(ProbeError, OSError):
            transfers_ns.append(max(prober.read().transfer_ns))
        readings += 1
        sleep(PAUSE_S)
    return HostWatch(cpus=cpus, transfers_ns=tuple(transfers_ns), watched_s=watched_s, readings=readings)


def describe_watch(watch: HostWatch) -> list[str]:
    """What was seen, and what to do about it, a line each."""
    if len(watch.cpus) < 2:
        return ["host: a measurement would use a single CPU here, so that its CPUs have no states between them"]
    if not watch.transfers_ns:
        return ["host: not one reading succeeded, because other programs use its CPUs; stop them, and try again"]
    strip = "".join("▃" if slow else "▁" for slow in watch.is_slower)
    lines = [f"host over {watch.watched_s:.0f} s, CPUs {', '.join(map(str, watch.cpus))} (▁ best state, ▃ slower):"]
    lines += [f"  {strip[start : start + _WIDTH]}" for start in range(0, len(strip), _WIDTH)]
    failed = watch.readings - len(watch.transfers_ns)
    if failed > 0:
        lines.append(f"{failed} of {watch.readings} readings failed: other programs use these CPUs")
    if watch.slower_factor is None:
        return [*lines, f"one state: a CPU reads 256 KiB that another has written in {watch.best_ns / 1e3:.1f} µs"]
    lines.append(
        f"in a slower state {watch.slower_fraction:.0%} of the time, {watch.changes} changes: there, a CPU takes "
        f"{watch.slower_factor:.1f} times as long to read what another has written"
    )
    if watch.slower_fraction > STEADY:
        lines += [
            "measurements count only in the best state, and wait for it; models with several threads are slower in the",
            "other one, production too (`slow_state_factor`). What helps: CPUs of one die (`taskset -c`, a cpuset), an",
            "instance type whose CPUs are not shared, or one thread (`--threads 1`)",
        ]
    return lines
