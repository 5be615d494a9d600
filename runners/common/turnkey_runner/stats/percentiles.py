"""Percentiles with a confidence, by the early-stopping rule of MLPerf's loadgen (with numpy)."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

_CONFIDENCE = 0.99
_BELOW = 8.0
"""Standard deviations below its mean at which the sum of the binomial distribution begins."""


def estimate_percentile(ordered: npt.NDArray[np.float64], percent: float) -> float | None:
    """Return a value that the percentile is below with a confidence of 99 %; None where there are too few samples.

    Loadgen: of n sorted samples, the t longest are left out, and the next one is the estimate. t is the largest number
    for which t or fewer samples above the true percentile are seen with a probability of 1 % at most. With t = 1,
    this needs 64 samples for p90, 130 for p95, 662 for p99 and 6,636 for p99.9.
    """
    left_out = _left_out(len(ordered), 1 - percent / 100)
    return float(ordered[len(ordered) - 1 - left_out]) if left_out >= 1 else None


def _left_out(count: int, share: float) -> int:
    """The largest t with P(X <= t) <= 1 % for X binomial of `count` and `share`; -1 where there is none."""
    mean, deviation = count * share, math.sqrt(count * share * (1 - share))
    first = max(0, math.floor(mean - _BELOW * deviation))
    numbers = np.arange(first, math.ceil(mean) + 1, dtype=np.float64)
    # Logarithms of the probabilities, each from the one before it.
    start = (
        math.lgamma(count + 1) - math.lgamma(first + 1) - math.lgamma(count - first + 1)
        + first * math.log(share) + (count - first) * math.log1p(-share)
    )  # fmt: skip
    steps = np.log((count - numbers[:-1]) / (numbers[:-1] + 1) * (share / (1 - share)))
    logarithms = start + np.concatenate(([0.0], np.cumsum(steps)))
    cumulated = np.cumsum(np.exp(logarithms))
    return first + int(np.searchsorted(cumulated, 1 - _CONFIDENCE, side="right")) - 1
