"""Exports a model and runs the file with ONNX Runtime."""

import numpy as np
import onnxruntime
import torch
from torch import nn

from turnkeyml.analysis.input_structure import flatten
from turnkeyml.analysis.recorded_call import Call
from turnkeyml.export.export import export_call


class Function(nn.Module):
    """A model of one function."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, *args):
        return self.function(*args)


def call_of(module, *args, **kwargs):
    """A call as the recorder would have recorded it."""
    inputs = flatten(args, kwargs, [])
    training = getattr(module, "training", False)  # a frozen TorchScript module has no mode
    return Call(module=module, inputs=inputs, structure="", source_line="", depth=0, training=training)


def export(model, folder, *args, opset=None):
    """The artifact of a model or of a function."""
    model = model if isinstance(model, nn.Module) else Function(model)
    return export_call(call_of(model, *args), folder, opset)


def run(folder, artifact):
    """What ONNX Runtime computes for the recorded inputs."""
    session = onnxruntime.InferenceSession(folder / "model.onnx", providers=["CPUExecutionProvider"])
    with np.load(folder / "inputs.npz") as inputs:
        return session.run(None, {spec.name: inputs[str(index)] for index, spec in enumerate(artifact.inputs)})


def references(folder, artifact):
    """What PyTorch computed for them."""
    with np.load(folder / "outputs.npz") as outputs:
        return [outputs[str(index)] for index in range(len(artifact.outputs))]


def check(model, folder, *args, rtol=1e-4, atol=1e-5, opset=None):
    """Export, run, and compare each output; return the artifact."""
    artifact = export(model, folder, *args, opset=opset)
    actual, expected = run(folder, artifact), references(folder, artifact)
    assert len(actual) == len(expected)
    for one, other in zip(actual, expected, strict=True):
        assert (one.dtype, one.shape) == (other.dtype, other.shape)
        np.testing.assert_allclose(one, other, rtol=rtol, atol=atol)
    return artifact


def seeded(*shape):
    """The same random tensor each time."""
    return torch.randn(*shape, generator=torch.Generator().manual_seed(7))
