"""What the levels of a throughput result say against one another, and against the time that they had."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from turnkey_runner.contract import Measurement, Result, Settings

_BETWEEN_NS, _BETWEEN_SHARE, _ONCE_NS = 500.0, 0.2, 5e7
"""What may pass beside requests: between two of a thread; completions after the last whole period; anything once."""
_ROUNDING_NS = 1.0
"""A period is rounded to a whole nanosecond for each of its inferences."""


def find_level_contradictions(result: Result, settings: Settings) -> Iterator[str]:
    """One line for each level whose samples had no time to be taken, or too much; all of them are positive.

    The conditions tell how long all levels took together, the settings how long each is to take at least.
    """
    walls_ns = {one.process: one.wall_ns for one in result.conditions}
    for process in sorted({m.process for m in result.measurements}):
        own = [m for m in result.measurements if m.process == process]
        periods, requests = ({m.parallel: m for m in own if m.name == name} for name in ("period", "request"))
        if periods.keys() != requests.keys():
            yield f"process {process} has the periods of other levels than its requests"
            continue
        for parallel, period in periods.items():
            problems = _of_level(period, requests[parallel], settings)
            yield from (f"process {process}, {parallel} requests: {problem}" for problem in problems)
        if process in walls_ns and periods:
            problems = _of_loop(list(periods.values()), list(requests.values()), walls_ns[process])
            yield from (f"process {process}: {problem}" for problem in problems)


def _of_level(period: Measurement, request: Measurement, settings: Settings) -> Iterator[str]:
    """Its periods are of its requests, which went on all the time, and that was as long as was asked for."""
    count, spent_ns, longest_ns = len(request.samples), _spent_ns(period), max(request.samples)
    if request.block != 1:
        yield f"its requests were timed in blocks of {request.block}"
    if not 0 <= count - len(period.samples) * period.block < period.block:
        yield f"{len(period.samples)} periods of {period.block} are not those of {count} requests"
    least_ns = 1e9 * min(settings.min_time_s, settings.max_time_s)
    if spent_ns + longest_ns + _ONCE_NS < (1 - _BETWEEN_SHARE) * least_ns:
        yield f"they were not measured for {settings.min_time_s:g} s"
    flying_ns = sum(request.samples) / request.parallel
    if flying_ns > spent_ns / (1 - _BETWEEN_SHARE) + longest_ns + _ONCE_NS:
        yield "they add up to more than there was time for"
    between_ns = count * _BETWEEN_NS + 2 * longest_ns + _ONCE_NS  # the last of each thread is not counted
    if flying_ns < (1 - _BETWEEN_SHARE) * spent_ns - between_ns:
        yield "they add up to much less than there was time for"


def _of_loop(periods: Sequence[Measurement], requests: Sequence[Measurement], wall_ns: int) -> Iterator[str]:
    """All levels together."""
    spent_ns = sum(map(_spent_ns, periods))
    slack_ns = sum(len(one.samples) * one.block * _ROUNDING_NS for one in periods)
    if spent_ns > wall_ns + slack_ns:
        yield "the periods add up to more than the levels took"
    beside_ns = sum(max(one.samples) + _ONCE_NS for one in requests)
    if spent_ns < (1 - _BETWEEN_SHARE) * wall_ns - beside_ns - slack_ns:
        yield "the periods add up to much less than the levels took"


def _spent_ns(period: Measurement) -> int:
    return sum(period.samples) * period.block
