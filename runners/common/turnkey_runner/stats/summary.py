"""Statistics of raw samples, computed by one function on either side of the contract (standard library only)."""

from __future__ import annotations

import functools
import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from turnkey_runner.contract import Measurement, Result
from turnkey_runner.stats.intervals import interval_of
from turnkey_runner.stats.samples import best_level as best_level
from turnkey_runner.stats.samples import headline_samples as headline_samples
from turnkey_runner.stats.samples import samples_of as samples_of

PERCENTILE_FLOORS = {90.0: 64, 95.0: 130, 99.0: 662, 99.9: 6636}
"""Samples below which a percentile is not reported: MLPerf loadgen's early-stopping rule at 99 % confidence."""


@dataclass(frozen=True, kw_only=True)
class Summary:
    """A distribution in the unit of its samples; None where the samples do not carry the number."""

    samples: int
    processes: int
    median: float
    """The median of the processes' medians: the headline."""
    low: float | None
    high: float | None
    """The 95 % interval over the processes' medians; None of a single process."""
    minimum: float
    maximum: float
    mean: float
    standard_deviation: float | None
    mad: float
    """Median absolute deviation from the median of all samples."""
    p90: float | None
    p95: float | None
    p99: float | None
    p99_9: float | None


def summarize_headline(result: Result) -> Summary | None:
    """Summarize what a result is about; None where nothing was measured."""
    return summarize_processes(headline_samples(result))


def standard_deviation(values: Sequence[float]) -> float:
    """Of a sample (n - 1), in two passes without loss; `statistics.stdev` computes with fractions, 30 times slower.

    There are two values or more.
    """
    mean = statistics.fmean(values)
    return math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1))


def percentile(ordered: Sequence[float], percent: float) -> float:
    """The percentile of sorted samples, interpolated linearly between neighbours (numpy's default)."""
    position = (len(ordered) - 1) * percent / 100
    below = math.floor(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (position - below)


def summarize(measurements: Iterable[Measurement], name: str) -> Summary | None:
    """Summarize the samples of one name over all processes; None where there are none."""
    return summarize_processes(samples_of(measurements, name))


def summarize_processes(by_process: Sequence[Sequence[int]]) -> Summary | None:
    """Summarize the samples of each process; None where there are none."""
    return _summarize(tuple(tuple(samples) for samples in by_process)) if by_process else None


@functools.lru_cache(maxsize=8)
def _summarize(by_process: tuple[tuple[int, ...], ...]) -> Summary:
    """Kept for a while: a verdict and a report ask for the same samples half a dozen times."""
    medians = [statistics.median(samples) for samples in by_process]
    interval = interval_of(medians)
    pooled = sorted(float(sample) for samples in by_process for sample in samples)
    t_sf = {
        percent: percentile(pooled, percent) if len(pooled) >= floor else None
        for percent, floor in PERCENTILE_FLOORS.items()
    }
    return Summary(
        samples=len(pooled),
        processes=len(by_process),
        median=statistics.median(medians),
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        minimum=pooled[0],
        maximum=pooled[-1],
        mean=statistics.fmean(pooled),
        standard_deviation=standard_deviation(pooled) if len(pooled) > 1 else None,
        mad=_median_absolute_deviation(pooled),
        p90=t_sf[90.0],
        p95=t_sf[95.0],
        p99=t_sf[99.0],
        p99_9=t_sf[99.9],
    )


def _median_absolute_deviation(values: Sequence[float]) -> float:
    middle = statistics.median(values)
    return statistics.median(abs(value - middle) for value in values)
