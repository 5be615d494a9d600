"""Energy of one inference, computed from readings of the CPU packages' counters.

Below `MIN_WINDOW_S` of measured time the counters' steps and the reader's own delays are too large a part of it, and
no number is given.
"""

from __future__ import annotations

import bisect
import itertools
from dataclasses import dataclass, field

from turnkey_runner.contract import Result

MIN_WINDOW_S = 10.0
MIN_READINGS = 20
MAX_GAP_S = 1.0
"""A longer gap between readings inside of a window hides what happened in it."""
_POSSIBLE_W = 0.1, 10_000.0
"""The packages of a machine draw no less in their deepest sleep, and no more with sixteen sockets."""


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
    fraction_within = clock[bisect.bisect_left(clock, start_ns) : bisect.bisect_right(clock, end_ns)]
    if len(clock) < MIN_READINGS or not fraction_within or clock[0] > start_ns or clock[-1] < end_ns:
        return None
    if any(
        after - before > MAX_GAP_S * 1e9 for before, after in itertools.pairwise([start_ns, *fraction_within, end_ns])
    ):
        return None
    return _at(trace, end_ns) - _at(trace, start_ns)


def _at(trace: Trace, moment_ns: int) -> float:
    after = max(1, bisect.bisect_left(trace.clock_ns, moment_ns))
    (left, right), (low, high) = trace.clock_ns[after - 1 : after + 1], trace.energy_uj[after - 1 : after + 1]
    return low + (high - low) * (moment_ns - left) / (right - left)
