"""Measures an error against what varies in an output: on a large offset, a wrong signal is a small relative error."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from turnkey_runner.stats.tolerances import Gate

MIN_ELEMENTS = 16
"""Fewer elements of a channel say little of how much it varies."""
ROUNDING_FACTOR = 5.0
"""Times the absolute tolerance of the gate: an error that rounding explains, as a fraction of the output's RMS."""


def find_wrong_signal(expected: np.ndarray, error: np.ndarray, gate: Gate) -> str:
    """Return why an error is too large for what varies, of the whole output or of a channel; empty if it is not.

    The allowed error is what the gate's cosine similarity allows without an offset, and what rounding explains.
    """
    largest = float(np.abs(expected).max(initial=0.0))
    if gate.cosine is None or expected.size < MIN_ELEMENTS or largest == 0.0:
        return ""
    slope = math.sqrt(2 * (1 - gate.cosine))
    expected, error = expected / largest, error / largest  # squares of float64 overflow above 1e154
    whole_rms = _rms(expected, None)
    for where, axes in _groups(expected):
        varies, wrong, rms = np.std(expected, axis=axes), _rms(error, axes), _rms(expected, axes)
        excess = wrong - slope * varies - ROUNDING_FACTOR * gate.atol * np.maximum(rms, whole_rms)
        worst = int(np.argmax(excess))
        if np.ravel(excess)[worst] > 0:
            channel = f" in {where} {worst}" if where else ""
            ratio = np.ravel(wrong)[worst] / max(np.ravel(varies)[worst], np.finfo(np.float64).tiny)
            return f"the error is {min(ratio, 1e6):.2g} times what varies{channel}"
    return ""


def _groups(expected: np.ndarray) -> Iterator[tuple[str, tuple[int, ...] | None]]:
    """The whole output, then its channels: along the second dimension, and along the last."""
    yield "", None
    for axis in sorted({1, expected.ndim - 1}):
        if 1 <= axis < expected.ndim and expected.size // expected.shape[axis] >= MIN_ELEMENTS:
            others = tuple(other for other in range(expected.ndim) if other != axis)
            yield f"channel (dimension {axis})", others


def _rms(tensor: np.ndarray, axes: tuple[int, ...] | None) -> np.ndarray:
    mean: np.ndarray = np.sqrt(np.mean(tensor * tensor, axis=axes))
    return mean
