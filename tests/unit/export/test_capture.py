"""Models into graphs by one trace, and what is left to torch.export."""

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from torch import nn
from torch._subclasses.fake_tensor import DataDependentOutputException

from turnkeyml.analysis.input_structure import flatten
from turnkeyml.analysis.recorded_call import Call
from turnkeyml.export import capture, exporters, translate
from turnkeyml.export.export import export_call


def call_of(module, *args):
    inputs = flatten(args, {}, ["x", "y"])
    return Call(module=module, inputs=inputs, structure="", source_line="", depth=0, training=module.training)


def run(folder, *tensors):
    session = onnxruntime.InferenceSession(folder / "model.onnx", providers=["CPUExecutionProvider"])
    names = [one.name for one in session.get_inputs()]
    return session.run(None, {name: tensor.numpy() for name, tensor in zip(names, tensors, strict=False)})


class Function(nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, *args):
        return self.function(*args)


CONSTANT = torch.arange(12.0).reshape(3, 4)
FLOATS, INTEGERS = torch.linspace(-2, 2, 12).reshape(3, 4), torch.arange(12).reshape(3, 4)


def writes_into_views(x):
    y = x.clone()
    y[:, 1] = 0
    y[0].add_(2)
    return y.t().relu_() * 2


@pytest.mark.parametrize(
    ("function", "inputs"),
    [
        (lambda x: x * CONSTANT + torch.tensor([1.0, 2, 3, 4]), (FLOATS,)),
        (lambda x, y: x * 0.5 + (x > 3) * y / 2 + torch.sqrt(x), (INTEGERS, FLOATS)),
        (writes_into_views, (FLOATS,)),
        (lambda x: nn.functional.dropout(x, 0.9, training=False).softmax(-1), (FLOATS,)),
        (lambda x: x[x.shape[0] - 1] if x.shape[0] > 2 else x, (FLOATS,)),
        (lambda x: torch.stack([x, x.flip(0)]).sort(-1).values, (FLOATS,)),
        (lambda x: torch.fft.rfft(x).abs(), (FLOATS,)),
        (lambda x: x.sort(dim=0, descending=True, stable=True).indices * 1.0, (FLOATS,)),
        (lambda x: x + torch.arange(3000, dtype=torch.float64).cos().reshape(-1, 3, 4).sum(0).float(), (FLOATS,)),
        (lambda x: nn.functional.avg_pool2d(x[None], 9, ceil_mode=True), (FLOATS,)),
        (lambda x: nn.functional.avg_pool2d(x[None], 2, 1, 1, ceil_mode=True), (FLOATS,)),
        (lambda x: x.new_zeros(3, 4).copy_(x).cumsum(1), (FLOATS,)),
        (lambda x: x.squeeze(1) * x.squeeze(-1) + x.squeeze(0), (FLOATS,)),
        (lambda x: x[:, :1, None].squeeze((0, 1, 2)) * x[:, :1].squeeze(1), (FLOATS,)),
        (lambda x, y: torch.where(y > 5, x, x.mean()), (FLOATS, INTEGERS)),
    ],
)
def test_what_one_trace_makes_computes_what_pytorch_does(function, inputs, tmp_path):
    """Constants, casts that PyTorch implies, writes in place, shapes."""
    artifact = export_call(call_of(Function(function), *inputs), tmp_path, None)
    assert (artifact.exporter, artifact.remarks) == (exporters.TRACED, ())
    np.testing.assert_allclose(run(tmp_path, *inputs)[0], function(*inputs), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    "model",
    [
        nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(inplace=True), nn.AdaptiveAvgPool2d(1)),
        nn.Sequential(nn.Conv2d(3, 8, 3).to(memory_format=torch.channels_last), nn.AdaptiveAvgPool2d((1, 1))),
        nn.Sequential(nn.Conv2d(3, 8, 3), nn.InstanceNorm2d(8), nn.AdaptiveAvgPool2d((3, 2)), nn.PixelShuffle(2)),
        nn.Sequential(nn.Flatten(2), nn.LSTM(64, 5, batch_first=True)),
        nn.Sequential(nn.Flatten(2), nn.TransformerEncoderLayer(64, 4, 32, batch_first=True)),
    ],
)
def test_layers(model, tmp_path):
    """Among them those whose PyTorch kernels set strides in place, or have a fused form."""
    torch.manual_seed(0)
    x = torch.rand(2, 3, 8, 8).to(memory_format=torch.channels_last)
    model.eval()
    artifact = export_call(call_of(model, x), tmp_path, None)
    assert artifact.exporter == exporters.TRACED
    expected = model(x)
    expected = expected[0] if isinstance(expected, tuple) else expected
    np.testing.assert_allclose(run(tmp_path, x)[0], expected.detach(), rtol=1e-4, atol=1e-5)


class Noting(nn.Module):
    """Notes tensors wherever a model may."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 4)
        self.register_buffer("calls", torch.zeros(1))
        self.last, self.known, self.seen = None, {}, []

    def forward(self, x):
        self.calls += 1
        self.last = self.layer(x) + self.calls
        self.known["x"] = self.last
        self.seen.append(x)
        return self.last


def test_a_model_is_left_as_it_was():
    """Tensors of a trace have no values: a later call must not meet them."""
    model = Noting()
    model(torch.rand(1, 4))
    before = model.last, dict(model.known), list(model.seen), model.calls.clone()
    wrapper = Function(lambda x: (model(x),))
    wrapper.model = model
    capture.capture(wrapper, (torch.rand(1, 4),), translate.decompositions(None))
    assert (model.last, model.known, model.seen) == before[:3]
    assert model.calls.equal(before[3])
    assert type(model.layer.weight) is nn.Parameter


def test_tied_weights_are_one(tmp_path):
    """Under their first name."""
    model = nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 4, bias=False))
    model[1].weight = model[0].weight
    artifact = export_call(call_of(model, torch.rand(2, 4)), tmp_path, None)
    assert artifact.exporter == exporters.TRACED
    graph = onnx.load(tmp_path / "model.onnx").graph
    assert [one.name for one in graph.initializer if one.dims == [4, 4]] == ["model.0.weight"]


class Autocast(nn.Module):
    def __init__(self, *, enabled):
        super().__init__()
        self.layer = nn.Linear(4, 4)
        self.enabled = enabled

    def forward(self, x):
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.enabled):
            return self.layer(x) + 1


@pytest.mark.parametrize("enabled", [False, True])
def test_autocast_is_left_to_torch_export_where_it_is_on(enabled, tmp_path):
    """And the artifact says so."""
    artifact = export_call(call_of(Autocast(enabled=enabled), torch.rand(2, 4)), tmp_path, None)
    words = "captured by torch.export: torch.onnx-make_fx: UntraceableError: a part of the model runs under autocast"
    assert (artifact.exporter, artifact.remarks) == (
        (exporters.DYNAMO, (words,)) if enabled else (exporters.TRACED, ())
    )


def test_sizes_that_depend_on_values_are_refused():
    """There are none in a trace without values."""
    model = Function(lambda x: [x[: int((x > 0).sum())]])
    with pytest.raises(DataDependentOutputException):
        capture.capture(model, (torch.rand(3, 4),), translate.decompositions(None))
