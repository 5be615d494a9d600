"""An error is seen against what varies in an output, whatever else the output holds."""

import numpy as np
import pytest

from turnkey_runner.contract import TensorSpec
from turnkey_runner.harness.parity import compare
from turnkey_runner.stats.tolerances import gate_of

GENERATOR = np.random.default_rng(1)


def judge(reference, actual, precision="fp32"):
    reference, actual = reference.astype(np.float32), actual.astype(np.float32)
    spec = TensorSpec(name="y", dtype="float32", shape=reference.shape)
    (one,) = compare([reference], [actual], (spec,), gate_of(precision))
    return one


def noise(*shape):
    return GENERATOR.standard_normal(shape)


SIGNAL = noise(1, 2, 8, 8)
CHANNELS = noise(1, 3, 16, 16) + np.array([0.0, 5000.0, 0.0]).reshape(1, 3, 1, 1)
BOXES = noise(1, 50, 4) + np.array([0.0, 0.0, 900.0, 900.0])
FEATURES = noise(1, 4001)


def with_wrong_channel(axis, index, factor):
    tensor = CHANNELS if axis == 1 else BOXES
    wrong = np.moveaxis(tensor.copy(), axis, 0)
    wrong[index] = wrong[index].mean() + factor * (wrong[index] - wrong[index].mean())
    return tensor, np.moveaxis(wrong, 0, axis)


def with_one_wrong(factor):
    wrong = FEATURES.copy()
    wrong[0, 4000] = factor * wrong[0, 4000] + 0.1
    return FEATURES, wrong


WRONG_SIGNALS = {
    "a factor on an offset": (SIGNAL * 0.3 + 290, SIGNAL * 0.5 + 290),
    "a small signal on a large offset": (SIGNAL * 1e-2 + 20, SIGNAL[::, ::-1] * 1e-2 + 20),
    "one channel of several, on an offset": with_wrong_channel(1, 1, 0.5),
    "one column of boxes, on an offset": with_wrong_channel(2, 3, 1.5),
    "one element of four thousand": with_one_wrong(1.2),
    "probabilities below every absolute tolerance": (np.abs(SIGNAL) * 1e-7, np.abs(SIGNAL[:, ::-1]) * 1e-7),
    "a tiny signal on a tiny offset": (SIGNAL * 1e-9 + 1e-6, SIGNAL * 2e-9 + 1e-6),
}


@pytest.mark.parametrize(("reference", "actual"), WRONG_SIGNALS.values(), ids=WRONG_SIGNALS)
def test_a_wrong_signal_is_seen(reference, actual):
    """And the remark says against what."""
    one = judge(reference, actual)
    assert not one.passed
    assert one.remark or one.cosine_similarity < 0.9999


RIGHT = {
    "rounding of an offset": (SIGNAL * 0.3 + 290, SIGNAL * 0.3 + 290 + noise(1, 2, 8, 8) * 1e-4),
    "rounding of a constant channel": (
        np.concatenate([SIGNAL, np.full((1, 1, 8, 8), 3.0)], 1),
        np.concatenate([SIGNAL, np.full((1, 1, 8, 8), 3.0)], 1) + noise(1, 3, 8, 8) * 4e-6,
    ),
    "a channel of zeros": (
        np.concatenate([SIGNAL, np.zeros((1, 1, 8, 8))], 1),
        np.concatenate([SIGNAL, np.zeros((1, 1, 8, 8))], 1) + noise(1, 3, 8, 8) * 2e-6,
    ),
    "few elements": (np.array([290.0, 290.3]), np.array([290.001, 290.3])),
}


@pytest.mark.parametrize(("reference", "actual"), RIGHT.values(), ids=RIGHT)
def test_rounding_is_no_wrong_signal(reference, actual):
    """Another order of additions gives errors of the size of the whole output's rounding."""
    assert judge(reference, actual).passed


def test_a_coarser_precision_may_round_an_offset_more():
    """An fp16 model rounds 290 to multiples of a quarter."""
    reference = SIGNAL * 0.3 + 290
    assert judge(reference, np.round(reference * 4) / 4, "fp16").passed
    assert not judge(reference, np.round(reference * 4) / 4).passed


def test_a_few_elements_may_be_a_little_outside():
    """One of a thousand, by a few tolerances, as ties in an interpolation are."""
    near = FEATURES.copy()
    near[0, 7] += 5 * (1e-5 + 1e-3 * abs(near[0, 7]))
    assert judge(FEATURES, near).passed
