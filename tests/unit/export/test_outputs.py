"""Models that return an input, a weight, a constant, or one tensor twice."""

import onnx
import pytest
import torch
from torch import nn

from exported_models import check, seeded
from turnkeyml.export import exporters

TABLE = torch.arange(3.0)


class ReturnsWeights(nn.Module):
    """Among them one weight under two names."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 3)
        self.tied = self.layer.weight
        self.register_buffer("table", torch.arange(6.0))

    def forward(self, x):
        return self.layer(x), self.layer.weight, self.tied, self.layer.bias, self.table, self.table


class ReturnsFromBranch(nn.Module):
    """Captured by torch.export."""

    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(4, 4), nn.Linear(4, 4)

    def forward(self, x):
        y = torch.cond(x.sum() > 0, self.a, self.b, (x,))
        return y, y, x, self.a.bias


def returns_input(x):
    return x, x + 1, x


def returns_view(x):
    y = x * 2
    return y, y.view(-1), y[:], x.reshape(x.shape)


def returns_tensor_twice(x):
    y = torch.relu(x)
    return {"last": y, "all": [x, y, y]}


def returns_constants(x):
    return x * 2, TABLE, TABLE, torch.tensor([1.0, 2.0])


def returns_only_input(x):
    return x


def returns_written_input(x):
    x.add_(1)
    return x, x


@pytest.mark.parametrize(
    "model",
    [
        returns_input,
        returns_view,
        returns_tensor_twice,
        returns_constants,
        returns_only_input,
        returns_written_input,
        ReturnsWeights(),
        ReturnsFromBranch(),
    ],
)
def test_outputs_that_are_inputs_weights_constants_or_each_other(model, tmp_path):
    """Each is an output of its own, with the right values."""
    check(model, tmp_path, seeded(2, 4))
    graph = onnx.load(tmp_path / "model.onnx").graph
    outputs = [one.name for one in graph.output]
    assert len({*outputs, *(one.name for one in graph.input)}) == len(outputs) + len(graph.input)


@pytest.mark.parametrize(
    "function",
    [
        lambda x: {"add": (x + 1) * 2, "mul": x + 1},
        lambda x: {"relu": torch.relu(x) + torch.relu(x - 1), "add": x * 3, "val_0": x},
    ],
)
def test_outputs_named_as_values_inside_the_graph(function, tmp_path):
    """torch.onnx names the values after the operators."""
    artifact = check(function, tmp_path, seeded(2, 4))
    assert [one.name for one in artifact.outputs] == list(function(seeded(2, 4)))
    assert artifact.exporter == exporters.TRACED
