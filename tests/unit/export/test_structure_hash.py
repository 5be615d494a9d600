"""Hashes of graphs: equal for equal structures only."""

import onnx
import pytest
from onnx import parser

from turnkeyml.export.structure_hash import structure_of

TEXT = (
    '<ir_version: 9, opset_import: ["" : 18]> g (float[2, 4] x) => (float[2, 3] y) '
    "<float[4, 3] w = {1,2,3,4,5,6,7,8,9,10,11,12}, int64[2] s = {2, 3}> "
    "{ a = MatMul(x, w) b = Reshape(a, s) y = LeakyRelu<alpha = 0.1>(b) }"
)


def structure(text):
    return structure_of(parser.parse_model(text))


def save_outside(model, folder):
    """Save a model with all its values in another file; returns the model without them."""
    for tensor in model.graph.initializer:
        tensor.CopyFrom(onnx.numpy_helper.from_array(onnx.numpy_helper.to_array(tensor), tensor.name))
    (folder / "w.data").unlink(missing_ok=True)
    onnx.save(model, folder / "m.onnx", save_as_external_data=True, size_threshold=0, location="w.data")
    return onnx.load(folder / "m.onnx", load_external_data=False)


def test_names_and_values_of_weights_do_not_count():
    """Another training of the same model under other names."""
    renamed = (
        TEXT.replace("{ a =", "{ aa =").replace("Reshape(a", "Reshape(aa").replace("w)", "q)").replace("w =", "q =")
    )
    assert structure(TEXT) == structure(renamed) == structure(TEXT.replace("{1,2,3,4", "{9,9,9,9"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("LeakyRelu<alpha = 0.1>", "LeakyRelu<alpha = 0.2>"),
        ("LeakyRelu<alpha = 0.1>", "Relu"),
        ("float[2, 4] x", "float16[2, 4] x"),
        ("float[2, 4] x", "float[5, 4] x"),
        ("s = {2, 3}", "s = {3, 2}"),
        ('"" : 18', '"" : 17'),
        ("MatMul(x, w)", "Gemm(x, w)"),
    ],
)
def test_whatever_is_computed_counts(old, new):
    """Operators, attributes, types, shapes, and integers that shape."""
    assert structure(TEXT) != structure(TEXT.replace(old, new))


def test_where_the_weights_lie_does_not_count(tmp_path):
    """Beside the graph or in it; a value that counts is read from there, and without it there is no digest."""
    model = parser.parse_model(TEXT)
    inside = structure_of(model)
    outside = save_outside(model, tmp_path)
    assert structure_of(outside, tmp_path) == inside != ""
    assert structure_of(outside) == ""


OPERANDS = {
    "scales of Resize": ('r = Resize<mode = "nearest">(x, , k)', "float[4] k = {1, 1, %s, %s}", ((2, 2), (9, 9))),
    "indices": (
        "r = Gather<axis = 3>(x, k)",
        f"int64[2048] k = {{{'%s, %s, ' * 1023}%s, %s}}",
        ([0] * 2048, [1] * 2048),
    ),
    "exponents": ("r = Pow(x, k)", "float[2] k = {%s, %s}", ((2, 2), (2.5, 3))),
    "limits": ("r = Clip(x, k0, k1)", "float k0 = {%s}, float k1 = {%s}", ((0, 6), (0, 9))),
    "computed sizes": (
        "s = Shape(x) f = Cast<to = 1>(s) m = Mul(f, k) i = Cast<to = 7>(m) r = Expand(x, i)",
        "float[4] k = {1, 1, %s, %s}",
        ((1, 2), (1, 3)),
    ),
    "an operator that is not known": ("r = other.Op(x, k)", "float[2] k = {%s, %s}", ((1, 2), (3, 4))),
    "zeros that are added": ("r = Add(x, k)", "float[2] k = {%s, %s}", ((0, 0), (1, 2))),
}


@pytest.mark.parametrize("kind", OPERANDS)
def test_values_that_are_no_weights_count(kind, tmp_path):
    """Whatever their type and size, and wherever they lie."""
    nodes, constants, (one, other) = OPERANDS[kind]

    def digest(values):
        text = (
            f'<ir_version: 9, opset_import: ["" : 18, "other" : 1]> g (float[1, 2, 4, 2] x) => (float[A, B, C, D] y) '
            f"<{constants % tuple(values)}> {{ {nodes} y = Relu(r) }}"
        )
        model = parser.parse_model(text)
        inside = structure_of(model)
        assert structure_of(save_outside(model, tmp_path), tmp_path) == inside
        return inside

    assert digest(one) == digest(one) != digest(other)


def test_constants_of_nodes_are_as_initializers():
    """`Constant` holds scales, and weights."""
    head = '<ir_version: 9, opset_import: ["" : 18]> g (float[1, 2] x) => (float[A, B] y) { '
    scales = head + 'k = Constant<value = float[2] {1, 3}>() y = Resize<mode = "nearest">(x, , k) }'
    weights = head + "k = Constant<value = float[2, 2] {1, 3, 5, 7}>() y = MatMul(x, k) }"
    assert structure(scales) != structure(scales.replace("3}", "4}"))
    assert structure(weights) == structure(weights.replace("3, 5", "4, 6"))


def test_a_weight_that_is_used_twice_is_not_two():
    """The caches hold one of them more easily."""
    two = (
        '<ir_version: 9, opset_import: ["" : 18]> g (float[2, 2] x) => (float[2, 2] y) '
        "<float[2, 2] v = {1, 2, 3, 4}, float[2, 2] w = {1, 2, 3, 4}> { a = MatMul(x, v) y = MatMul(a, w) }"
    )
    assert structure(two) != structure(two.replace("(a, w)", "(a, v)"))


def test_weights_that_are_rearranged_are_weights():
    """Transposed, converted, concatenated: not what the result of a comparison picks."""
    text = (
        '<ir_version: 9, opset_import: ["" : 18]> g (float[2, 2] x) => (float[A, B] y) '
        "<float16[2, 2] w = {1, 2, 3, 4}, float[1, 2] v = {1, 2}> "
        "{ c = Cast<to = 1>(w) t = Transpose(c) m = MatMul(x, t) n = Concat<axis = 0>(m, v) y = MatMul(n, t) }"
    )
    assert structure(text) == structure(text.replace("{1, 2, 3, 4}", "{5, 6, 7, 8}").replace("{1, 2}", "{3, 4}")) != ""


@pytest.mark.parametrize("operator", ["NonZero(m)", "Unique<sorted = 1>(m)"])
def test_work_that_depends_on_numbers_has_no_structure(operator):
    """Every weight decides how much there is to do: no result of another model is taken."""
    assert structure(TEXT.replace("y = LeakyRelu<alpha = 0.1>(b)", f"m = Relu(b) y = {operator}")) == ""
