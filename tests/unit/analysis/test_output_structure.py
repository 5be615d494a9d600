"""Tensors in outputs of every kind: they are outputs of the graph, or are named."""

import dataclasses
import types
from collections import UserDict, deque

import numpy as np
import pytest
import torch
from torch.distributions import Categorical, Normal

from turnkeyml.analysis.output_structure import Outputs, named_tensors

A, B = torch.zeros(2), torch.ones(3)


class Boxes:
    """As Instances of detectron2: an object of its own with fields in a dictionary."""

    def __init__(self, **fields):
        self._fields_by_name = fields


class Slotted:
    __slots__ = ("scores", "values")

    def __init__(self, scores, values):
        self.scores, self.values = scores, values


@dataclasses.dataclass(frozen=True)
class Frozen:
    logits: torch.Tensor
    inner: object = None


class Cyclic:
    """Refers to itself, and is callable."""

    def __init__(self, x):
        self.x, self.me = x, self

    def __call__(self):
        return self.x


@pytest.mark.parametrize(
    ("output", "names"),
    [
        (types.SimpleNamespace(logits=A, aux=[B, B]), ["logits", "aux_0", "aux_1"]),
        ((Boxes(boxes=A, scores=B), A), ["output_0_boxes", "output_0_scores", "output_1"]),
        (Slotted(A, B), ["scores", "values"]),
        (Frozen(A, Frozen(B)), ["logits", "inner_logits"]),
        (UserDict(x=A, y=B), ["x", "y"]),
        (deque([A, B]), ["output_0", "output_1"]),
        ([Cyclic(A)], ["x"]),
        (Normal(torch.zeros(2), torch.ones(2)), ["loc", "scale"]),
        ((A, Categorical(logits=torch.zeros(3))), ["output_0", "output_1_logits"]),
        ((part for part in (A, B)), ["output_0", "output_1"]),
        ([[[[[[[[[[A, B]]]]]]]]]], ["output_0", "output_1"]),
    ],
    ids=lambda value: type(value).__qualname__ if not isinstance(value, list) else "names",
)
def test_tensors_in_objects_are_outputs(output, names):
    """Whatever object holds them; none is left out."""
    outputs = Outputs(output)
    assert [name for name, _ in outputs.tensors] == names
    assert outputs.left_out() == ()


@pytest.mark.parametrize(
    ("output", "left_out"),
    [
        ((A, lambda y=B: y), ("1 tensor where none can be replaced: float32[3]",)),
        ((A, np.ones((2, 2))), ("1 NumPy array: float64[2, 2]",)),
    ],
    ids=["function", "array"],
)
def test_what_cannot_be_an_output_is_named(output, left_out):
    """The garbage collector finds it."""
    assert Outputs(output).left_out() == left_out


def test_caches_are_left_out_on_purpose():
    """What they hold is no loss; that there is one is known."""
    outputs = Outputs({"logits": A, "past_key_values": ((B, B),)})
    assert ([name for name, _ in outputs.tensors], outputs.left_out(), outputs.has_caches) == (["logits"], (), True)
    assert [name for name, _ in named_tensors((A, A))] == ["output_0", "output_1"]
