"""Models whose operators have subgraphs, exported where `torch.compile` is disabled, as it is for scripts."""

import pytest
import torch
from torch import nn
from torch._higher_order_ops.while_loop import while_loop

from exported_models import check, seeded


class Pair(nn.Module):
    def __init__(self, forward):
        super().__init__()
        self.a, self.b = nn.Linear(4, 4), nn.Linear(4, 4)
        self.function = forward

    def forward(self, x):
        return self.function(self, x)


def cond_of_layers(model, x):
    return torch.cond(x.mean() > 0, model.a, model.b, (x,))


def cond_of_closures(model, x):
    return torch.cond(x.mean() > 0, lambda y: model.a(y) * 2, lambda y: torch.relu(model.b(y)), (x,))


def nested_cond(model, x):
    def inner(y):
        return torch.cond(y.max() > 1, model.a, model.b, (y,))

    return torch.cond(x.mean() > 0, inner, lambda y: y - 1, (x,))


def loop(model, x):
    def body(count, y):
        return count + 1, torch.tanh(model.a(y))

    return while_loop(lambda count, y: count < 3, body, (torch.tensor(0), x))


@pytest.fixture(autouse=True)
def disabled():
    """As TORCH_COMPILE_DISABLE does."""
    with torch._dynamo.config.patch(disable=True):
        yield
    torch._dynamo.reset()


@pytest.mark.parametrize("function", [cond_of_layers, cond_of_closures, nested_cond, loop])
def test_control_flow_whose_branches_use_parameters(function, tmp_path):
    """The compiler is enabled for the export alone."""
    model = Pair(function)
    model(seeded(2, 4))  # the script called it
    artifact = check(model, tmp_path, seeded(2, 4).abs())
    assert {"If", "Loop"} & set(artifact.operators)
    assert torch._dynamo.config.disable
