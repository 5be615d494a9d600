"""Multiply-accumulates of an ONNX graph, against arithmetic by hand."""

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from turnkeyml.export.macs.graph import count_macs

CONTRIB = "com.microsoft"


def value(name, shape, kind=TensorProto.FLOAT):
    return helper.make_tensor_value_info(name, kind, shape)


def weight(name, *shape, dtype=np.float32):
    return onnx.numpy_helper.from_array(np.zeros(shape, dtype), name)


def number(name, given):
    return onnx.numpy_helper.from_array(np.asarray(given), name)


def model(nodes, inputs, weights=(), outputs=("y",), functions=()):
    graph = helper.make_graph(
        list(nodes), "g", [value(name, shape) for name, shape in inputs.items()], [], initializer=list(weights)
    )
    graph.output.extend(onnx.ValueInfoProto(name=name) for name in outputs)
    domains = {node.domain for node in nodes} - {""}
    opsets = [helper.make_opsetid("", 23), *(helper.make_opsetid(domain, 1) for domain in sorted(domains))]
    return helper.make_model(graph, opset_imports=opsets, functions=list(functions))


def macs_of(node, inputs, *weights, domain=""):
    op, names, attributes = node
    return count_macs(
        model([helper.make_node(op, names, ["y"], domain=domain, **attributes)], inputs, weights, ("y",))
    ).macs


PRODUCTS = {
    "a batch of matrices": ("MatMul", ["x", "w"], {}, [3, 2, 5], (5, 7), 3 * 2 * 5 * 7),
    "a vector": ("MatMul", ["x", "w"], {}, [5], (5, 7), 5 * 7),
    "a batch that is broadcast": ("MatMul", ["x", "w"], {}, [1, 4, 2, 5], (6, 1, 5, 3), 6 * 4 * 2 * 5 * 3),
    "a transposed matrix": ("Gemm", ["x", "w"], {"transB": 1}, [2, 5], (7, 5), 2 * 5 * 7),
    "a convolution in groups": ("Conv", ["x", "w"], {"group": 2}, [1, 4, 9, 9], (6, 2, 3, 3), 6 * 49 * 2 * 9),
    "a convolution with strides": ("Conv", ["x", "w"], {"strides": [2, 2]}, [1, 3, 9, 9], (8, 3, 3, 3), 8 * 16 * 27),
    "a transposed convolution": ("ConvTranspose", ["x", "w"], {"strides": [2, 2]}, [1, 3, 5, 5], (3, 4, 2, 2), 1200),
    "a sum by labels": (
        "Einsum",
        ["x", "w"],
        {"equation": "bhqd,hkd->bhqk"},
        [2, 3, 4, 5],
        (3, 6, 5),
        2 * 3 * 4 * 5 * 6,
    ),
    "an ellipsis": ("Einsum", ["x", "w"], {"equation": "...i,ij->...j"}, [2, 3, 4], (4, 5), 2 * 3 * 4 * 5),
    "an outer product": ("Einsum", ["x", "w"], {"equation": "i,j->ij"}, [4], (5,), 0),
}


@pytest.mark.parametrize(("op", "names", "attributes", "x", "w", "expected"), PRODUCTS.values(), ids=PRODUCTS)
def test_products_and_convolutions(op, names, attributes, x, w, expected):
    """Also where the file holds no shape but the input's."""
    assert macs_of((op, names, attributes), {"x": x}, weight("w", *w)) == expected


@pytest.mark.parametrize(("op", "gates", "directions"), [("LSTM", 4, 1), ("GRU", 3, 2), ("RNN", 1, 2)])
def test_recurrent_layers_use_each_weight_once_a_step(op, gates, directions):
    """Of both directions."""
    direction = {"direction": "bidirectional"} if directions == 2 else {}
    weights = weight("w", directions, gates * 6, 5), weight("r", directions, gates * 6, 6)
    node = (op, ["x", "w", "r"], {"hidden_size": 6, **direction})
    assert macs_of(node, {"x": [7, 2, 5]}, *weights) == 7 * 2 * directions * gates * 6 * (5 + 6)


QUANTIZED = {
    "MatMulInteger": (["x", "w"], "", {}, (5, 7)),
    "QLinearMatMul": (["x", "s", "z", "w", "s", "z", "s", "z"], "", {}, (5, 7)),
    "QGemm": (["x", "s", "z", "w", "s", "z"], CONTRIB, {}, (5, 7)),
    "DynamicQuantizeMatMul": (["x", "w", "s"], CONTRIB, {}, (5, 7)),
    "MatMulNBits": (["x", "w", "s"], CONTRIB, {"K": 5, "N": 7, "bits": 4, "block_size": 16}, (7, 1, 8)),
    "MatMulBnb4": (["x", "w", "s"], CONTRIB, {"K": 5, "N": 7, "block_size": 16, "quant_type": 1}, (18,)),
}


@pytest.mark.parametrize("op", QUANTIZED)
def test_quantized_products_are_those_of_the_matrices(op):
    """Packed weights, too: their sizes are attributes."""
    names, domain, attributes, shape = QUANTIZED[op]
    weights = weight("w", *shape, dtype=np.uint8), weight("s"), weight("z", dtype=np.uint8)
    assert macs_of((op, names, attributes), {"x": [2, 5]}, *weights, domain=domain) == 2 * 5 * 7


def test_quantized_convolutions_are_those_of_the_filters():
    """`QLinearConv` has its filters at another position."""
    names = ["x", "s", "z", "w", "s", "z", "s", "z"]
    weights = weight("w", 4, 3, 3, 3, dtype=np.uint8), weight("s"), weight("z", dtype=np.uint8)
    graph = model([helper.make_node("QLinearConv", names, ["y"])], {"x": [1, 3, 8, 8]}, weights)
    graph.graph.input[0].type.tensor_type.elem_type = TensorProto.UINT8
    assert count_macs(graph).macs == 4 * 36 * 27


ATTENTION = {
    "of four dimensions": (
        ("Attention", ["q", "k", "k"], {}),
        "",
        {"q": [2, 8, 5, 4], "k": [2, 2, 9, 4]},
        2 * 8 * 5 * 9 * 8,
    ),
    "of three dimensions": (
        ("Attention", ["q", "k", "k"], {"q_num_heads": 8, "kv_num_heads": 2}),
        "",
        {"q": [2, 5, 32], "k": [2, 9, 8]},
        2 * 8 * 5 * 9 * 8,
    ),
    "with projections": (
        ("Attention", ["q", "w"], {"num_heads": 2}),
        CONTRIB,
        {"q": [2, 5, 6], "w": [6, 18]},
        2 * 5 * 6 * 18 + 2 * 5 * 5 * 12,
    ),
    "of many heads": (
        ("MultiHeadAttention", ["q", "k", "k"], {"num_heads": 2}),
        CONTRIB,
        {"q": [2, 5, 6], "k": [2, 9, 6]},
        2 * 5 * 9 * 12,
    ),
    "of groups with a cache": (
        ("GroupQueryAttention", ["q", "k", "k", "past", "past"], {"num_heads": 4, "kv_num_heads": 2}),
        CONTRIB,
        {"q": [1, 1, 16], "k": [1, 1, 8], "past": [1, 2, 9, 4]},
        4 * 10 * 8,
    ),
}


@pytest.mark.parametrize(("node", "domain", "inputs", "expected"), ATTENTION.values(), ids=ATTENTION)
def test_attention_operators(node, domain, inputs, expected):
    """The scores, the sums of values, and the projections where the operator has them."""
    assert macs_of(node, inputs, domain=domain) == expected


def test_a_mixture_of_experts_counts_those_that_are_used():
    """Two of four experts of each of three tokens."""
    node = ("MoE", ["x", "r", "one", "", "two"], {"k": 2})
    weights = weight("one", 4, 8, 16), weight("two", 4, 16, 8)
    assert macs_of(node, {"x": [3, 8], "r": [3, 4]}, *weights, domain=CONTRIB) == 3 * 2 * 2 * 8 * 16


def test_packed_experts_count_as_those_that_they_stand_for():
    """Two weights of four bits are one byte."""
    node = ("QMoE", ["x", "r", "one", "s", "", "two", "s"], {"k": 1, "expert_weight_bits": 4})
    weights = weight("one", 4, 16, 4, dtype=np.uint8), weight("two", 4, 8, 8, dtype=np.uint8), weight("s", 4, 16)
    assert macs_of(node, {"x": [3, 8], "r": [3, 4]}, *weights, domain=CONTRIB) == 3 * 2 * 8 * 16


def loop(turns, condition=None):
    names = value("i", [], TensorProto.INT64), value("c", [], TensorProto.BOOL), value("s", [2, 4])
    body = helper.make_graph(
        [helper.make_node("Identity", ["c"], ["d"]), helper.make_node("MatMul", ["s", "w"], ["t"])],
        "body",
        list(names),
        [value("d", [], TensorProto.BOOL), value("t", [2, 4])],
    )
    return model(
        [helper.make_node("Loop", [turns, condition or "", "x"], ["y"], body=body)],
        {"x": [2, 4], "n": []},
        [weight("w", 4, 4), number("five", np.int64(5)), number("true", np.bool_(True))],
    )


def test_the_body_of_a_loop_counts_as_often_as_it_runs():
    """With and without a condition."""
    assert count_macs(loop("five")).macs == 5 * 2 * 4 * 4
    assert count_macs(loop("five", "true")).macs == 5 * 2 * 4 * 4


def test_a_loop_of_unknown_turns_is_not_counted_as_nothing():
    """Its number is unknown, and the count says which node it is."""
    counted = count_macs(loop("n"))
    assert counted.macs is None
    assert "Loop" in counted.unknown


def test_a_scan_counts_each_step():
    """The length is that of the scanned dimension."""
    body = helper.make_graph(
        [helper.make_node("MatMul", ["row", "w"], ["out"])], "body", [value("row", [4])], [value("out", [4])]
    )
    node = helper.make_node("Scan", ["x"], ["y"], body=body, num_scan_inputs=1)
    assert count_macs(model([node], {"x": [6, 4]}, [weight("w", 4, 4)])).macs == 6 * 16


def test_of_two_branches_the_larger_counts():
    """Unless the condition is a constant."""

    def branch(name, columns):
        node = helper.make_node("MatMul", ["x", f"w{columns}"], [name])
        return helper.make_graph([node], name, [], [value(name, [2, columns])])

    def branches(condition):
        node = helper.make_node("If", [condition], ["y"], then_branch=branch("a", 3), else_branch=branch("b", 5))
        weights = [weight("w3", 4, 3), weight("w5", 4, 5), number("true", np.bool_(True))]
        return model([node], {"x": [2, 4], "c": []}, weights)

    assert count_macs(branches("c")).macs == 2 * 4 * 5
    assert count_macs(branches("true")).macs == 2 * 4 * 3


def test_a_local_function_counts_where_it_is_called():
    """Twice where it is called twice."""
    body = [helper.make_node("MatMul", ["a", "b"], ["c"])]
    function = helper.make_function("own", "Twice", ["a", "b"], ["c"], body, [helper.make_opsetid("", 23)])
    nodes = [
        helper.make_node("Twice", ["x", "w"], ["h"], domain="own"),
        helper.make_node("Twice", ["h", "w"], ["y"], domain="own"),
    ]
    assert count_macs(model(nodes, {"x": [2, 4]}, [weight("w", 4, 4)], functions=[function])).macs == 2 * 2 * 16


@pytest.mark.parametrize(("op", "domain"), [("Anything", "own"), ("LongformerAttention", CONTRIB)])
def test_an_operator_that_nobody_knows_is_not_counted_as_nothing(op, domain):
    """The count says which operator it is."""
    counted = count_macs(model([helper.make_node(op, ["x"], ["y"], domain=domain)], {"x": [2, 4]}))
    assert counted.macs is None
    assert op in counted.unknown


def test_a_size_that_only_the_values_decide_is_not_counted_as_nothing():
    """The rows of a product are as many as there are nonzero elements."""
    nodes = [
        helper.make_node("NonZero", ["x"], ["i"]),
        helper.make_node("Cast", ["i"], ["f"], to=TensorProto.FLOAT),
        helper.make_node("Transpose", ["f"], ["t"]),
        helper.make_node("MatMul", ["t", "w"], ["y"]),
    ]
    counted = count_macs(model(nodes, {"x": [2, 4]}, [weight("w", 2, 4)]))
    assert counted.macs is None
    assert "MatMul" in counted.unknown


def test_work_on_constants_is_told_from_work_on_inputs():
    """The first product has no input: an engine computes it while it loads."""
    nodes = [helper.make_node("MatMul", ["w", "w"], ["h"]), helper.make_node("MatMul", ["x", "h"], ["y"])]
    counted = count_macs(model(nodes, {"x": [2, 4]}, [weight("w", 4, 4)]))
    assert (counted.macs, counted.constant_macs) == (64 + 32, 64)


def test_a_product_behind_an_operator_of_onnx_runtime_is_counted():
    """Its shapes are not known to onnx's own inference."""
    nodes = [
        helper.make_node("FastGelu", ["x"], ["h"], domain=CONTRIB),
        helper.make_node("MatMul", ["h", "w"], ["y"]),
    ]
    assert count_macs(model(nodes, {"x": [2, 4]}, [weight("w", 4, 3)])).macs == 2 * 4 * 3
