"""Statistics of raw samples, with numpy: one function for the runner, the report and the verdict."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from turnkey_runner.contract import METHOD_M1, Result, Settings
from turnkey_runner.stats import method_m1
from turnkey_runner.stats.host_states import of_counted
from turnkey_runner.stats.intervals import typical_of
from turnkey_runner.stats.percentiles import estimate_percentile
from turnkey_runner.stats.samples import best_level as best_level
from turnkey_runner.stats.samples import headline_samples as headline_samples
from turnkey_runner.stats.samples import samples_of as samples_of

Array = npt.NDArray[np.float64]

PERCENTILE_FLOORS = {90.0: 64, 95.0: 130, 99.0: 662, 99.9: 6636}
"""Samples below which a percentile is not reported: MLPerf loadgen's early-stopping rule at 99 % confidence."""


@dataclass(frozen=True, kw_only=True)
class Summary:
    """A distribution in the unit of its samples; None where samples are too few, or blocks hide it."""

    samples: int
    processes: int
    median: float
    """The median of the processes' medians: the headline of method m1, and of what is measured once in a process."""
    typical: float
    """The headline: the geometric mean of the processes' medians (of method m1: their median)."""
    low: float | None
    high: float | None
    """The 95 % interval over the processes' medians; None for a single process."""
    minimum: float | None
    maximum: float | None
    mean: float
    standard_deviation: float | None
    mad: float | None
    """Median absolute deviation from the median of all samples."""
    p90: float | None
    p95: float | None
    p99: float | None
    p99_9: float | None


def summarize_headline(result: Result) -> Summary | None:
    """Summarize the samples that the headline is computed from; None where nothing was measured."""
    block = max((m.block for m in result.measurements if m.name == "latency"), default=1)
    return summarize_processes(headline_samples(result), result.settings, block=block)


def summarize(result: Result, name: str, parallel: int | None = None) -> Summary | None:
    """Summarize the samples of one name (and number of parallel requests) over the processes; None without any."""
    measurements = [m for m in of_counted(result).measurements if m.name == name]
    block = max((m.block for m in measurements), default=1)
    return summarize_processes(samples_of(measurements, name, parallel), result.settings, block=block)


def summarize_processes(by_process: Sequence[Sequence[int]], settings: Settings, *, block: int = 1) -> Summary | None:
    """Summarize the samples of each process, which are means of `block` inferences; None where there are none."""
    if not by_process:
        return None
    return _summarize(to_tuples(by_process), settings.method == METHOD_M1, block > 1)


@functools.lru_cache(maxsize=8)
def _summarize(by_process: tuple[tuple[float, ...], ...], is_m1: bool, are_means: bool) -> Summary:
    """Cached because a verdict and a report summarize the same samples half a dozen times.

    The extremes and the spread of block means are not those of inferences; method m1 gave them all the same.
    """
    arrays = sorted_arrays(by_process)
    medians = [median_of_sorted(ordered) for _, ordered in arrays]
    median = median_of_sorted(np.sort(to_array(medians)))
    estimated = None if is_m1 else typical_of(medians)
    interval = method_m1.interval_of(medians) if is_m1 else estimated.interval if estimated else None
    pooled = np.sort(np.concatenate([ordered for _, ordered in arrays]))
    hidden = are_means and not is_m1
    percentiles = {
        percent: None if hidden or len(pooled) < floor else _percentile(pooled, percent, is_m1)
        for percent, floor in PERCENTILE_FLOORS.items()
    }
    return Summary(
        samples=len(pooled),
        processes=len(by_process),
        median=median,
        typical=estimated.value if estimated else median,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        minimum=None if hidden else float(pooled[0]),
        maximum=None if hidden else float(pooled[-1]),
        mean=float(pooled.mean()),
        standard_deviation=standard_deviation(pooled) if len(pooled) > 1 and not hidden else None,
        mad=None if hidden else median_of_sorted(np.sort(np.abs(pooled - median_of_sorted(pooled)))),
        p90=percentiles[90.0],
        p95=percentiles[95.0],
        p99=percentiles[99.0],
        p99_9=percentiles[99.9],
    )


def _percentile(ordered: Array, percent: float, is_m1: bool) -> float | None:
    return percentile(ordered, percent) if is_m1 else estimate_percentile(ordered, percent)


def to_tuples(by_process: Sequence[Sequence[float]]) -> tuple[tuple[float, ...], ...]:
    """Return the samples of each process as a key for a cache."""
    return tuple(tuple(samples) for samples in by_process)


@functools.lru_cache(maxsize=8)
def sorted_arrays(by_process: tuple[tuple[float, ...], ...]) -> tuple[tuple[Array, Array], ...]:
    """Return the samples of each process in their order and sorted; neither may be changed."""
    arrays = [to_array(samples) for samples in by_process]
    return tuple((samples, np.sort(samples)) for samples in arrays)


def to_array(samples: Sequence[float]) -> Array:
    """Return samples as numpy's float64."""
    return np.array(samples, dtype=np.float64)


def median_of_sorted(ordered: Array) -> float:
    """Return the median of sorted samples; `np.median` takes several times as long for a few hundred."""
    half = len(ordered) // 2
    return float(ordered[half]) if len(ordered) % 2 else float(ordered[half - 1] + ordered[half]) / 2


def standard_deviation(values: Array) -> float:
    """Return the standard deviation of a sample (n - 1); there are two values or more."""
    return float(values.std(ddof=1))


def percentile(ordered: Sequence[float] | Array, percent: float) -> float:
    """Return the percentile of sorted samples, interpolated linearly between neighbours (numpy's default)."""
    position = (len(ordered) - 1) * percent / 100
    below = math.floor(position)
    above = min(below + 1, len(ordered) - 1)
    return float(ordered[below] + (ordered[above] - ordered[below]) * (position - below))
