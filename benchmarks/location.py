"""Where the middle of paired differences or ratios lies, and how well it is known."""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Sequence
from typing import NamedTuple


class Location(NamedTuple):
    """The estimate of Hodges and Lehmann, with its 95 % interval."""

    middle: float
    low: float
    high: float


def locate(found: Sequence[float]) -> Location:
    """The median over all pairs of values; the interval by Wilcoxon's signed ranks, in their normal approximation.

    Rounds in which the machine went from one speed to another in the midst of a pair move it little.
    """
    means = sorted((a + b) / 2 for a, b in itertools.combinations_with_replacement(found, 2))
    n = len(found)
    left = max(0, round(n * (n + 1) / 4 - 1.96 * math.sqrt(n * (n + 1) * (2 * n + 1) / 24)))
    return Location(middle=statistics.median(means), low=means[left], high=means[len(means) - 1 - left])


def cell_of(location: Sequence[float], form: str) -> str:
    """A location as a cell of a table, each number in the given format."""
    middle, low, high = (format(value, form) for value in location)
    return f"{middle} ({low} to {high})"
