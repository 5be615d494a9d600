"""Models into 16 bits: what they compute, are given and give stays; what cannot be converted stays fp32."""

import ml_dtypes
import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, parser

from turnkeyml.export.precision.cast import cast_model

GENERATOR = np.random.default_rng(0)
HEADER = '<ir_version: 9, opset_import: ["" : 18]>'


def parse(text, **weights):
    """A model from onnx's text format, with weights."""
    model = parser.parse_model(HEADER + text)
    model.graph.initializer.extend(onnx.numpy_helper.from_array(value, name) for name, value in weights.items())
    return model


def weight(*shape):
    return GENERATOR.standard_normal(shape).astype(np.float32)


def cast(model, folder, precision="fp16", **save):
    """Write, convert, read again."""
    source, target = folder / "source", folder / precision
    source.mkdir(exist_ok=True)
    target.mkdir()
    onnx.save(model, source / "model.onnx", **save)
    cast_model(source, target, precision)
    onnx.checker.check_model(str(target / "model.onnx"), full_check=True)
    return target / "model.onnx"


def run(path, feeds):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(path), options).run(None, feeds)


MODELS = {
    "mlp": (
        parse(
            "g (float[2,8] x) => (float[2,4] y) { h = MatMul(x, w) a = Add(h, b) r = Relu(a) y = MatMul(r, v) }",
            w=weight(8, 16),
            b=weight(16),
            v=weight(16, 4),
        ),
        {"x": weight(2, 8)},
    ),
    "resize: scales are fp32 for good": (
        parse(
            "g (float[1,3,8,8] x) => (float[1,2,12,12] y) { c = Conv<pads=[1,1,1,1]>(x, w) "
            'y = Resize<mode="linear">(c, , scales) }',
            w=weight(2, 3, 3, 3),
            scales=np.array([1, 1, 1.5, 1.5], np.float32),
        ),
        {"x": weight(1, 3, 8, 8)},
    ),
    "a weight that both need": (
        parse(
            "g (float[1,2,4,4] x) => (float[1,2,8,8] y, float[4] z) "
            '{ y = Resize<mode="nearest">(x, , s) z = Add(s, s) }',
            s=np.array([1, 1, 2, 2], np.float32),
        ),
        {"x": weight(1, 2, 4, 4)},
    ),
    "branches": (
        parse(
            "g (float[2,4] x, bool flag) => (float[2,4] y) { y = If(flag) <"
            "then_branch = t () => (float[2,4] a) { a = Mul(x, w) },"
            "else_branch = e () => (float[2,4] b) { b = Neg(x) }> }",
            w=weight(2, 4),
        ),
        {"x": weight(2, 4), "flag": np.array(True)},
    ),
    "a loop": (
        parse(
            "g (float[3] x) => (float[3] y) { y = Loop(n, yes, x) <"
            "body = b (int64 i, bool go, float[3] s) => (bool go_on, float[3] t) "
            "{ go_on = Identity(go) c = Constant<value_float = 0.5>() t = Mul(s, c) }> }",
            n=np.array(3),
            yes=np.array(True),
        ),
        {"x": weight(3)},
    ),
    "constants of every form": (
        parse(
            "g (float[2] x) => (float[2] y) "
            "{ a = Constant<value_float = 1.5>() b = Constant<value_floats = [1.0, 2.0]>() "
            "s = Constant<value_ints = [2]>() z = ConstantOfShape(s) o = ConstantOfShape<value = float[1] {3.0}>(s)"
            " p = Add(x, a) q = Mul(p, b) r = Add(q, z) y = Add(r, o) }"
        ),
        {"x": weight(2)},
    ),
    "a mask of the smallest float": (
        parse(
            "g (float[2,4] x) => (float[2,4] y) { m = Add(x, mask) y = Softmax(m) }",
            mask=np.array([0, np.finfo(np.float32).min, 0, np.finfo(np.float32).min], np.float32),
        ),
        {"x": weight(2, 4)},
    ),
    "an operator that has fp32 only": (
        parse(
            "g (float[1,4,4] boxes, float[1,1,4] scores) => (int64[n,3] kept, float[1,4,4] twice) "
            "{ twice = Add(boxes, boxes) kept = NonMaxSuppression(twice, scores) }"
        ),
        {"boxes": np.abs(weight(1, 4, 4)), "scores": np.abs(weight(1, 1, 4))},
    ),
    "an output that is an input": (
        parse("g (float[2] x) => (float[2] x, float[2] y) { y = Neg(x) }"),
        {"x": weight(2)},
    ),
    "fp16 already": (
        parse("g (float16[2,4] x) => (float16[2,4] y) { h = MatMul(x, w) y = Tanh(h) }", w=weight(4, 4).astype("f2")),
        {"x": weight(2, 4).astype(np.float16)},
    ),
    "fp16 and fp32, inside and outside": (
        parse(
            "g (float[4] a, float16[4] b) => (float16[4] y, float[4] z, float16[4] b2) "
            "{ c = Cast<to = 10>(a) y = Mul(c, b) d = Cast<to = 1>(y) z = Add(d, w) b2 = Identity(b) }",
            w=weight(4),
        ),
        {"a": weight(4), "b": weight(4).astype(np.float16)},
    ),
    "indices and a cast": (
        parse(
            "g (int64[2] ids) => (float[2,4] y, float[2] z) { y = Gather(w, ids) z = Cast<to = 1>(ids) }",
            w=weight(10, 4),
        ),
        {"ids": np.array([3, 7])},
    ),
}


@pytest.mark.parametrize("name", MODELS)
def test_what_is_computed_stays(name, tmp_path):
    """Within the precision of fp16; names, types and the order of inputs and outputs are the same."""
    model, feeds = MODELS[name]
    path = cast(model, tmp_path)
    converted = onnx.load(path)
    for before, after in ((model.graph.input, converted.graph.input), (model.graph.output, converted.graph.output)):
        assert [(v.name, v.type.tensor_type.elem_type) for v in before] == [
            (v.name, v.type.tensor_type.elem_type) for v in after
        ]
    expected, found = run(tmp_path / "source" / "model.onnx", feeds), run(path, feeds)
    for one, other in zip(expected, found, strict=True):
        assert one.dtype == other.dtype
        np.testing.assert_allclose(other, one, rtol=1e-2, atol=5e-3)


@pytest.mark.parametrize("name", MODELS)
def test_every_model_is_valid_in_bf16(name, tmp_path):
    """Few CPU kernels exist; the file is one that an engine with them can take."""
    path = cast(MODELS[name][0], tmp_path, "bf16")
    floats = {t.data_type for t in onnx.load(path).graph.initializer} & {TensorProto.FLOAT, TensorProto.BFLOAT16}
    assert TensorProto.FLOAT not in floats


def test_weights_beside_the_model_stay_beside_it_in_half_the_bytes(tmp_path):
    """One file, and no fp32 copy."""
    model = parse("g (float[2,256] x) => (float[2,256] y) { y = MatMul(x, w) }", w=weight(256, 256))
    path = cast(model, tmp_path, save_as_external_data=True, location="model.onnx.data", size_threshold=1024)
    assert sorted(file.name for file in path.parent.iterdir()) == ["model.onnx", "model.onnx.data"]
    assert path.with_name("model.onnx.data").stat().st_size == 256 * 256 * 2


def test_numbers_that_fp16_does_not_have_become_its_largest_and_smallest(tmp_path):
    """No infinity out of a mask, no zero out of an epsilon; infinities that were there stay."""
    values = np.array([-3.4e38, 1e6, 1e-12, -1e-12, 0, np.inf], np.float32)
    path = cast(parse("g (float[6] x) => (float[6] y) { y = Add(x, w) }", w=values), tmp_path)
    (kept,) = (onnx.numpy_helper.to_array(t) for t in onnx.load(path).graph.initializer)
    tiny = np.float16(2.0**-24)
    assert kept.dtype == np.float16
    assert kept.tolist() == [-65504.0, 65504.0, tiny, -tiny, 0.0, np.inf]


def test_bf16_keeps_the_range(tmp_path):
    """It has fp32's exponents."""
    path = cast(
        parse("g (float[2] x) => (float[2] y) { y = Add(x, w) }", w=np.array([-3e38, 1e-12], np.float32)),
        tmp_path,
        "bf16",
    )
    (kept,) = (onnx.numpy_helper.to_array(t) for t in onnx.load(path).graph.initializer)
    assert kept.astype(np.float32) == pytest.approx(np.array([-3e38, 1e-12], np.float32), rel=0.01)
    assert kept.dtype == ml_dtypes.bfloat16


def test_an_operator_of_an_unknown_domain_keeps_fp32(tmp_path):
    """Nobody knows what it takes."""
    graph = helper.make_graph(
        [helper.make_node("Neg", ["x"], ["n"]), helper.make_node("Gelu", ["n"], ["y"], domain="com.microsoft")],
        "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [3])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [3])],
        value_info=[helper.make_tensor_value_info("n", TensorProto.FLOAT, [3])],
    )
    imports = [helper.make_opsetid("", 18), helper.make_opsetid("com.microsoft", 1)]
    model = helper.make_model(graph, opset_imports=imports, ir_version=9)
    source = tmp_path / "source"
    source.mkdir()
    onnx.save(model, source / "model.onnx")
    (tmp_path / "fp16").mkdir()
    cast_model(source, tmp_path / "fp16", "fp16")
    x = weight(3)
    (expected,), (found,) = (run(folder / "model.onnx", {"x": x}) for folder in (source, tmp_path / "fp16"))
    np.testing.assert_allclose(found, expected, rtol=1e-2, atol=1e-3)
