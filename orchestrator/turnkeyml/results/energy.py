"""Computes the energy per inference from readings of the CPU packages' counters.

With less than `MIN_WINDOW_S` of measured time, the resolution of the counters and the delays of the reader are too
large in comparison, and no energy is given.
"""

from __future__ import annotations

import bisect
import itertools
from dataclasses import dataclass, field

from turnkey_runner.contract import Result

MIN_WINDOW_S = 10.0
MIN_READINGS = 20
MAX_GAP_S = 1.0
"""Longest gap between readings within a window: a longer one hides changes of the power."""
_PLAUSIBLE_W = 0.1, 10_000.0
"""Power of all packages: at least that of the deepest sleep state, at most that of sixteen sockets."""


@dataclass(kw_only=True)
class Trace:
    """Readings in order of time. `energy_uj` is cumulative over all packages, without counter wraps."""

    clock_ns: list[int] = field(default_factory=list)
    energy_uj: list[int] = field(default_factory=list)

    def followed_by(self, later: Trace) -> Trace:
        """Join two traces. The energy between them is unknown and counted as 0."""
        offset = self.energy_uj[-1] if self.energy_uj else 0
        return Trace(
            clock_ns=self.clock_ns + later.clock_ns,
            energy_uj=self.energy_uj + [offset + energy for energy in later.energy_uj],
        )


@dataclass(frozen=True, kw_only=True)
class Energy:
    """Energy per inference, or the reason why it is unknown."""

    mj: float | None = None
    """Millijoules per inference."""
    missing: str = ""
    """Reason for a missing energy; empty if there is one, or if the machine has no counters."""


def energy_of(trace: Trace, result: Result) -> Energy:
    """Compute the energy per inference over the timed loops of a result."""
    windows, inferences = _windows(result), _inferences(result)
    total_s = sum(end - start for start, end in windows) / 1e9
    if not inferences or result.settings.mode != "latency" or not trace.clock_ns:
        return Energy()
    if total_s < MIN_WINDOW_S:
        return Energy(
            missing=f"the loops took {total_s:.1f} s together, but {MIN_WINDOW_S:g} s are needed (use --min-time)"
        )
    per_window = [_energy_between(trace, start, end) for start, end in windows]
    known = [energy_uj for energy_uj in per_window if energy_uj is not None]
    if len(known) < len(per_window):
        return Energy(missing="the counters were not read throughout the loops")
    return Energy(mj=sum(known) / 1e3 / inferences)


def is_possible(mj: float, result: Result) -> bool:
    """Whether a machine can draw the power that `mj` per inference means; False if the loops are too short to tell."""
    total_s = sum(end - start for start, end in _windows(result)) / 1e9
    if result.settings.mode != "latency" or total_s < MIN_WINDOW_S:
        return False
    minimum_w, maximum_w = _PLAUSIBLE_W
    return minimum_w <= mj / 1e3 * _inferences(result) / total_s <= maximum_w


def _windows(result: Result) -> list[tuple[int, int]]:
    """Start and end of each timed loop."""
    return [(c.started_ns, c.started_ns + c.wall_ns) for c in result.conditions if c.started_ns is not None]


def _inferences(result: Result) -> int:
    return sum(len(m.samples) * m.block for m in result.measurements if m.name == "latency")


def _energy_between(trace: Trace, start_ns: int, end_ns: int) -> float | None:
    """Microjoules in a window, interpolated at its ends; None if the readings do not cover it."""
    clock = trace.clock_ns
    readings = clock[bisect.bisect_left(clock, start_ns) : bisect.bisect_right(clock, end_ns)]
    if len(clock) < MIN_READINGS or not readings or clock[0] > start_ns or clock[-1] < end_ns:
        return None
    moments = itertools.pairwise([start_ns, *readings, end_ns])
    if any(after - before > MAX_GAP_S * 1e9 for before, after in moments):
        return None
    return _energy_at(trace, end_ns) - _energy_at(trace, start_ns)


def _energy_at(trace: Trace, moment_ns: int) -> float:
    """Microjoules at a moment, interpolated linearly."""
    after = max(1, bisect.bisect_left(trace.clock_ns, moment_ns))
    (left, right), (low, high) = trace.clock_ns[after - 1 : after + 1], trace.energy_uj[after - 1 : after + 1]
    return low + (high - low) * (moment_ns - left) / (right - left)
