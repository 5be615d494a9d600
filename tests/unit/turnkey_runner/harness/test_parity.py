"""What counts as the same output."""

import numpy as np
import pytest

from turnkey_runner.contract import TensorSpec, Tolerance, codec
from turnkey_runner.harness.parity import compare
from turnkey_runner.stats.tolerances import CONSTANT, gate_of

GENERATOR = np.random.default_rng(0)
REFERENCE = GENERATOR.standard_normal((4, 1000)).astype(np.float32)


def judge(reference, actual, precision="fp32", dtype=None, tolerance=None):
    spec = TensorSpec(name="y", dtype=dtype or str(reference.dtype), shape=reference.shape)
    (one,) = compare([reference], [actual], (spec,), gate_of(precision, tolerance))
    return one


def test_equal_outputs_pass_with_no_error():
    """The simplest case."""
    one = judge(REFERENCE, REFERENCE.copy())
    assert (one.passed, one.max_abs_error, one.fraction_within) == (True, 0.0, 1.0)
    assert one.cosine_similarity == pytest.approx(1.0)


@pytest.mark.parametrize(("noise", "passes"), [(1e-6, True), (1e-2, False)])
def test_another_order_of_additions_passes_and_a_coarser_type_does_not(noise, passes):
    """fp32: 1e-3 relative, 1e-5 absolute."""
    assert judge(REFERENCE, REFERENCE + np.float32(noise)).passed is passes


def test_a_coarser_precision_has_a_wider_gate():
    """What fails as fp32 is right as bf16."""
    rounded = REFERENCE * np.float32(1.004)
    assert [judge(REFERENCE, rounded, precision).passed for precision in ("fp32", "fp16", "bf16")] == [
        False,
        True,
        True,
    ]


def test_one_wrong_column_in_fifty_is_seen():
    """A dropped weight moves few elements far."""
    wrong = REFERENCE.copy()
    wrong[:, ::50] = 0
    assert not judge(REFERENCE, wrong).passed


@pytest.mark.parametrize(
    ("actual", "remark"),
    [
        (REFERENCE[:2], r"shape \[2, 1000\] instead of \[4, 1000\]"),
        (REFERENCE.astype(np.float64), "type float64 instead of float32"),
        (np.where(REFERENCE > 3, np.nan, REFERENCE).astype(np.float32), "NaN or infinity in different places"),
        (np.zeros_like(REFERENCE), "constant output"),
    ],
)
def test_what_cannot_be_compared_fails_and_says_why(actual, remark):
    """Shape, type, NaN, a constant."""
    import re

    one = judge(REFERENCE, actual)
    assert not one.passed
    assert re.search(remark, one.remark)


def test_a_constant_output_of_pytorchs_own_is_remarked():
    """It is the same, and says little: of floats, of integers, and not of a single number."""
    ones, tokens = np.ones((2, 3), np.float32), np.full((2, 3), 7)
    assert [(judge(one, one.copy()).passed, judge(one, one.copy()).remark) for one in (ones, tokens)] == [
        (True, CONSTANT),
        (True, CONSTANT),
    ]
    assert judge(ones[:1, 0], ones[:1, 0].copy()).remark == ""


def test_the_same_nan_in_the_same_place_is_right():
    """A masked score is minus infinity on both sides."""
    reference = REFERENCE.copy()
    reference[0, :10] = -np.inf
    reference[1, :10] = np.nan
    assert judge(reference, reference.copy()).passed


def test_integers_must_be_equal():
    """Token ids have no tolerance."""
    tokens = np.arange(100)
    wrong = tokens.copy()
    wrong[3] += 1
    assert judge(tokens, tokens.copy()).passed
    assert not judge(tokens, wrong).passed


def test_bfloat16_bits_are_compared_as_numbers():
    """Stored as uint16, for numpy has no such type."""
    bits = (REFERENCE.view(np.uint32) >> 16).astype(np.uint16)
    near = bits.copy()
    near[0] ^= 1  # the last bit of the mantissa: 2**-8 relative
    assert judge(bits, near, "bf16", dtype="bfloat16").passed
    far = bits.copy()
    far[0] ^= 1 << 15  # the sign
    assert not judge(bits, far, "bf16", dtype="bfloat16").passed


def test_a_missing_output_fails():
    """As does one too many."""
    spec = TensorSpec(name="y", dtype="float32", shape=REFERENCE.shape)
    assert [one.passed for one in compare([REFERENCE], [], (spec,), gate_of("fp32"))] == [False]
    assert [one.passed for one in compare([REFERENCE], [REFERENCE, REFERENCE], (spec,), gate_of("fp32"))] == [
        True,
        False,
    ]


def test_empty_outputs_pass():
    """A detector that found nothing, on both sides."""
    empty = np.zeros((0, 4), np.float32)
    assert judge(empty, empty.copy()).passed


def test_with_a_loosened_gate_the_cosine_does_not_count():
    """Other numbers everywhere, within what was asked for; the precision's own cosine would refuse them."""
    noisy = REFERENCE + GENERATOR.standard_normal(REFERENCE.shape).astype(np.float32)
    wide = Tolerance(rtol=1e-3, atol=10.0)
    one = judge(REFERENCE, noisy, tolerance=wide)
    assert one.cosine_similarity < 0.9
    assert (one.passed, one.rtol) == (True, wide.rtol)
    assert not judge(REFERENCE, noisy + 100, tolerance=wide).passed


def test_who_tightens_a_gate_keeps_the_angle():
    """One element in a thousand may lie anywhere, and the rest must still point the same way."""
    far = REFERENCE.copy()
    far[0, :3] = 1e4
    assert not judge(REFERENCE, far, tolerance=Tolerance(rtol=1e-6, atol=1e-6)).passed


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_a_gate_that_was_asked_for_is_no_wider_for_a_16_bit_output(dtype):
    """The precision's own is; what a person says holds."""
    half = REFERENCE.astype(np.float16) if dtype == "float16" else (REFERENCE.view(np.uint32) >> 16).astype(np.uint16)
    near = half ^ 1 if dtype == "bfloat16" else half * np.float16(1.004)
    requested = Tolerance(rtol=1e-4, atol=0.0)
    assert judge(half, near, dtype=dtype).passed
    one = judge(half, near, dtype=dtype, tolerance=requested)
    assert (one.passed, one.rtol, one.atol) == (False, requested.rtol, 0.0)


@pytest.mark.parametrize("scale", [1e160, 1e300])
def test_numbers_whose_squares_overflow_are_compared(scale):
    """Of float64, from 1e154 on: an infinite scale and no angle would let everything pass."""
    large = GENERATOR.standard_normal(1000) * scale
    assert judge(large, large * (1 + 1e-6)).passed
    for wrong in (-large, large[::-1].copy(), np.where(np.arange(1000) % 50, large, 0.0)):
        assert not judge(large, wrong).passed
    assert judge(large, -large).cosine_similarity == pytest.approx(-1)
    opposite = judge(np.full(3, 1.7e308), np.array([-1.7e308, 1.0, 0.0]))
    assert not opposite.passed
    codec.encode(opposite)
