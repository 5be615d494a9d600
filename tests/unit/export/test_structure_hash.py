"""Hashes of graphs: equal for equal structures only."""

import numpy as np
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
    """Beside the graph or in it."""
    model = parser.parse_model(TEXT)
    model.graph.initializer[0].CopyFrom(onnx.numpy_helper.from_array(np.ones((4, 3), np.float32), "w"))
    inside = structure_of(model)
    onnx.save(model, tmp_path / "m.onnx", save_as_external_data=True, size_threshold=0, location="w.data")
    assert structure_of(onnx.load(tmp_path / "m.onnx", load_external_data=False)) != ""
    assert inside == structure(TEXT)
