"""Random inputs in the places of constants, within what the model can take."""

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from turnkey_runner.contract import TensorSpec
from turnkeyml.export.random_inputs import NoValuesError, index_bounds, random_tensor, randomize_constants

IDS = TensorSpec(name="ids", dtype="int64", shape=(2, 8))
MASK = TensorSpec(name="mask", dtype="int64", shape=(2, 8))
IMAGE = TensorSpec(name="image", dtype="float32", shape=(3, 4))


def lookup_model(rows):
    """`ids` look up a table of some rows, behind a cast and a reshape; `mask` only multiplies."""
    nodes = [
        helper.make_node("Cast", ["ids"], ["ids32"], to=TensorProto.INT32),
        helper.make_node("Reshape", ["ids32", "flat"], ["indices"]),
        helper.make_node("Gather", ["table", "indices"], ["y"]),
        helper.make_node("Mul", ["mask", "mask"], ["z"]),
    ]
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, [2, 8]) for name in ("ids", "mask")]
    table = onnx.numpy_helper.from_array(np.zeros((rows, 4), np.float32), "table")
    flat = onnx.numpy_helper.from_array(np.array([16]), "flat")
    outputs = [helper.make_tensor_value_info("y", TensorProto.FLOAT, [16, 4])]
    return helper.make_model(helper.make_graph(nodes, "g", inputs, outputs, [table, flat]))


def test_the_table_that_an_input_looks_up_bounds_it():
    """Through casts and reshapes; an input that looks nothing up has no bound."""
    assert index_bounds(lookup_model(37)) == {"ids": 37}


def test_constants_become_random_within_their_bounds_and_masks_stay():
    """Floats between -1 and 1, indices below the table's length; the same values every time."""
    recorded = [np.ones((2, 8), np.int64), np.ones((2, 8), np.int64), np.zeros((3, 4), np.float32)]
    first, second = (randomize_constants((IDS, MASK, IMAGE), recorded, {"ids": 37}) for _ in range(2))
    ids, mask, image = first
    assert len(set(ids.flat)) > 1
    assert (ids.min() >= 0, ids.max() < 37) == (True, True)
    assert mask is recorded[1]
    assert (np.ptp(image) > 0, np.abs(image).max() <= 1) == (True, True)
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


def test_inputs_that_are_not_constant_are_left_alone():
    """There is nothing else to measure."""
    recorded = [np.arange(16).reshape(2, 8), np.ones((2, 8), np.int64), np.eye(3, 4, dtype=np.float32)]
    assert randomize_constants((IDS, MASK, IMAGE), recorded, {"ids": 37}) is None


def test_a_single_number_is_no_constant_tensor():
    """A timestep of one element cannot be anything else."""
    spec = TensorSpec(name="t", dtype="float32", shape=(1,))
    assert randomize_constants((spec,), [np.zeros(1, np.float32)], {}) is None


def test_a_type_that_no_values_can_be_made_of_is_reported():
    """Strings, complex numbers."""
    with pytest.raises(NoValuesError, match="complex64"):
        random_tensor(np.random.default_rng(0), TensorSpec(name="z", dtype="complex64", shape=(2,)), 2)
