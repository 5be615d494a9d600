"""Energy of the CPU packages while a job's loops run: read on the host, where containers may not.

RAPL counts microjoules of a whole package, wraps around, and needs root on most machines; virtual
machines have none. Below `MIN_WINDOW_S` of measured time its steps and the reader's own delays are
too large a part of it, and no number is given.
"""

from __future__ import annotations

import bisect
import itertools
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from turnkey_runner.contract import Result

POWERCAP = Path("/sys/class/powercap")
PERIOD_S = 0.1
MIN_WINDOW_S = 10.0
MIN_READINGS = 20
MAX_GAP_S = 1.0
"""A longer gap between readings inside of a window hides what happened in it."""
_POSSIBLE_W = 0.1, 10_000.0
"""The packages of a machine draw no less in their deepest sleep, and no more with sixteen sockets."""


@dataclass(frozen=True, kw_only=True)
class Package:
    """One counter: a whole socket."""

    counter: Path
    range_uj: int
    """At which it begins again from 0."""


@dataclass(kw_only=True)
class Trace:
    """Readings in the order of their times; `energy_uj` grows over all packages, wraps taken out."""

    clock_ns: list[int] = field(default_factory=list)
    energy_uj: list[int] = field(default_factory=list)

    def followed_by(self, later: Trace) -> Trace:
        """One trace of two; between them nothing is known but that energy does not shrink."""
        so_far = self.energy_uj[-1] if self.energy_uj else 0
        return Trace(
            clock_ns=self.clock_ns + later.clock_ns,
            energy_uj=self.energy_uj + [so_far + energy for energy in later.energy_uj],
        )


def find_packages(root: Path = POWERCAP) -> tuple[Package, ...]:
    """The packages whose counters this process may read; none in most virtual machines."""
    found = []
    for folder in sorted(root.glob("intel-rapl:[0-9]*")):
        if folder.name.count(":") != 1:
            continue  # a part of a package
        try:
            int((folder / "energy_uj").read_text())
            found.append(
                Package(counter=folder / "energy_uj", range_uj=int((folder / "max_energy_range_uj").read_text()))
            )
        except (OSError, ValueError):
            continue
    return tuple(found)


@contextmanager
def sampling(packages: Sequence[Package]) -> Iterator[Trace]:
    """Read the counters ten times a second until the block ends; does nothing where there are none."""
    trace = Trace()
    if not packages:
        yield trace
        return
    done = threading.Event()
    thread = threading.Thread(target=_sample, args=(packages, trace, done), daemon=True)
    thread.start()
    try:
        yield trace
    finally:
        done.set()
        thread.join()


def _sample(packages: Sequence[Package], trace: Trace, done: threading.Event) -> None:
    before: list[int] | None = None
    total = 0
    while True:
        try:
            now = [int(package.counter.read_text()) for package in packages]
        except (OSError, ValueError):
            return
        if before is not None:
            total += sum(
                growth(old, new, package.range_uj) for old, new, package in zip(before, now, packages, strict=True)
            )
        before = now
        trace.clock_ns.append(time.perf_counter_ns())
        trace.energy_uj.append(total)
        if done.wait(PERIOD_S):
            return


def growth(before_uj: int, after_uj: int, range_uj: int) -> int:
    """How much a counter has grown, though it may have begun again from 0 once."""
    return after_uj - before_uj if after_uj >= before_uj else after_uj - before_uj + range_uj


@dataclass(frozen=True, kw_only=True)
class Energy:
    """Millijoules an inference; None, and why, where they are not known well enough."""

    mj: float | None = None
    missing: str = ""
    """Empty where there is an energy, and where the machine counts none."""


def energy_of(trace: Trace, result: Result) -> Energy:
    """What an inference took over the result's loops."""
    windows, inferences = _windows(result), _inferences(result)
    total_s = sum(end - start for start, end in windows) / 1e9
    if not inferences or result.settings.mode != "latency" or not trace.clock_ns:
        return Energy()
    if total_s < MIN_WINDOW_S:
        return Energy(missing=f"the loops took {total_s:.1f} s together, {MIN_WINDOW_S:g} s are needed: --min-time")
    spent = [_between(trace, start, end) for start, end in windows]
    known = [one for one in spent if one is not None]
    if len(known) < len(spent):
        return Energy(missing="the counters were not read throughout the loops")
    return Energy(mj=sum(known) / 1e3 / inferences)


def is_possible(mj: float, result: Result) -> bool:
    """Whether a machine can have drawn so much for each inference of a result, whose loops were long enough to tell."""
    total_s = sum(end - start for start, end in _windows(result)) / 1e9
    if result.settings.mode != "latency" or total_s < MIN_WINDOW_S:
        return False
    least_w, most_w = _POSSIBLE_W
    return least_w <= mj / 1e3 * _inferences(result) / total_s <= most_w


def _windows(result: Result) -> list[tuple[int, int]]:
    """When the loops began and ended."""
    return [(one.started_ns, one.started_ns + one.wall_ns) for one in result.conditions if one.started_ns is not None]


def _inferences(result: Result) -> int:
    return sum(len(m.samples) * m.block for m in result.measurements if m.name == "latency")


def _between(trace: Trace, start_ns: int, end_ns: int) -> float | None:
    """Microjoules in a window, linear between the readings around its ends."""
    clock = trace.clock_ns
    inside = clock[bisect.bisect_left(clock, start_ns) : bisect.bisect_right(clock, end_ns)]
    if len(clock) < MIN_READINGS or not inside or clock[0] > start_ns or clock[-1] < end_ns:
        return None
    if any(after - before > MAX_GAP_S * 1e9 for before, after in itertools.pairwise([start_ns, *inside, end_ns])):
        return None
    return _at(trace, end_ns) - _at(trace, start_ns)


def _at(trace: Trace, moment_ns: int) -> float:
    after = max(1, bisect.bisect_left(trace.clock_ns, moment_ns))
    (left, right), (low, high) = trace.clock_ns[after - 1 : after + 1], trace.energy_uj[after - 1 : after + 1]
    return low + (high - low) * (moment_ns - left) / (right - left)
