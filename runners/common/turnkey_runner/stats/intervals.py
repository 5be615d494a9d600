"""Intervals from process medians: for one job, and for the ratio of two (standard library only)."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from turnkey_runner.stats import t_distribution

CONFIDENCE = 0.95
FEW = 5
"""The number of processes of a job whose interval is narrow at once; more of them mean an interrupting machine."""


@dataclass(frozen=True, kw_only=True)
class Interval:
    """A value between two bounds."""

    low: float
    high: float

    @property
    def relative_half_width(self) -> float:
        """Half of the width, as a fraction of the (geometric) middle."""
        return (self.high - self.low) / 2 / math.sqrt(self.low * self.high)


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """How many times as long the second of two jobs takes as the first."""

    value: float
    base: float
    """The time of the first job that this is a ratio of: the typical process, not the headline."""
    new: float
    """The same of the second job."""
    interval: Interval
    p_value: float
    """Of the hypothesis of no difference, by Welch's test on the logarithms of the process medians."""
    is_of_faster_half: bool = False
    """Whether the slower half of the processes of both was left out."""


@dataclass(frozen=True, kw_only=True)
class TrimmedMean:
    """A mean of logarithms, how well it is known, and by how many values more than one."""

    logarithm: float
    variance: float
    df: int


def interval_of(process_medians: Sequence[float]) -> Interval | None:
    """The 95 % interval of the typical process median; None of fewer than two processes.

    Student's t on logarithms: times are skewed and positive, and a ratio is what is compared. It is made wider where
    the median of the processes is outside (two groups of processes, one larger): a headline is in its own interval.
    """
    if len(process_medians) < 2:
        return None
    logarithms = [math.log(value) for value in process_medians]
    middle = statistics.fmean(logarithms)
    error = math.sqrt(_sum_of_squares(logarithms) / (len(logarithms) - 1) / len(logarithms))
    reach = t_distribution.quantile(CONFIDENCE, len(logarithms) - 1) * error
    headline = statistics.median(process_medians)
    return Interval(low=min(headline, math.exp(middle - reach)), high=max(headline, math.exp(middle + reach)))


def ratio_of(base: Sequence[float], new: Sequence[float]) -> Ratio | None:
    """The ratio of two jobs' process medians, new over base; None where one has fewer than two processes.

    Of their geometric means: the ratio of the headlines finds fewer slow-downs of 5 % (B08: 79 instead of 86 of 100).
    Where either needed more than a few processes, the slower half of both is left out: what interrupts a machine
    makes some processes 1.2 to 2.5 times slower, and none faster.
    """
    if len(base) < 2 or len(new) < 2:
        return None
    many = max(len(base), len(new)) > FEW and min(len(base), len(new)) >= 3
    first, second = (_trimmed_mean(values, len(values) // 2 if many else 0) for values in (base, new))
    typical = {"base": math.exp(first.logarithm), "new": math.exp(second.logarithm)}
    difference = second.logarithm - first.logarithm
    variance = first.variance + second.variance
    if variance == 0.0:
        exact = math.exp(difference)
        p_value = 1.0 if difference == 0.0 else 0.0
        interval = Interval(low=exact, high=exact)
        return Ratio(value=exact, interval=interval, p_value=p_value, is_of_faster_half=many, **typical)
    df = variance**2 / sum(one.variance**2 / one.df for one in (first, second))
    error = math.sqrt(variance)
    reach = t_distribution.quantile(CONFIDENCE, df) * error
    return Ratio(
        value=math.exp(difference),
        interval=Interval(low=math.exp(difference - reach), high=math.exp(difference + reach)),
        p_value=t_distribution.t_sf(abs(difference) / error, df),
        is_of_faster_half=many,
        **typical,
    )


def _trimmed_mean(values: Sequence[float], dropped: int) -> TrimmedMean:
    """Without the largest ones; its variance is Tukey's and McLaughlin's, of the values with those brought in."""
    logarithms = sorted(math.log(value) for value in values)
    kept = logarithms[: len(logarithms) - dropped]
    winsorized = kept + kept[-1:] * dropped
    df = len(kept) - 1
    variance = _sum_of_squares(winsorized) / (len(kept) * df)
    return TrimmedMean(logarithm=statistics.fmean(kept), variance=variance, df=df)


def _sum_of_squares(values: Sequence[float]) -> float:
    """Of the distances from the mean; `statistics.variance` computes with fractions, 30 times slower."""
    mean = statistics.fmean(values)
    return math.fsum((value - mean) ** 2 for value in values)


def correct(p_values: Sequence[float]) -> list[float]:
    """Benjamini and Hochberg's correction: of what is found at 5 %, no more than 5 % is expected to be false.

    Where nothing has changed, that is a chance of 5 % of finding anything at all; where everything
    has (another version of an engine), many models do not hide it, as they would by Bonferroni or Holm.
    """
    order = sorted(range(len(p_values)), key=lambda index: p_values[index], reverse=True)
    corrected = [0.0] * len(p_values)
    smallest = 1.0
    for position, index in enumerate(order):
        rank = len(p_values) - position
        smallest = min(smallest, p_values[index] * len(p_values) / rank)
        corrected[index] = smallest
    return corrected
