"""A loop that has made a thousand calls alike: what differs is seen at once in the tensors, and soon in the rest."""

import types

import pytest
import torch

from turnkeyml.analysis.settled_calls import AFTER, SAMPLED_EVERY
from turnkeyml.analysis.trace import Trace
from turnkeyml.analysis.trace_calls import record_calls

CALLS = AFTER + 3 * SAMPLED_EVERY


class Net(torch.nn.Module):
    """Takes its tensor out of whatever it gets."""

    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(4, 4)

    def forward(self, batch, scale=1.0):
        while not isinstance(batch, torch.Tensor):
            batch = next(iter(batch.values() if isinstance(batch, dict) else batch))
        return self.linear(batch) * scale


def record(first, then, *, module=None, between=None, calls=CALLS, after=1):
    """The calls of a model that is called many times with the first arguments, and then with the others."""
    module = module or Net().eval()
    trace = Trace(max_depth=0, max_invocations=4, script="script.py")
    with torch.no_grad(), record_calls(trace):
        for _ in range(calls):
            module(first)
        if between:
            between(module)
        for _ in range(after):
            then(module)
    return [call.count for call in trace.calls.values()]


def test_every_call_is_counted():
    """Those that were compared quickly, too."""
    x = torch.zeros(2, 4)
    assert record({"x": x, "step": 1}, lambda module: module({"x": x, "step": 1})) == [CALLS + 1]


@pytest.mark.parametrize(
    "make", [lambda x: x, lambda x: [x], lambda x: {"x": x}, lambda x: {"x": {"y": [x]}}, lambda x: ((x,),)]
)
def test_another_shape_is_seen_at_once(make):
    """The last batch of an epoch is smaller. Deep in the arguments, each call is compared as a whole."""
    assert record(make(torch.zeros(2, 4)), lambda module: module(make(torch.zeros(1, 4)))) == [CALLS, 1]


def test_another_shape_in_the_same_object_is_seen_at_once():
    """A dictionary that the script fills anew."""
    batch = {"x": torch.zeros(2, 4), "name": "first"}

    def shrink(_):
        batch["x"] = torch.zeros(1, 4)

    assert record(batch, lambda module: module(batch), between=shrink) == [CALLS, 1]


@pytest.mark.parametrize("other", [torch.zeros(2, 4, dtype=torch.float64), torch.nn.Parameter(torch.zeros(2, 4))])
def test_another_kind_of_tensor_is_seen_at_once(other):
    """By its type; a parameter is a tensor like others."""
    is_same = other.dtype is torch.float32
    with torch.no_grad():
        found = record(torch.zeros(2, 4), lambda module: module.to(other.dtype)(other))
    assert found == ([CALLS + 1] if is_same else [CALLS, 1])


def test_another_argument_is_seen_at_once():
    """A number, a keyword, a namespace."""
    x = torch.zeros(2, 4)
    assert record(x, lambda module: module(x, 2.0)) == [CALLS, 1]
    assert record(x, lambda module: module(x, scale=2.0)) == [CALLS, 1]
    assert record({"x": x, "n": types.SimpleNamespace(a=1)}, lambda module: module({"x": x, "n": 3})) == [CALLS, 1]


def test_what_changes_in_the_same_object_is_seen_soon():
    """A word in a dictionary, in one of 64 calls."""
    batch = {"x": torch.zeros(2, 4), "name": "first"}
    found = record(batch, lambda module: module(batch), between=lambda _: batch.update(name="other"), after=200)
    assert len(found) == 2
    assert sum(found) == CALLS + 200
    assert found[1] > 200 - SAMPLED_EVERY


def test_a_model_that_was_changed_is_seen_soon():
    """Its second form is a build of its own."""

    def change(module):
        module.linear = torch.nn.Linear(4, 6)

    x = torch.zeros(2, 4)
    found = record(x, lambda module: module(x), between=change, after=200)
    assert len(found) == 2
    assert found[1] > 200 - 2 * SAMPLED_EVERY


def test_the_end_of_training_is_seen_at_once():
    """A row says whether all calls were in training mode."""
    module, x = Net().train(), torch.zeros(2, 4)
    trace = Trace(max_depth=0, max_invocations=4, script="script.py")
    with torch.no_grad(), record_calls(trace):
        for _ in range(CALLS):
            module(x)
        module.eval()
        module(x)
    assert not all(call.training for call in trace.calls.values())


def test_models_of_a_loop_die():
    """What is known of their calls does not keep them."""
    trace = Trace(max_depth=0, max_invocations=4, script="script.py")
    batch = {"x": torch.zeros(2, 4)}
    with torch.no_grad(), record_calls(trace):
        for _ in range(2):
            module = Net().eval()
            for _ in range(CALLS):
                module(batch)
            del module
    assert [call.count for call in trace.calls.values()] == [CALLS, CALLS]


def test_an_argument_that_refuses_to_be_compared_is_the_scripts_own():
    """Whatever it raises does not reach the script."""

    class Rude:
        def __eq__(self, other):
            raise RuntimeError("no")

        __hash__ = None

    class Takes(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.linear = torch.nn.Linear(4, 4)

        def forward(self, x, rude):
            return self.linear(x)

    module, x, rude = Takes().eval(), torch.zeros(2, 4), Rude()
    trace = Trace(max_depth=0, max_invocations=4, script="script.py")
    with torch.no_grad(), record_calls(trace):
        for _ in range(CALLS):
            module(x, rude)
        module(x, Rude())
    assert sum(call.count for call in trace.calls.values()) == CALLS + 1
