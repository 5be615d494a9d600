"""Multiply-accumulates of a call of PyTorch, and of the graph that is exported for it, against arithmetic by hand."""

import pytest
import torch
from torch import nn

from turnkeyml.analysis.input_structure import flatten
from turnkeyml.analysis.recorded_call import Call
from turnkeyml.export.export import export_call
from turnkeyml.export.macs.call import counting
from turnkeyml.export.reference import run_again
from turnkeyml.export.wrapper import OnnxWrapper


def export(module, *args):
    inputs = flatten(args, {}, ["x", "y"])
    call = Call(module=module, inputs=inputs, structure="", source_line="", depth=0, training=module.training)
    return lambda folder: export_call(call, folder, None)


class Experts(nn.Module):
    """Each token passes through all experts, weighted by a gate."""

    def __init__(self):
        super().__init__()
        self.gate = nn.Linear(8, 4)
        self.up, self.down = nn.Parameter(torch.rand(4, 8, 16)), nn.Parameter(torch.rand(4, 16, 8))

    def forward(self, x):
        hidden = torch.einsum("ti,eio->eto", x, self.up).relu()
        return torch.einsum("eto,eoi,te->ti", hidden, self.down, self.gate(x).softmax(-1))


def attention_layer(length, width, inner):
    return length * width * 4 * width + 2 * length * length * width + 2 * length * width * inner


MODELS = {
    "linear": (lambda: nn.Linear(4, 3), [2, 4], 24),
    "linear of a vector": (lambda: nn.Linear(8, 4), [8], 32),
    "lstm": (lambda: nn.LSTM(8, 16, num_layers=2), [5, 1, 8], 5 * 64 * (8 + 16) + 5 * 64 * (16 + 16)),
    "gru": (lambda: nn.GRU(8, 16, bidirectional=True), [5, 1, 8], 2 * 5 * 48 * (8 + 16)),
    "transformer": (
        lambda: nn.TransformerEncoderLayer(16, 2, 32, batch_first=True),
        [1, 7, 16],
        attention_layer(7, 16, 32),
    ),
    "convolutions": (
        lambda: nn.Sequential(nn.Conv2d(3, 4, 3), nn.ConvTranspose2d(4, 2, 2, 2)),
        [1, 3, 8, 8],
        4 * 36 * 27 + 4 * 36 * 8,
    ),
}


@pytest.mark.parametrize("name", MODELS)
def test_the_graph_and_the_call_have_the_work_that_arithmetic_says(name, tmp_path):
    """Also where PyTorch computes it by an operator that its own counter does not know.

    What a GRU multiplies its first state with, which is zero, depends on no input.
    """
    make, shape, expected = MODELS[name]
    of_first_state = 2 * 48 * 16 if name == "gru" else 0
    artifact = export(make().eval(), torch.rand(shape))(tmp_path)
    assert (artifact.macs, artifact.call_macs) == (expected, expected - of_first_state)


def test_a_mixture_of_experts_is_counted(tmp_path):
    """Its einsum products by the same rule as PyTorch: two operands at a time."""
    artifact = export(Experts().eval(), torch.rand(5, 8))(tmp_path)
    assert artifact.macs >= 5 * 8 * 4 + 2 * 5 * 4 * 8 * 16
    assert artifact.call_macs >= 5 * 8 * 4 + 2 * 5 * 4 * 8 * 16


class Detector(nn.Module):
    """The second layer sees as many rows as the first one selects."""

    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Linear(4, 1), nn.Linear(4, 6)

    def forward(self, x):
        return self.second(x[(self.first(x) > -100).flatten()])


def test_work_whose_size_the_values_decide_is_that_of_the_call(tmp_path):
    """The graph cannot say it; a remark says where the number comes from."""
    artifact = export(Detector().eval(), torch.rand(5, 4))(tmp_path)
    assert artifact.macs == 5 * 4 + 5 * 24
    assert any("those of the call in PyTorch" in remark for remark in artifact.remarks)


def test_a_call_that_the_counter_cannot_follow_still_runs():
    """The count is unknown then, and the outputs are the same."""
    x = torch.rand(2, 3).to_sparse()
    with counting([]) as counter:
        result = torch.sparse.mm(x, torch.ones(3, 2))
    assert result.shape == (2, 2)
    assert counter.macs is None or counter.macs >= 0


class Refuses(nn.Linear):
    """Runs only where nobody looks at its operators, as some extensions do."""

    def forward(self, x):
        if torch.utils._python_dispatch._get_current_dispatch_mode() is not None:
            raise RuntimeError("not under a mode")
        return super().forward(x)


def test_a_model_that_cannot_be_counted_is_run_again_without():
    """Whether its outputs are the same each time is known all the same."""
    x = torch.rand(2, 4)
    model = Refuses(4, 3).eval()
    with torch.no_grad():
        found = run_again(OnnxWrapper(model, flatten((x,), {}, ["x"])), flatten((x,), {}, ["x"]))
    assert (found.macs, found.problem) == (None, "")
    assert torch.equal(found.outputs[0], model(x))


def count(model, x):
    with counting([x]) as counter:
        model(x)
    return counter.macs


def test_what_depends_on_weights_alone_is_no_work_of_the_call():
    """An orthogonal weight is computed from a matrix of parameters; the exporter does that once."""
    orthogonal = nn.utils.parametrizations.orthogonal(nn.Linear(8, 8, bias=False)).eval()
    assert count(orthogonal, torch.rand(3, 8)) == 3 * 64


def test_what_depends_on_the_shape_of_an_input_alone_is_no_work_of_the_call():
    """As what follows a layer whose outputs a hook replaces by zeros."""
    model = nn.Sequential(nn.Linear(4, 8, bias=False), nn.Linear(8, 2, bias=False))
    model[0].register_forward_hook(lambda module, args, output: torch.zeros_like(output))
    assert count(model, torch.rand(3, 4)) == 3 * 4 * 8


def test_work_that_is_reached_by_views_and_lists_is_counted():
    """A part of an input, and a concatenation."""
    weight = torch.rand(4, 5)
    assert count(lambda x: torch.cat([x[:, :2], x[:, 2:]], 1) @ weight, torch.rand(3, 4)) == 3 * 4 * 5
