"""Models in int8, calibrated on their recorded inputs."""

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import parser

from turnkeyml.export.precision.cast import ConversionError
from turnkeyml.export.precision.quantize import quantize_model

GENERATOR = np.random.default_rng(0)


def write(folder, text, **weights):
    """A model in a folder, with its weights in a second file."""
    model = parser.parse_model('<ir_version: 9, opset_import: ["" : 18]>' + text)
    model.graph.initializer.extend(onnx.numpy_helper.from_array(value, name) for name, value in weights.items())
    folder.mkdir()
    onnx.save(model, folder / "model.onnx", save_as_external_data=True, location="model.onnx.data", size_threshold=64)


def weight(*shape):
    return GENERATOR.standard_normal(shape).astype(np.float32)


def run(folder, x):
    return onnxruntime.InferenceSession(str(folder / "model.onnx")).run(None, {"x": x})[0]


@pytest.mark.parametrize("symmetric", [False, True])
def test_a_network_is_nearly_the_same_in_int8(tmp_path, symmetric):
    """The weights are int8, the outputs are close, the files are those of an artifact."""
    source, target = tmp_path / "source", tmp_path / "target"
    write(
        source,
        "g (float[4,64] x) => (float[4,16] y) { h = MatMul(x, w) r = Relu(h) y = MatMul(r, v) }",
        w=weight(64, 128),
        v=weight(128, 16),
    )
    target.mkdir()
    x = weight(4, 64)
    quantize_model(source, target, [{"x": x}], symmetric=symmetric)
    expected, found = run(source, x), run(target, x)
    cosine = float(np.sum(expected * found) / np.linalg.norm(expected) / np.linalg.norm(found))
    assert cosine > 0.999
    assert {t.data_type for t in onnx.load(target / "model.onnx").graph.initializer} >= {onnx.TensorProto.INT8}
    assert sorted(file.name for file in target.iterdir()) == ["model.onnx", "model.onnx.data"]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["source", "target"]


@pytest.mark.parametrize(("symmetric", "activations", "biases"), [(False, "UINT8", "INT32"), (True, "INT8", "FLOAT")])
def test_what_tensorrt_reads_has_neither_zero_points_nor_quantized_biases(tmp_path, symmetric, activations, biases):
    """CPUs are given both: their kernels are for unsigned activations."""
    source, target = tmp_path / "source", tmp_path / "target"
    write(
        source,
        "g (float[4,64] x) => (float[4,128] y) { y = Gemm(x, w, b) }",
        w=weight(64, 128),
        b=weight(128),
    )
    target.mkdir()
    quantize_model(source, target, [{"x": weight(4, 64)}], symmetric=symmetric)
    model = onnx.load(target / "model.onnx")
    constants = {tensor.name: tensor for tensor in model.graph.initializer}
    zeros = [constants[node.input[2]] for node in model.graph.node if node.op_type == "QuantizeLinear"]
    assert {tensor.data_type for tensor in zeros} == {getattr(onnx.TensorProto, activations)}
    assert not symmetric or all(not onnx.numpy_helper.to_array(tensor).any() for tensor in zeros)
    (bias,) = (tensor for name, tensor in constants.items() if name in ("b", "b_quantized"))
    assert bias.data_type == getattr(onnx.TensorProto, biases)


def test_a_model_without_anything_to_quantize_is_refused(tmp_path):
    """An int8 of it would be the same in fp32."""
    source, target = tmp_path / "source", tmp_path / "target"
    write(source, "g (float[4,4] x) => (float[4,4] y) { y = Relu(x) }")
    target.mkdir()
    with pytest.raises(ConversionError, match="quantize"):
        quantize_model(source, target, [{"x": weight(4, 4)}], symmetric=False)
