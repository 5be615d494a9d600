"""How samples vary: between and within processes, over time, in their tails. Nothing is dropped."""

from __future__ import annotations

import bisect
import itertools
import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from turnkey_runner.stats.summary import percentile, standard_deviation

_MILD, _SEVERE = 1.5, 3.0
"""Tukey's fences, in interquartile ranges."""
_MIN_GAP = 0.05
"""Two modes nearer than this, as a share of the mean, are one."""
_CHANCE = 3.0
"""Standard errors beyond which a drift of one process is taken for no chance."""
_NORMAL_MAD, _NORMAL_MEDIAN = 1.4826, 1.2533
"""Of a normal distribution: standard deviation over MAD, standard error of the median over that of the mean."""
_MIN_FOR_SHAPE = 20
"""Fewer samples of a process tell nothing about drift, autocorrelation or two modes."""


@dataclass(frozen=True, kw_only=True)
class Variation:
    """Shares unless named otherwise; None where the samples are too few."""

    between_cov: float | None
    """Coefficient of variation of the process medians."""
    within_cov: float | None
    """Median over the processes of standard deviation over mean."""
    drift: float | None
    """Median of a process's second half over that of its first, minus one; the median over the processes."""
    opposed_drift: float | None
    """The same without signs, of what is no chance: drifts in opposite directions do not make up for one another."""
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
    """Describe the samples of each process."""
    shaped = [samples for samples in processes if len(samples) >= _MIN_FOR_SHAPE]
    sorted_ = [sorted(samples) for samples in processes]
    medians = [statistics.median(ordered) for ordered in sorted_]
    drifts = [_drift(samples) for samples in shaped]
    fences = [_count_outliers(ordered) for ordered in sorted_]
    return Variation(
        between_cov=standard_deviation(medians) / statistics.fmean(medians) if len(medians) > 1 else None,
        within_cov=_median(
            standard_deviation(samples) / statistics.fmean(samples) for samples in processes if len(samples) > 1
        ),
        drift=_median(drifts),
        opposed_drift=_median(
            abs(drift) if abs(drift) > _CHANCE * _drift_error(samples) else 0.0
            for drift, samples in zip(drifts, shaped, strict=True)
        ),
        autocorrelation=_median(_autocorrelation(samples) for samples in shaped),
        mild_outliers=sum(mild for mild, _ in fences),
        severe_outliers=sum(severe for _, severe in fences),
        samples=sum(len(samples) for samples in processes),
        first_z=max((_first_z(samples) for samples in shaped), default=None),
        bimodality=_median(_bimodality(ordered) for ordered in sorted_ if len(ordered) >= _MIN_FOR_SHAPE),
    )


def _median(values: Iterable[float]) -> float | None:
    found = list(values)
    return statistics.median(found) if found else None


def _drift(samples: Sequence[float]) -> float:
    half = len(samples) // 2
    return statistics.median(samples[half:]) / statistics.median(samples[:half]) - 1


def _drift_error(samples: Sequence[float]) -> float:
    """Standard error of the drift of a process that does not drift; autocorrelated samples count as fewer."""
    median, half = statistics.median(samples), len(samples) // 2
    level = [statistics.median(part) for part in (samples[:half], samples[half:])]
    alone = [value - level[index >= half] for index, value in enumerate(samples)]
    deviation = _NORMAL_MAD * statistics.median(map(abs, alone))
    rho = min(0.95, max(0.0, _autocorrelation(alone)))
    counting = half * (1 - rho) / (1 + rho)
    return math.sqrt(2 / counting) * _NORMAL_MEDIAN * deviation / median


def _autocorrelation(samples: Sequence[float]) -> float:
    mean = statistics.fmean(samples)
    total = sum((value - mean) ** 2 for value in samples)
    if total == 0.0:
        return 0.0
    return sum((a - mean) * (b - mean) for a, b in itertools.pairwise(samples)) / total


def _count_outliers(ordered: Sequence[float]) -> tuple[int, int]:
    low, high = percentile(ordered, 25), percentile(ordered, 75)
    mild, severe = (
        bisect.bisect_left(ordered, low - fence * (high - low))
        + len(ordered)
        - bisect.bisect_right(ordered, high + fence * (high - low))
        for fence in (_MILD, _SEVERE)
    )
    return mild - severe, severe


def _first_z(samples: Sequence[float]) -> float:
    """0.6745 times the distance from the median, in median absolute deviations (Iglewicz and Hoaglin)."""
    median = statistics.median(samples)
    deviation = statistics.median(abs(value - median) for value in samples)
    return 0.6745 * (samples[0] - median) / deviation if deviation else 0.0


def _bimodality(ordered: Sequence[float]) -> float:
    """Find the split into two groups that explains most variance (Otsu), between the 5th and the 95th percentile."""
    kept = ordered[len(ordered) // 20 : len(ordered) - len(ordered) // 20]
    mean = statistics.fmean(kept)
    total = sum((value - mean) ** 2 for value in kept)
    if total == 0.0:
        return 0.0
    whole, size = sum(kept), len(kept)
    sums = itertools.accumulate(kept[:-1])
    # Of the groups' sizes times the square of the distance between their means, written with one division.
    scores = [
        (whole * count - size * below) ** 2 / (count * (size - count)) for count, below in enumerate(sums, start=1)
    ]
    score = max(scores, default=0.0)
    first = scores.index(score) + 1 if scores else 0
    best, apart = score / size / total, math.sqrt(score / max(1, first * (size - first)))
    if apart < _MIN_GAP * mean:
        return 0.0  # two values of a clock that counts whole nanoseconds
    # The two halves of a normal distribution without its tails explain 0.75 of its variance, equal spikes 1.
    return max(0.0, (best - 0.75) / 0.25)
