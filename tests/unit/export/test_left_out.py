"""Inputs and outputs that a graph does not have: the build is refused, or its results are invalid."""

import re
import types

import numpy as np
import pytest
import torch
from torch import nn

from turnkeyml.analysis.input_structure import flatten
from turnkeyml.analysis.recorded_call import Call
from turnkeyml.export.export import export_call
from turnkeyml.export.exporters import ExportError

FACTORS = torch.ones(4)


class Net(nn.Module):
    """Reads what it is given with a function."""

    def __init__(self, read):
        super().__init__()
        self.linear = nn.Linear(4, 3)
        self.read = read

    def forward(self, *args):
        return self.linear(self.read(*args))


def export(model, arguments, folder):
    """The artifact of a call."""
    inputs = flatten(arguments, {}, ["x", "extra"])
    call = Call(module=model.eval(), inputs=inputs, structure="", source_line="", depth=0, training=False)
    return export_call(call, folder, None)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((np.ones((2, 4), dtype=np.float32),), "they hold 1 NumPy array: float32\\[2, 4\\]"),
        (([[0.5, 1.0, 1.5, 2.0]],), "no tensor among its arguments"),
        ((torch.empty(2, 4, device="meta"),), "on the device meta"),
    ],
    ids=["array", "list", "meta"],
)
def test_calls_without_tensors_that_have_values_are_refused(arguments, message, tmp_path):
    """The graph would be computed while it is loaded, or cannot be written."""
    with pytest.raises(ExportError, match=message):
        export(Net(torch.as_tensor), arguments, tmp_path)


@pytest.mark.parametrize(
    ("read", "extra", "left_out"),
    [
        (lambda x, extra: x * torch.from_numpy(extra), np.ones(4, dtype=np.float32), "a ndarray that the model makes"),
        (lambda x, extra: x * torch.tensor(extra), [1.0, 2.0, 3.0, 4.0], "a list that the model makes"),
        (
            lambda x, extra: x * extra(),
            lambda y=FACTORS: y,
            "1 tensor where none can be replaced: float32\\[4\\]",
        ),
    ],
    ids=["array", "list", "function"],
)
def test_what_the_graph_lacks_is_said(read, extra, left_out, tmp_path):
    """Data that became a constant, a tensor that cannot be replaced."""
    artifact = export(Net(read), (torch.zeros(2, 4), extra), tmp_path)
    (sentence,) = artifact.left_out
    assert re.search(left_out, sentence)


def test_unused_tables_among_the_arguments_are_no_fault(tmp_path):
    """What the project hands everybody: the model does not look at it."""
    table = types.SimpleNamespace(table=np.ones(100), words={"a": 1})
    assert export(Net(lambda x, extra: x), (torch.zeros(2, 4), table), tmp_path).left_out == ()
