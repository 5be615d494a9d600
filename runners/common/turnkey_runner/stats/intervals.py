"""The typical time of a job, how well it is known, and the ratio of two jobs (standard library only).

One estimator for rows, reports and comparisons: the geometric mean of the medians of the counted processes that were
not disturbed, with Student's t on their logarithms. Processes are added until the interval is narrow, and an interval
that is narrow by chance ends that early. A wider interval (`WIDENED`) makes up for it, as simulations of the whole rule
show.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from turnkey_runner.stats import t_distribution

CONFIDENCE = 0.95
WIDENED = 1.25
"""With it, intervals of six processes and more cover 94.5 to 98 % of true values, for deviations of 1 to 15 % between
processes; see decision 0022, and the simulation in the tests."""
DISTURBED_BEYOND, DISTURBED_FROM = 6.0, 0.05
"""Robust standard deviations above the median beyond which a process was disturbed (Hampel's rule, on one side), and
the least fraction of the median."""
_NORMAL_MAD = 1.4826
"""Standard deviation over median absolute deviation, of a normal distribution."""
_MIN_FOR_SHAPE = 5
"""Among fewer processes none is called disturbed."""


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
class Typical:
    """A mean of logarithms of times, and how well it is known."""

    logarithm: float
    variance: float
    """Of the mean, widened because processes are added until it is small."""
    df: int
    """Degrees of freedom of the variance."""

    @property
    def value(self) -> float:
        """The geometric mean."""
        return math.exp(self.logarithm)

    @property
    def interval(self) -> Interval:
        """The 95 % interval of the geometric mean."""
        reach = t_distribution.quantile(CONFIDENCE, self.df) * math.sqrt(self.variance)
        return Interval(low=math.exp(self.logarithm - reach), high=math.exp(self.logarithm + reach))


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """How many times as long the second of two jobs takes as the first."""

    value: float
    base: float
    """The time of the first job that this is a ratio of."""
    new: float
    """The same of the second job."""
    interval: Interval
    p_value: float
    """Of the hypothesis of no difference, by Welch's test on the logarithms of the process medians."""
    is_of_faster_half: bool = False
    """Whether the slower half of the processes of both was left out (only of results of method m1)."""


def undisturbed(process_medians: Sequence[float]) -> list[float]:
    """The process medians without those that are far above the others.

    Other guests of a host slow some processes down by a fifth to a half, for a second or two, and speed up none; no
    counter shows it. The scale is that of the distances of the faster half from the median of all, so that this works
    for up to about one process in five.
    """
    if len(process_medians) < _MIN_FOR_SHAPE:
        return list(process_medians)
    logarithms = sorted(math.log(value) for value in process_medians)
    middle = statistics.median(logarithms)
    faster = [middle - value for value in logarithms[: (len(logarithms) + 1) // 2]]
    reach = max(DISTURBED_BEYOND * _NORMAL_MAD * statistics.median(faster), math.log1p(DISTURBED_FROM))
    limit = math.exp(middle + reach)
    return [value for value in process_medians if value <= limit]


def typical_of(process_medians: Sequence[float]) -> Typical | None:
    """The typical process median, of the counted processes; None of fewer than two."""
    if len(process_medians) < 2:
        return None
    logarithms = [math.log(value) for value in undisturbed(process_medians)]
    df = len(logarithms) - 1
    variance = WIDENED**2 * sum_of_squares(logarithms) / df / len(logarithms)
    return Typical(logarithm=statistics.fmean(logarithms), variance=variance, df=df)


def ratio_of(base: Typical, new: Typical, *, is_of_faster_half: bool = False) -> Ratio:
    """The ratio of two typical times, and Welch's test of their difference."""
    difference, variance = new.logarithm - base.logarithm, base.variance + new.variance
    if variance == 0.0:
        exact = math.exp(difference)
        p_value, interval = 1.0 if difference == 0.0 else 0.0, Interval(low=exact, high=exact)
    else:
        df = variance**2 / sum(one.variance**2 / one.df for one in (base, new))
        error = math.sqrt(variance)
        reach = t_distribution.quantile(CONFIDENCE, df) * error
        p_value = t_distribution.t_sf(abs(difference) / error, df)
        interval = Interval(low=math.exp(difference - reach), high=math.exp(difference + reach))
    return Ratio(
        value=math.exp(difference),
        base=base.value,
        new=new.value,
        interval=interval,
        p_value=p_value,
        is_of_faster_half=is_of_faster_half,
    )


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


def sum_of_squares(values: Sequence[float]) -> float:
    """Of the distances from the mean; `statistics.variance` computes with fractions, 30 times slower."""
    mean = statistics.fmean(values)
    return math.fsum((value - mean) ** 2 for value in values)
