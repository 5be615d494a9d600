"""Outputs that are no tensors of finite numbers are compared, too."""

import numpy as np
import pytest

from turnkey_runner.contract import TensorSpec
from turnkey_runner.contract.value_types import parse_type
from turnkey_runner.harness.parity import compare
from turnkey_runner.harness.stored_values import copy_value, is_constant, size_bytes
from turnkey_runner.stats.tolerances import NOT_FINITE, USELESS, gate_of
from turnkeyml.export.npz import save_values

ONE, TWO = np.array([1, 2], np.float32), np.array([[3, 4, 5]], np.float32)
VALUES = {
    "string": (np.array(["a", "b"], object), np.array(["a", "c"], object)),
    "sequence(float32)": ([ONE, TWO], [ONE, TWO + 1]),
    "sequence(string)": ([np.array(["a"], object)], [np.array(["b"], object)]),
    "optional(float32)": (ONE, None),
    "optional(sequence(float32))": ([ONE], [ONE, ONE]),
    "sequence(map(string,float32))": ([{"cat": 1.0, "dog": 2.0}], [{"cat": 1.0, "cow": 2.0}]),
    "map(int64,float32)": ({1: 0.5, 2: 1.0}, {1: 0.5, 2: 1.5}),
}


def passes(dtype, reference, actual):
    (found,) = compare([reference], [actual], (TensorSpec(name="y", dtype=dtype, shape=()),), gate_of("fp32"))
    return found.passed


@pytest.mark.parametrize("dtype", VALUES)
def test_equal_values_pass_and_others_fail(dtype):
    """Elements, lengths, keys, and whether there is a value at all."""
    value, other = VALUES[dtype]
    assert passes(dtype, value, copy_value(value))
    assert not passes(dtype, value, other)
    assert not passes(dtype, other, value)


def test_an_absent_value_is_an_output_and_a_missing_output_is_not():
    """None is not the same as nothing."""
    spec = TensorSpec(name="y", dtype="optional(float32)", shape=())
    assert passes("optional(float32)", None, None)
    (found,) = compare([None], [], (spec,), gate_of("fp32"))
    assert (found.passed, "different number" in found.remark) == (False, True)


def test_infinities_in_the_same_places_pass_and_show_nothing():
    """A maximum over nothing, or NaN everywhere: such a result is invalid."""
    spec = (TensorSpec(name="y", dtype="float32", shape=(2,)),)
    least, nothing = np.full(2, -np.inf, np.float32), np.full(2, np.nan, np.float32)
    for reference in (least, nothing):
        (same,) = compare([reference], [reference], spec, gate_of("fp32"))
        assert (same.passed, same.remark) == (True, NOT_FINITE)
        assert NOT_FINITE in USELESS
    assert not compare([least], [-least], spec, gate_of("fp32"))[0].passed
    assert not compare([nothing], [least], spec, gate_of("fp32"))[0].passed


@pytest.mark.parametrize("dtype", VALUES)
def test_values_are_read_as_they_were_written(dtype, tmp_path):
    """By position, without pickle."""
    from turnkey_runner.harness.artifact import read_tensors

    spec = (TensorSpec(name="y", dtype=dtype, shape=()),)
    for value in VALUES[dtype]:
        if value is not None:
            save_values(tmp_path / "v.npz", spec, [value])
            assert repr(read_tensors(tmp_path / "v.npz", spec)) == repr([value])


def test_types_are_read_from_their_names():
    """Nested ones from outside to inside."""
    outer = parse_type("optional(sequence(map(int64,float32)))")
    assert (outer.form, outer.element) == ("optional", "sequence(map(int64,float32))")
    assert parse_type("map(int64,float32)").key == "int64"
    assert parse_type("float32").form == "tensor"


def test_sizes_and_constants_of_any_value():
    """Only a tensor can be constant."""
    assert size_bytes([ONE, [TWO]]) == ONE.nbytes + TWO.nbytes
    assert (is_constant(np.ones(3)), is_constant([np.ones(3)]), is_constant(None)) == (True, False, False)
    assert is_constant(np.array(["a", "a"], object))
