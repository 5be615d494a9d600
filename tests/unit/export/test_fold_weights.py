"""What depends on weights and constants alone is computed once, with PyTorch."""

import onnx
import pytest
import torch
from torch import nn

from exported_models import check, export, seeded
from turnkeyml.export import exporters


class Standardized(nn.Conv2d):
    """Weight standardization."""

    def forward(self, x):
        weight = self.weight - self.weight.mean((1, 2, 3), keepdim=True)
        return self._conv_forward(x, weight / (weight.std((1, 2, 3), keepdim=True) + 1e-5), self.bias)


class Positions(nn.Module):
    """A table of sines, as in the first transformer."""

    def forward(self, x):
        angles = torch.arange(x.shape[1])[:, None] / 10000 ** (torch.arange(0, x.shape[2], 2) / x.shape[2])
        return x + torch.stack([angles.sin(), angles.cos()], -1).flatten(1)


class Window(nn.Module):
    """A mask of shifted windows, written into a tensor of zeros; and a gathered table."""

    def __init__(self):
        super().__init__()
        self.table = nn.Parameter(seeded(9, 2))
        self.register_buffer("index", torch.arange(36).reshape(6, 6) % 9)

    def forward(self, x):
        regions = torch.zeros(6)
        regions[:4], regions[4:] = 1, 2
        mask = torch.where(regions[:, None] == regions, 0.0, -100.0)
        bias = self.table[self.index].permute(2, 0, 1)
        return torch.softmax(x + bias + mask, -1)


class Stored(nn.Module):
    """Weights of 8 bits, which the model widens: part of the work."""

    def __init__(self):
        super().__init__()
        self.register_buffer("weight", torch.arange(-128, 128, dtype=torch.int8).repeat(16).reshape(64, 64))

    def forward(self, x):
        return x @ (self.weight.float() * 0.1)


class Large(nn.Module):
    """A constant of 16 MB out of nothing."""

    def forward(self, x):
        return x + (torch.arange(4 << 20) * 2).float().reshape(1, -1)[:, :4]


MODELS = {
    "standardized weights": (Standardized(2, 3, 3), seeded(1, 2, 5, 5), {"Conv"}),
    "positions": (Positions(), seeded(1, 5, 8), {"Add"}),
    "window": (Window(), seeded(2, 6, 6), {"Add", "Softmax"}),
    "weight norm": (torch.nn.utils.parametrizations.weight_norm(nn.Linear(4, 3)), seeded(2, 4), {"Gemm"}),
}


@pytest.mark.parametrize("name", MODELS)
def test_tables_masks_and_scaled_weights(name, tmp_path):
    """The graph has no other operators, and no weight that it does not use."""
    model, x, operators = MODELS[name]
    artifact = check(model, tmp_path, x)
    assert artifact.exporter == exporters.TRACED
    assert set(artifact.operators) == operators
    graph = onnx.load(tmp_path / "model.onnx").graph
    assert {one.name for one in graph.initializer} <= {name for node in graph.node for name in node.input}


@pytest.mark.parametrize(("model", "size", "operator"), [(Stored(), 64, "Cast"), (Large(), 4, "Range")])
def test_what_stays_in_the_graph(model, size, operator, tmp_path):
    """Casts of weights to more bits, and large constants."""
    assert operator in check(model, tmp_path, seeded(2, size)).operators


def test_random_numbers_are_no_constants(tmp_path):
    """Nor is what depends on them."""
    operators = export(lambda x: x + torch.randn(4) * 2, tmp_path, seeded(2, 4)).operators
    assert any(name.startswith("RandomNormal") for name in operators)
