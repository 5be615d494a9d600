"""The narrowest type that a graph computes in."""

import numpy as np
import onnx
import pytest
import torch
from onnx import parser
from torch import nn

from exported_models import export, seeded
from turnkeyml.export.computing_type import narrowest_type

HEADER = '<ir_version: 9, opset_import: ["" : 18]>'


class Inside(nn.Module):
    """Computes in a type inside, and returns fp32."""

    def __init__(self, dtype):
        super().__init__()
        self.layer, self.dtype = nn.Linear(4, 4).to(dtype), dtype

    def forward(self, x):
        return self.layer(x.to(self.dtype)).float() * 2


class Autocast(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 4)

    def forward(self, x):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            y = self.layer(x)
        return y.float()


class StoredNarrow(nn.Module):
    """Computes in fp32 with weights that are stored in 16 bits."""

    def __init__(self):
        super().__init__()
        self.register_buffer("weight", torch.ones(4, 4, dtype=torch.bfloat16))

    def forward(self, x, half):
        return x @ self.weight.float() + half.reshape(4, 2).t().float()


@pytest.mark.parametrize(
    ("model", "inputs", "expected"),
    [
        (nn.Linear(4, 4), [seeded(2, 4)], ""),
        (nn.Linear(4, 4).double(), [seeded(2, 4).double()], ""),
        (nn.Linear(4, 4).half(), [seeded(2, 4).half()], "float16"),
        (nn.Linear(4, 4).bfloat16(), [seeded(2, 4).bfloat16()], "bfloat16"),
        (Inside(torch.float16), [seeded(2, 4)], "float16"),
        (Inside(torch.bfloat16), [seeded(2, 4)], "bfloat16"),
        (Autocast(), [seeded(2, 4)], "bfloat16"),
        (StoredNarrow(), [seeded(2, 4), seeded(2, 4).half()], ""),
    ],
)
def test_models_that_compute_in_16_bits_inside(model, inputs, expected, tmp_path):
    """Whatever type they return."""
    assert export(model, tmp_path, *inputs).computes_in == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("g (float[2] x) => (float[2] y) { a = Cast<to=10>(x) b = Neg(a) y = Cast<to=1>(b) }", "float16"),
        ("g (float16[2] x) => (float[2] y) { a = Cast<to=1>(x) y = Neg(a) }", ""),
        (
            """g (float16[2] x, bool c) => (float[2] y) { y = If(c) <
            then_branch = t () => (float[2] a) { s = Neg(x) a = Cast<to=1>(s) },
            else_branch = e () => (float[2] b) { b = Cast<to=1>(x) }> }""",
            "float16",
        ),
    ],
)
def test_files_without_the_types_of_inner_values(text, expected):
    """They are inferred."""
    assert narrowest_type(parser.parse_model(HEADER + text)) == expected


def test_constants_in_16_bits_that_are_cast():
    """Nothing that depends on an input is rounded."""
    model = parser.parse_model(HEADER + "g (float[2] x) => (float[2] y) { a = Cast<to=1>(w) y = Mul(x, a) }")
    model.graph.initializer.append(onnx.numpy_helper.from_array(np.ones(2, np.float16), "w"))
    assert narrowest_type(model) == ""
