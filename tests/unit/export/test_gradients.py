"""Models that compute gradients in their forward pass: forces out of an energy, scores, updated weights."""

import numpy as np
import pytest
import torch
from torch import nn

from exported_models import call_of, check, export, seeded
from turnkeyml.export import exporters
from turnkeyml.export.exporters import ExportError
from turnkeyml.export.gradients import run_observed


class Potential(nn.Module):
    """An energy, and what a function makes of it."""

    def __init__(self, forward):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(3, 16), nn.SiLU(), nn.LayerNorm(16), nn.Linear(16, 1))
        self.function = forward

    def forward(self, x):
        return self.function(self, x)


def forces(model, x):
    energy = model.net(x).sum()
    return energy, -torch.autograd.grad(energy, x)[0]


def forces_that_enable_gradients(model, x):
    with torch.enable_grad():
        y = x.detach().requires_grad_()
        return forces(model, y)


def forces_of_input_marked_inside(model, x):
    x.requires_grad_()
    return forces(model, x)


def backward_pass(model, x):
    y = (x * 1).detach().requires_grad_()
    model.net(y).square().sum().backward()
    return y.grad


def second_derivative(model, x):
    energy = model.net(x).tanh().sum()
    (first,) = torch.autograd.grad(energy, x, create_graph=True)
    return torch.autograd.grad(first.square().sum(), x)[0], first


def functional_gradient(model, x):
    return torch.func.vmap(torch.func.grad(lambda row: model.net(row).sum()))(x)


def of_weights(model, x):
    (gradient,) = torch.autograd.grad(model.net(x).sum(), model.net[0].weight)
    return x @ (model.net[0].weight - 0.1 * gradient).t()


@pytest.mark.parametrize(
    ("function", "requires_grad"),
    [
        (forces, True),
        (forces_that_enable_gradients, False),
        (forces_of_input_marked_inside, False),
        (backward_pass, False),
        (second_derivative, True),
        (functional_gradient, False),
        (of_weights, False),
    ],
)
def test_models_with_gradients_in_their_forward_pass(function, requires_grad, tmp_path):
    """The graph has the operators of the backward pass, and the model is left as it was."""
    model = Potential(function)
    x = seeded(5, 3).requires_grad_(requires_grad)
    expected = function(model, x.detach().clone().requires_grad_(requires_grad))
    artifact = check(model, tmp_path, x)
    assert (artifact.exporter, artifact.remarks) == (exporters.TRACED, ())
    first = expected[0] if isinstance(expected, tuple) else expected
    np.testing.assert_allclose(np.load(tmp_path / "outputs.npz")["0"], first.detach(), rtol=1e-5, atol=1e-6)
    assert all(parameter.grad_fn is None and parameter.requires_grad for parameter in model.parameters())


def test_a_model_without_gradients_runs_without_them():
    """Once."""
    model, modes = nn.Linear(3, 3), []

    def run():
        modes.append(torch.is_grad_enabled())
        return model(torch.ones(1, 3))

    assert run_observed(run, (torch.ones(1, 3),))[1] is False
    assert modes == [False]


def test_what_a_failing_model_raises_is_its_first_exception():
    """Not that of the second attempt."""
    raised = iter((ValueError("first"), ValueError("second")))

    def run():
        raise next(raised)

    with pytest.raises(ValueError, match="first"):
        run_observed(run, ())


def test_gradients_that_cannot_be_exported_are_named(tmp_path):
    """In the first words of the message."""

    def of_singular_values(model, x):
        return torch.autograd.grad(torch.linalg.svdvals(x).sum(), x)[0]

    with pytest.raises(ExportError, match=r"^the model computes gradients in its forward pass"):
        export(Potential(of_singular_values), tmp_path, seeded(5, 3).requires_grad_())
    assert call_of(nn.Linear(1, 1)).computes_gradients is None
