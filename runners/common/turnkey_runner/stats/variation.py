"""How samples vary, with numpy: between and within processes, over time, in their tails. No sample is dropped."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from turnkey_runner.stats.summary import (
    Array,
    median_of_sorted,
    percentile,
    sorted_arrays,
    standard_deviation,
    to_array,
    to_tuples,
)

_MILD, _SEVERE = 1.5, 3.0
"""Tukey's fences, in interquartile ranges."""
_MIN_GAP = 0.05
"""Two modes that are closer than this, as a fraction of the mean, count as one."""
_SIGNIFICANT = 3.0
"""Standard errors beyond which the drift of a process is not explained by chance."""
_NORMAL_MAD, _NORMAL_MEDIAN = 1.4826, 1.2533
"""Of a normal distribution: standard deviation over MAD, standard error of the median over that of the mean."""
_MIN_FOR_SHAPE = 20
"""With fewer samples of a process, drift, autocorrelation and two modes cannot be estimated."""


@dataclass(frozen=True, kw_only=True)
class Variation:
    """Fractions unless named otherwise; None where there are too few samples."""

    between_cov: float | None
    """Coefficient of variation of the process medians."""
    within_cov: float | None
    """Median over the processes of standard deviation over mean."""
    drift: float | None
    """Median of a process's second half over that of its first, minus one; the median over the processes."""
    opposed_drift: float | None
    """The same without signs, only of significant drifts: drifts in opposite directions do not cancel out."""
    autocorrelation: float | None
    """Lag 1; the median over the processes."""
    mild_outliers: int
    """Samples beyond 1.5 interquartile ranges, and not beyond 3."""
    severe_outliers: int
    """Samples beyond 3 interquartile ranges."""
    samples: int
    first_z: float | None
    """Modified z score of the first sample; the largest of the processes."""
    bimodality: float | None
    """How much better two groups explain the samples than one: near 0 for one mode, near 1 for two."""


def vary(processes: Sequence[Sequence[float]]) -> Variation:
    """Describe how the samples of each process vary."""
    return _vary(to_tuples(processes))


@functools.lru_cache(maxsize=8)
def _vary(processes: tuple[tuple[float, ...], ...]) -> Variation:
    """Cached because a verdict and a report describe the same samples."""
    arrays = sorted_arrays(processes)
    shaped = [pair for pair in arrays if len(pair[0]) >= _MIN_FOR_SHAPE]
    medians = to_array([median_of_sorted(ordered) for _, ordered in arrays])
    drifts = [_drift(samples, ordered) for samples, ordered in shaped]
    outliers = [_count_outliers(ordered) for _, ordered in arrays]
    return Variation(
        between_cov=standard_deviation(medians) / float(medians.mean()) if len(medians) > 1 else None,
        within_cov=_median(standard_deviation(one) / float(one.mean()) for one, _ in arrays if len(one) > 1),
        drift=_median(drift for drift, _ in drifts),
        opposed_drift=_median(abs(drift) if abs(drift) > _SIGNIFICANT * error else 0.0 for drift, error in drifts),
        autocorrelation=_median(_autocorrelation(samples) for samples, _ in shaped),
        mild_outliers=sum(mild for mild, _ in outliers),
        severe_outliers=sum(severe for _, severe in outliers),
        samples=sum(len(samples) for samples, _ in arrays),
        first_z=max((_first_z(samples, ordered) for samples, ordered in shaped), default=None),
        bimodality=_median(_bimodality(ordered) for _, ordered in shaped),
    )


def _median(values: Iterable[float]) -> float | None:
    found = sorted(values)
    return median_of_sorted(to_array(found)) if found else None


def _drift(samples: Array, ordered: Array) -> tuple[float, float]:
    """Return the drift of a process, and its standard error if the process does not drift.

    Autocorrelated samples count as fewer.
    """
    half = len(samples) // 2
    first, second = (median_of_sorted(np.sort(part)) for part in (samples[:half], samples[half:]))
    residuals = np.concatenate((samples[:half] - first, samples[half:] - second))
    deviation = _NORMAL_MAD * median_of_sorted(np.sort(np.abs(residuals)))
    rho = min(0.95, max(0.0, _autocorrelation(residuals)))
    effective = half * (1 - rho) / (1 + rho)
    error = math.sqrt(2 / effective) * _NORMAL_MEDIAN * deviation / median_of_sorted(ordered)
    return second / first - 1, error


def _autocorrelation(samples: Array) -> float:
    centered = samples - samples.mean()
    total = float((centered * centered).sum())
    return float((centered[:-1] * centered[1:]).sum()) / total if total else 0.0


def _count_outliers(ordered: Array) -> tuple[int, int]:
    low, high = percentile(ordered, 25), percentile(ordered, 75)
    mild, severe = (
        int(np.searchsorted(ordered, low - fence * (high - low), side="left"))
        + len(ordered)
        - int(np.searchsorted(ordered, high + fence * (high - low), side="right"))
        for fence in (_MILD, _SEVERE)
    )
    return mild - severe, severe


def _first_z(samples: Array, ordered: Array) -> float:
    """0.6745 times the distance from the median, in median absolute deviations (Iglewicz and Hoaglin)."""
    median = median_of_sorted(ordered)
    deviation = median_of_sorted(np.sort(np.abs(ordered - median)))
    return 0.6745 * (float(samples[0]) - median) / deviation if deviation else 0.0


def _bimodality(ordered: Array) -> float:
    """Find the split into two groups that explains most variance (Otsu), between the 5th and the 95th percentile."""
    trimmed = ordered[len(ordered) // 20 : len(ordered) - len(ordered) // 20]
    mean, size = float(trimmed.mean()), len(trimmed)
    centered = trimmed - mean
    total = float((centered * centered).sum())
    if total == 0.0:
        return 0.0
    counts = np.arange(1.0, size)
    products = counts * (size - counts)
    # The variance between the groups, times the size: their sizes' product times the squared distance of their means.
    scores = size * np.cumsum(centered[:-1]) ** 2 / products
    best = int(np.argmax(scores))
    explained = float(scores[best]) / total
    distance = math.sqrt(size * float(scores[best]) / float(products[best]))
    if distance < _MIN_GAP * mean:
        return 0.0  # two values of a clock that counts whole nanoseconds
    # The two halves of a normal distribution without its tails explain 0.75 of its variance, equal spikes 1.
    return max(0.0, (explained - 0.75) / 0.25)
