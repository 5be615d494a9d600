"""Models whose Python code depends on values: branches, loops, sizes and numbers read from tensors."""

import numpy as np
import pytest
import torch
from torch import nn

from exported_models import check, export, references, run, seeded
from turnkeyml.export import exporters


class Layers(nn.Module):
    def __init__(self, forward):
        super().__init__()
        self.a, self.b = nn.Linear(4, 4), nn.Linear(4, 4)
        self.function = forward

    def forward(self, *args):
        return self.function(self, *args)


def branch(model, x):
    return model.a(x) if x.sum() > 0 else model.b(x)


def loop_and_slice(model, x):
    for _ in range(int(x.abs().max()) + 2):
        x = torch.tanh(model.a(x))
    return x[:, : int((x[0] > 0).sum()) + 1]


def gradient_with_branch(model, x):
    y = model.a(x).sum()
    (gradient,) = torch.autograd.grad(y, x)
    return gradient if float(y.detach()) > -1e9 else x


@pytest.mark.parametrize("function", [branch, loop_and_slice])
def test_code_that_depends_on_values(function, tmp_path):
    """A graph for these inputs, and the artifact says so."""
    artifact = check(Layers(function), tmp_path, seeded(2, 4))
    assert artifact.exporter == exporters.TRACED
    assert artifact.remarks[0].startswith("has the branches, sizes and numbers of the recorded inputs: ")


def test_gradients_of_code_that_depends_on_values(tmp_path):
    """The same trace with both."""
    artifact = check(Layers(gradient_with_branch), tmp_path, seeded(2, 4).requires_grad_())
    assert artifact.exporter == exporters.TRACED


def test_values_that_leave_the_trace_are_no_constants(tmp_path):
    """numpy is not traced: TorchScript's exporter writes a remark, and the first trace is refused."""
    artifact = export(
        Layers(lambda model, x: torch.from_numpy(np.tanh(model.a(x).detach().numpy()))), tmp_path, seeded(2, 4)
    )
    assert artifact.exporter != exporters.TRACED
    assert artifact.remarks


@pytest.mark.parametrize("size", [2, 3])
def test_sizes_that_depend_on_values_stay_in_the_graph(size, tmp_path):
    """torch.export has an operator for them."""
    artifact = export(lambda x: x[x > 0] * size, tmp_path, seeded(size, 4))
    assert artifact.operators["NonZero"] == 1
    np.testing.assert_allclose(run(tmp_path, artifact)[0], references(tmp_path, artifact)[0])
