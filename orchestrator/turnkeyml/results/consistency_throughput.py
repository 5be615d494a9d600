"""Finds throughput levels that contradict each other, or the time in which they were measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from turnkey_runner.contract import Conditions, Measurement, Result, Settings

_GAP_NS, _GAP_FRACTION, _ONCE_NS = 500.0, 0.2, 5e7
"""Allowed untimed work: per request of a thread, as a fraction of the window (an incomplete last period), and once."""
_ROUNDING_NS = 1.0
"""Periods are rounded to whole nanoseconds per inference."""


def find_level_contradictions(result: Result, settings: Settings) -> Iterator[str]:
    """Yield one line per level whose samples do not fit its window. All samples must be positive.

    The conditions hold the duration of all levels together, the settings the minimum duration of each.
    """
    by_process = {conditions.process: conditions for conditions in result.conditions}
    for process in sorted({m.process for m in result.measurements}):
        measured = [m for m in result.measurements if m.process == process]
        periods, requests = ({m.parallel: m for m in measured if m.name == name} for name in ("period", "request"))
        if periods.keys() != requests.keys():
            yield f"process {process} has the periods of other levels than its requests"
            continue
        for parallel, period in periods.items():
            conditions = by_process.get(process)
            problems = _level_problems(period, requests[parallel], settings, conditions)
            yield from (f"process {process}, {parallel} requests: {problem}" for problem in problems)
        if process in by_process and periods:
            problems = _loop_problems(list(periods.values()), list(requests.values()), by_process[process])
            yield from (f"process {process}: {problem}" for problem in problems)


def waiting_ns(conditions: Conditions | None, longest_ns: float, window_ns: float) -> float:
    """Return for how long the runner may have waited for a CPU between two samples of a window.

    Only where the machine reports that tasks waited, and for about as long as within the longest sample.
    """
    if conditions is None:
        return 0.0
    reported = (conditions.pressure_fraction, conditions.wait_fraction, conditions.steal_fraction)
    return min(2 * longest_ns, sum(one or 0.0 for one in reported) * window_ns) + conditions.suspended_ns


def _level_problems(
    period: Measurement, request: Measurement, settings: Settings, conditions: Conditions | None
) -> Iterator[str]:
    """The periods must match the requests, which must fill the window, which must last the requested time."""
    count, window_ns, longest_ns = len(request.samples), _total_ns(period), max(request.samples)
    if request.block != 1:
        yield f"its requests were timed in blocks of {request.block}"
    if not 0 <= count - len(period.samples) * period.block < period.block:
        yield f"{len(period.samples)} periods of {period.block} are not those of {count} requests"
    waited_ns = waiting_ns(conditions, longest_ns, window_ns)
    minimum_ns = 1e9 * min(settings.min_time_s, settings.max_time_s)
    if window_ns + longest_ns + waited_ns + _ONCE_NS < (1 - _GAP_FRACTION) * minimum_ns:
        yield f"they were not measured for {settings.min_time_s:g} s"
    busy_ns = sum(request.samples) / request.parallel
    if busy_ns > window_ns / (1 - _GAP_FRACTION) + longest_ns + _ONCE_NS:
        yield "they add up to more than there was time for"
    untimed_ns = count * _GAP_NS + 2 * longest_ns + _ONCE_NS  # the last request of each thread is not counted
    if busy_ns < (1 - _GAP_FRACTION) * window_ns - untimed_ns - waited_ns:
        yield "they add up to much less than there was time for"


def _loop_problems(
    periods: Sequence[Measurement], requests: Sequence[Measurement], conditions: Conditions
) -> Iterator[str]:
    """All levels together must take about the duration of the loop."""
    wall_ns = conditions.wall_ns
    longest_ns = max(max(request.samples) for request in requests)
    total_ns = sum(map(_total_ns, periods))
    slack_ns = sum(len(period.samples) * period.block * _ROUNDING_NS for period in periods)
    if total_ns > wall_ns + slack_ns:
        yield "the periods add up to more than the levels took"
    untimed_ns = sum(max(request.samples) + _ONCE_NS for request in requests)
    untimed_ns += waiting_ns(conditions, longest_ns, wall_ns)
    if total_ns < (1 - _GAP_FRACTION) * wall_ns - untimed_ns - slack_ns:
        yield "the periods add up to much less than the levels took"


def _total_ns(period: Measurement) -> int:
    return sum(period.samples) * period.block
