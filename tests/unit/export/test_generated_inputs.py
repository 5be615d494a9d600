"""Inputs of .onnx models are generated within what their consumers take."""

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from turnkeyml.export.generated_inputs import Attempt, describe_choices, generate_inputs
from turnkeyml.export.input_limits import input_limits
from turnkeyml.export.random_inputs import NoValuesError

INT64, FLOAT, BOOL, UINT8, STRING = (
    getattr(TensorProto, name) for name in ("INT64", "FLOAT", "BOOL", "UINT8", "STRING")
)


def model_of(nodes, inputs, weights=None, functions=(), domain=""):
    """A model of these nodes: inputs are pairs of type and shape, weights are arrays."""
    values = [helper.make_tensor_value_info(name, *kind) for name, kind in inputs.items()]
    output = helper.make_tensor_value_info(nodes[-1].output[0], FLOAT, None)
    initializers = [onnx.numpy_helper.from_array(array, name) for name, array in (weights or {}).items()]
    graph = helper.make_graph(nodes, "g", values, [output], initializers)
    imports = [helper.make_opsetid("", 18), *([helper.make_opsetid(domain, 1)] if domain else [])]
    return helper.make_model(graph, opset_imports=imports, ir_version=9, functions=list(functions))


def generated(model, how=None):
    return generate_inputs(model.graph.input, input_limits(model), {}, how or Attempt())


def node(name, inputs, **attributes):
    return helper.make_node(name, inputs, [f"{name}_out"], **attributes)


TABLE = np.zeros((23, 4), np.float32)


def in_function():
    """A lookup in a function of the model."""
    body = [helper.make_node("Gather", ["t", "i"], ["o"])]
    function = helper.make_function("own", "Look", ["t", "i"], ["o"], body, [helper.make_opsetid("", 18)])
    call = helper.make_node("Look", ["table", "ids"], ["y"], domain="own")
    return model_of([call], {"ids": (INT64, [50])}, {"table": TABLE}, [function], "own")


def in_branch():
    """A lookup in both branches of a condition."""
    output = helper.make_tensor_value_info("o", FLOAT, None)
    branch = helper.make_graph([helper.make_node("Gather", ["table", "ids"], ["o"])], "b", [], [output])
    chosen = node("If", ["c"], then_branch=branch, else_branch=branch)
    return model_of([chosen], {"c": (BOOL, []), "ids": (INT64, [50])}, {"table": TABLE})


INDEXED = {
    "a table": (model_of([node("Gather", ["table", "ids"])], {"ids": (INT64, [50])}, {"table": TABLE}), 0, 22),
    "behind an offset": (
        model_of(
            [helper.make_node("Add", ["ids", "two"], ["moved"]), node("Gather", ["table", "moved"])],
            {"ids": (INT64, [50])},
            {"table": TABLE, "two": np.array([0, 2], np.int64)[:, None]},
        ),
        0,
        20,
    ),
    "another input": (
        model_of([node("GatherElements", ["x", "ids"], axis=1)], {"x": (FLOAT, [2, 7]), "ids": (INT64, [2, 30])}),
        0,
        6,
    ),
    "an activation": (
        model_of(
            [helper.make_node("Relu", ["x"], ["r"]), node("Gather", ["r", "ids"], axis=1)],
            {"x": (FLOAT, [2, 9]), "ids": (INT64, [40])},
        ),
        0,
        8,
    ),
    "several axes": (
        model_of([node("GatherND", ["x", "ids"])], {"x": (FLOAT, [5, 3]), "ids": (INT64, [40, 2])}),
        0,
        2,
    ),
    "classes": (
        model_of([node("SoftmaxCrossEntropyLoss", ["x", "ids"])], {"x": (FLOAT, [50, 6]), "ids": (INT64, [50])}),
        0,
        5,
    ),
    "a function": (in_function(), 0, 22),
    "a branch": (in_branch(), 0, 22),
}


@pytest.mark.parametrize("case", INDEXED)
def test_indices_are_within_what_they_index(case):
    """The whole of it, and nothing beyond."""
    model, low, high = INDEXED[case]
    ids = generated(model)["ids"]
    assert (ids.min() >= low, ids.max() <= high) == (True, True)
    assert np.ptp(ids) > high // 2


SINGLE = {
    "Reshape": ({"x": (FLOAT, [2, 8]), "v": (INT64, [2])}, [2, 8]),
    "Expand": ({"x": (FLOAT, [1, 8]), "v": (INT64, [3])}, [2, 2, 8]),
    "Tile": ({"x": (FLOAT, [2, 8]), "v": (INT64, [2])}, [1, 2]),
    "TopK": ({"x": (FLOAT, [2, 8]), "v": (INT64, [1])}, [4]),
    "Split": ({"x": (FLOAT, [7, 2]), "v": (INT64, [2])}, [3, 4]),
    "Unsqueeze": ({"x": (FLOAT, [2, 8]), "v": (INT64, [1])}, [0]),
    "Squeeze": ({"x": (FLOAT, [2, 1, 8]), "v": (INT64, [1])}, [1]),
    "ReduceSum": ({"x": (FLOAT, [2, 8]), "v": (INT64, [1])}, [1]),
    "CumSum": ({"x": (FLOAT, [2, 8]), "v": (INT64, [])}, 0),
    "CenterCropPad": ({"x": (FLOAT, [6, 8]), "v": (INT64, [2])}, [3, 4]),
}


@pytest.mark.parametrize("name", SINGLE)
def test_shapes_axes_and_counts_fit(name):
    """There is one value, computed from the shape that it is used on; and the row says which."""
    inputs, expected = SINGLE[name]
    outputs = ["y", "z"] if name in ("TopK", "Split") else ["y"]
    model = model_of([helper.make_node(name, ["x", "v"], outputs)], inputs)
    values = generated(model)
    assert values["v"].tolist() == expected
    assert describe_choices(values, input_limits(model)) == (f"v={expected}",)


def test_a_loop_turns_and_a_condition_is_said():
    """More than one turn."""
    inner = [helper.make_node("Identity", ["go"], ["more"]), helper.make_node("Relu", ["h"], ["next"])]
    values = [helper.make_tensor_value_info(*one) for one in (("i", INT64, []), ("go", BOOL, []), ("h", FLOAT, [2]))]
    outputs = [helper.make_tensor_value_info("more", BOOL, []), helper.make_tensor_value_info("next", FLOAT, [2])]
    body = helper.make_graph(inner, "body", values, outputs)
    loop = helper.make_node("Loop", ["n", "c", "x"], ["y"], body=body)
    model = model_of([loop], {"n": (INT64, []), "c": (BOOL, []), "x": (FLOAT, [2])})
    values = generated(model)
    assert describe_choices(values, input_limits(model)) == ("n=4", "c=True")


FLOATS = {"Log": (0.0, 1.1), "Sqrt": (0.0, 1.0), "Reciprocal": (0.0, 1.1), "Acosh": (1.0, 2.0), "Atanh": (-1.0, 1.0)}


@pytest.mark.parametrize("name", FLOATS)
def test_numbers_are_where_the_operator_is_defined(name):
    """Also behind other operators."""
    nodes = [helper.make_node("Transpose", ["x"], ["t"]), node(name, ["t"])]
    x = generated(model_of(nodes, {"x": (FLOAT, [8, 8])}))["x"]
    low, high = FLOATS[name]
    assert (x.min() >= low, x.max() <= high, np.ptp(x) > 0.3) == (True, True, True)


def test_images_have_the_whole_range_and_masks_are_of_0_and_1():
    """A row of a mask is never empty: it has no softmax."""
    nodes = [helper.make_node("Cast", ["image"], ["f"], to=FLOAT), helper.make_node("Mul", ["f", "f"], ["y"])]
    inputs = {"image": (UINT8, [3, 32, 32]), "mask": (INT64, [16, 8]), "flags": (BOOL, [16, 8])}
    values = generated(model_of(nodes, inputs))
    assert (values["image"].min(), values["image"].max()) == (0, 255)
    for name in ("mask", "flags"):
        assert set(np.unique(values[name]).tolist()) == {0, 1}
        assert values[name][:, 0].all()


def test_words_are_those_that_a_table_knows():
    """Keys of a label encoder."""
    encoder = helper.make_node(
        "LabelEncoder", ["x"], ["y"], domain="ai.onnx.ml", keys_strings=["cat", "dog"], values_int64s=[1, 2]
    )
    assert set(generated(model_of([encoder], {"x": (STRING, [20])}))["x"].tolist()) == {"cat", "dog"}


def test_there_are_values_of_every_type_that_is_said():
    """Sequences, optional values, maps, eight and four bits; of no type at all, there is a clear line."""
    kind = helper.make_tensor_type_proto
    kinds = {
        "s": helper.make_sequence_type_proto(kind(FLOAT, [2])),
        "o": helper.make_optional_type_proto(kind(FLOAT, [3])),
        "m": helper.make_map_type_proto(INT64, kind(FLOAT, [])),
        "e": kind(TensorProto.FLOAT8E5M2, [4]),
        "i": kind(TensorProto.INT4, [5]),
        "c": kind(TensorProto.COMPLEX64, [2]),
    }
    inputs = [helper.make_value_info(name, one) for name, one in kinds.items()]
    values = generate_inputs(inputs, {}, {}, Attempt())
    assert [len(values[name]) for name in kinds] == [2, 3, 3, 4, 5, 2]
    assert values["i"].max() < 16
    with pytest.raises(NoValuesError, match="x"):
        generate_inputs([onnx.ValueInfoProto(name="x")], {}, {}, Attempt())
