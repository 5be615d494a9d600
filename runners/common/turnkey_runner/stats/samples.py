"""Which samples of a result a statistic is computed from (standard library only)."""

from __future__ import annotations

import statistics
from collections.abc import Iterable

from turnkey_runner.contract import Measurement, Result


def samples_of(measurements: Iterable[Measurement], name: str, parallel: int | None = None) -> list[tuple[int, ...]]:
    """Return the samples of one name (and number of parallel requests), a tuple per process."""
    return [m.samples for m in measurements if m.name == name and m.samples and parallel in (None, m.parallel)]


def best_level(measurements: Iterable[Measurement]) -> int:
    """Return the number of parallel requests with the shortest period among those that every process measured.

    1 where no period was measured.
    """
    periods: dict[int, list[float]] = {}
    for m in measurements:
        if m.name == "period" and m.samples:
            periods.setdefault(m.parallel, []).append(statistics.median(m.samples))
    processes = max(map(len, periods.values()), default=0)
    complete = {parallel: statistics.median(found) for parallel, found in periods.items() if len(found) == processes}
    return min(complete, key=complete.__getitem__, default=1)


def headline_samples(result: Result) -> list[tuple[int, ...]]:
    """Return the samples that the headline is computed from, a tuple per process.

    These are the latencies, or the periods of the best level in throughput mode.
    """
    if result.settings.mode == "throughput":
        return samples_of(result.measurements, "period", best_level(result.measurements))
    return samples_of(result.measurements, "latency")


def process_medians(result: Result) -> list[float]:
    """Return the median of each process's headline samples."""
    return [statistics.median(samples) for samples in headline_samples(result)]
