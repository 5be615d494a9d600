"""Which samples of a result a statistic is computed from (standard library only)."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping

from turnkey_runner.contract import METHOD_M1, Measurement, Result
from turnkey_runner.stats.host_states import of_counted


def samples_of(measurements: Iterable[Measurement], name: str, parallel: int | None = None) -> list[tuple[int, ...]]:
    """Return the samples of one name (and number of parallel requests), a tuple per process."""
    return [m.samples for m in measurements if m.name == name and m.samples and parallel in (None, m.parallel)]


def best_level(result: Result) -> int:
    """Return the number of parallel requests with the shortest period among those that every process measured.

    1 where no period was measured.
    """
    return _best(_level_medians(result))


def headline_samples(result: Result) -> list[tuple[int, ...]]:
    """Return the samples that the headline is computed from, a tuple per counted process.

    These are the latencies; in throughput mode the periods of a level. The level is chosen for each process by the
    others: the best of several noisy levels is partly the luckiest one, and a process says nothing of its own luck.
    """
    counted = of_counted(result)
    if result.settings.mode != "throughput":
        return samples_of(counted.measurements, "latency")
    levels = _level_medians(result)
    chosen = {process: _best(levels, but=process) for process in _processes_of(levels)}
    if result.settings.method == METHOD_M1 or len(chosen) < 2:
        return samples_of(counted.measurements, "period", _best(levels))
    periods = [m for m in counted.measurements if m.name == "period" and m.samples]
    return [m.samples for m in periods if m.parallel == chosen.get(m.process)]


def process_medians(result: Result) -> list[float]:
    """Return the median of each counted process's headline samples."""
    return [statistics.median(samples) for samples in headline_samples(result)]


def _level_medians(result: Result) -> dict[int, dict[int, float]]:
    """The median period of each counted process by the number of parallel requests, where all have measured it."""
    found: dict[int, dict[int, float]] = {}
    for m in of_counted(result).measurements:
        if m.name == "period" and m.samples:
            found.setdefault(m.parallel, {})[m.process] = statistics.median(m.samples)
    processes = max(map(len, found.values()), default=0)
    return {parallel: medians for parallel, medians in found.items() if len(medians) == processes}


def _processes_of(levels: Mapping[int, Mapping[int, float]]) -> set[int]:
    return {process for medians in levels.values() for process in medians}


def _best(levels: Mapping[int, Mapping[int, float]], *, but: int | None = None) -> int:
    """The level with the shortest median over the processes, except one of several."""
    typical = {
        level: statistics.median([median for process, median in medians.items() if process != but or len(medians) == 1])
        for level, medians in levels.items()
    }
    return min(typical, key=typical.__getitem__, default=1)
