"""Sizes of symbolic dimensions: sums and products of known symbols are computed, and names stay names."""

import pytest
from onnx import TensorProto, helper

from turnkeyml.export.dimensions import DimensionError, Dimensions
from turnkeyml.export.fix_dims import DimsError, fix_dims

EXPRESSIONS = {
    "past_length + length": ({"past_length": 512}, 513),
    "heads*batch": ({"heads": 12, "batch": 2}, 24),
    "2*s0 + 1": ({"s0": 7}, 15),
    "(s0 - 1)//2 + 1": ({"s0": 224}, 112),
    "floor(n/2)": ({"n": 9}, 4),
    "ceil(n/2)": ({"n": 9}, 5),
    "max(4, n)": ({"n": 9}, 9),
    "rows-columns": ({"rows": 9, "columns": 2}, 7),
    "a + b": ({"a + b": 5}, 5),
}
NAMES = ("batch", "unk__12", "decoder-length", "batch size", "length +", "Transpose:0", "a" * 1000)


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_an_expression_is_what_its_symbols_give(text):
    """A symbol without a size counts as 1; a size for the text as a whole comes first."""
    given, expected = EXPRESSIONS[text]
    assert Dimensions(given=given).size_of(text) == expected


@pytest.mark.parametrize("text", NAMES)
def test_a_name_is_one_symbol(text):
    """Also one with a hyphen or a space in it."""
    assert Dimensions(given={text: 3}).size_of(text) == 3
    assert Dimensions(given={}).size_of(text) == 1


@pytest.mark.parametrize("text", ["rows - columns", "rows // zero", "(" * 30 + "rows" + ")" * 30 + " + 1"])
def test_no_expression_gives_a_size_that_cannot_be(text):
    """A negative size and a division by zero are named; too deep an expression is a name."""
    dimensions = Dimensions(given={"rows": 1, "columns": 5, "zero": 0})
    if "(" in text:
        assert dimensions.size_of(text) == 1
    else:
        with pytest.raises(DimensionError, match="rows"):
            dimensions.size_of(text)


def decoder():
    """Two inputs whose dimensions depend on each other, an unnamed one and a negative one."""
    inputs = [
        helper.make_tensor_value_info("past", TensorProto.FLOAT, ["batch", "past_length", 4]),
        helper.make_tensor_value_info("mask", TensorProto.INT64, ["batch", "past_length + length"]),
        helper.make_tensor_value_info("bias", TensorProto.FLOAT, [None, -1]),
    ]
    outputs = [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)]
    return helper.make_model(helper.make_graph([helper.make_node("Relu", ["past"], ["y"])], "g", inputs, outputs))


def test_all_dimensions_that_were_chosen_are_said():
    """By name, by expression, or by position."""
    model = decoder()
    chosen = fix_dims(model, {"past_length": 512})
    assert chosen == ("batch=1", "past_length=512", "past_length + length=513", "bias[0]=1", "bias[1]=1")
    shapes = [[dim.dim_value for dim in value.type.tensor_type.shape.dim] for value in model.graph.input]
    assert shapes == [[1, 512, 4], [1, 513], [1, 1]]


def test_a_symbol_that_occurs_in_an_expression_only_can_be_given():
    """And one that occurs nowhere is refused, with those that do."""
    assert "past_length + length=4" in fix_dims(decoder(), {"length": 3})
    with pytest.raises(DimsError, match=r"no dimension sequence \(it has: batch, length, past_length"):
        fix_dims(decoder(), {"sequence": 3})
