"""B19: what is right passes the parity gate, what is wrong fails it, in every one of 20 models and 3 seeds."""

import copy
import dataclasses
import itertools

import pytest
import torch
from torch import nn

from factories import job_of, result_of
from turnkey_runner.contract import TensorSpec, Tolerance
from turnkey_runner.harness.parity import compare
from turnkey_runner.stats.tolerances import gate_of, gate_of_job


class Attention(nn.Module):
    """Self-attention over a sequence, with a residual."""

    def __init__(self, width, heads):
        super().__init__()
        self.attention = nn.MultiheadAttention(width, heads, batch_first=True)
        self.out = nn.Linear(width, width)

    def forward(self, x):
        return self.out(x + self.attention(x, x, x, need_weights=False)[0])


class GraphConvolution(nn.Module):
    """Neighbours' features, added along a fixed ring."""

    def __init__(self, width):
        super().__init__()
        self.lin = nn.Linear(width, width)
        self.out = nn.Linear(width, width)

    def forward(self, x):
        return self.out(torch.relu(self.lin(x + x.roll(1, dims=-2))))


def mlp(width, depth):
    layers = [layer for _ in range(depth) for layer in (nn.Linear(width, width), nn.GELU())]
    return nn.Sequential(*layers, nn.Linear(width, width))


def cnn(channels, depth):
    layers = [layer for _ in range(depth) for layer in (nn.Conv2d(channels, channels, 3, padding=1), nn.SiLU())]
    return nn.Sequential(*layers, nn.Conv2d(channels, channels, 1))


MODELS = [
    *(((4, width), mlp(width, depth)) for width, depth in itertools.product((16, 64, 128), (1, 2, 3))),
    *(((1, channels, 8, 8), cnn(channels, depth)) for channels, depth in itertools.product((4, 8), (1, 3))),
    *(((2, 5, width), Attention(width, heads)) for width, heads in ((16, 2), (32, 4), (64, 4), (64, 8))),
    *(((6, width), GraphConvolution(width)) for width in (16, 48, 96)),
]
assert len(MODELS) == 20


def outputs_of(model, x):
    """Two outputs, so that they can be swapped."""
    with torch.no_grad():
        y = model(x)
    return [y, torch.tanh(y) * 0.5]


def last_layer(model):
    return [layer for layer in model.modules() if isinstance(layer, nn.Linear | nn.Conv2d)][-1]


def scaled_weight(model, x):
    """(b) The weight of one layer times 1.01."""
    with torch.no_grad():
        last_layer(model).weight.mul_(1.01)
    return outputs_of(model, x)


def swapped(model, x):
    """(c)"""
    return outputs_of(model, x)[::-1]


def with_nan(model, x):
    """(d) One element."""
    first, second = outputs_of(model, x)
    first.view(-1)[first.numel() // 2] = float("nan")
    return [first, second]


def dropped(model, x):
    """(e) The last layer does nothing."""
    layer = last_layer(model)
    layer.forward = lambda given: given
    return outputs_of(model, x)


def judged(references, actuals, precision="fp32"):
    specs = tuple(
        TensorSpec(name=str(index), dtype="float32", shape=tuple(one.shape)) for index, one in enumerate(references)
    )
    arrays = ([one.numpy() for one in tensors] for tensors in (references, actuals))
    return all(output.passed for output in compare(*arrays, specs, gate_of(precision)))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("index", range(len(MODELS)))
def test_the_gate_tells_right_from_wrong(index, seed):
    """(a) itself and (f) bfloat16 at its own gate pass; (b) to (e) fail."""
    shape, model = MODELS[index]
    torch.manual_seed(seed)
    model = copy.deepcopy(model).eval()
    for parameter in model.parameters():
        nn.init.normal_(parameter, std=parameter[0].numel() ** -0.5 if parameter.dim() > 1 else 0.1)
    x = torch.randn(shape)
    references = outputs_of(model, x)
    assert judged(references, outputs_of(model, x))
    coarse = [one.to(torch.bfloat16).float() for one in references]
    assert judged(references, coarse, "bf16")
    assert not judged(references, coarse, "fp32")
    for damage in (scaled_weight, swapped, with_nan, dropped):
        assert not judged(references, damage(copy.deepcopy(model), x)), damage.__doc__


@pytest.mark.parametrize(("computes_in", "widest"), [("", "fp32"), ("float16", "fp16"), ("bfloat16", "bf16")])
def test_a_job_has_at_least_the_gate_of_the_type_that_its_model_computes_in(computes_in, widest):
    """A looser one of the precision stays, and the user's replaces both."""
    job = dataclasses.replace(job_of(result_of([[1.0]])), computes_in=computes_in)
    assert gate_of_job(job) == gate_of(widest)
    assert gate_of_job(dataclasses.replace(job, precision="int8")) == gate_of("int8")
    own = Tolerance(rtol=0.1, atol=0.1)
    assert gate_of_job(dataclasses.replace(job, tolerance=own)) == gate_of("fp32", own)
