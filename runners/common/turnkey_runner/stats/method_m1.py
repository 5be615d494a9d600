"""Method turnkey-m1, as far as its results are still read: its interval and its ratio (standard library only)."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

from turnkey_runner.stats import t_distribution
from turnkey_runner.stats.intervals import CONFIDENCE, Interval, Ratio, Typical, sum_of_squares
from turnkey_runner.stats.intervals import ratio_of as ratio_of_typical

FEW = 5
"""The number of processes of a job whose interval was narrow at once."""


def interval_of(process_medians: Sequence[float]) -> Interval | None:
    """The 95 % interval of the typical process median; None of fewer than two processes.

    It is made wider where the median of the processes is outside: the headline of m1 is that median.
    """
    if len(process_medians) < 2:
        return None
    logarithms = [math.log(value) for value in process_medians]
    middle = statistics.fmean(logarithms)
    error = math.sqrt(sum_of_squares(logarithms) / (len(logarithms) - 1) / len(logarithms))
    reach = t_distribution.quantile(CONFIDENCE, len(logarithms) - 1) * error
    headline = statistics.median(process_medians)
    return Interval(low=min(headline, math.exp(middle - reach)), high=max(headline, math.exp(middle + reach)))


def ratio_of(base: Sequence[float], new: Sequence[float]) -> Ratio | None:
    """The ratio of two jobs' process medians, new over base; None where one has fewer than two processes.

    Of their geometric means; where either has more than a few processes, the slower half of both is left out.
    """
    if len(base) < 2 or len(new) < 2:
        return None
    many = max(len(base), len(new)) > FEW and min(len(base), len(new)) >= 3
    first, second = (_trimmed_mean(values, len(values) // 2 if many else 0) for values in (base, new))
    return ratio_of_typical(first, second, is_of_faster_half=many)


def _trimmed_mean(values: Sequence[float], dropped: int) -> Typical:
    """Without the largest ones; its variance is Tukey's and McLaughlin's, of the values with those brought in."""
    logarithms = sorted(math.log(value) for value in values)
    kept = logarithms[: len(logarithms) - dropped]
    winsorized = kept + kept[-1:] * dropped
    df = len(kept) - 1
    return Typical(logarithm=statistics.fmean(kept), variance=sum_of_squares(winsorized) / (len(kept) * df), df=df)
