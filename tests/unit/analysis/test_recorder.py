"""What a script may do while it is recorded, and what is said of it."""

import functools
import gc
import os
import types
import weakref
from collections import deque

import numpy as np
import pytest
import torch
from torch import nn

from turnkeyml.analysis import trace_calls
from turnkeyml.analysis.call_guard import Guard, is_due
from turnkeyml.analysis.input_structure import flatten
from turnkeyml.analysis.model_forms import ChangedModelError
from turnkeyml.analysis.trace import Trace
from turnkeyml.analysis.trace_calls import record_calls

X = torch.zeros(2, 4)


def record(function, **options):
    """The trace of what a function calls."""
    trace = Trace(**{"max_depth": 0, "max_invocations": 4, "script": __file__} | options)
    with record_calls(trace):
        function()
    return trace


def classes(trace):
    """Class and number of calls of each record."""
    return [(type(call.module).__name__, call.count) for call in trace.calls.values()]


class Anything(nn.Module):
    """Takes whatever it is given."""

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 3)

    def forward(self, x, *_, **__):
        return self.linear(x)


class Hostile:
    """Raises where it is looked at."""

    def __init__(self, tensor):
        self.tensor = tensor

    @property
    def __dict__(self):
        raise RuntimeError("private")


class Unreadable(dict):
    """A mapping that cannot be read."""

    def __hash__(self):
        raise RuntimeError("no")

    def items(self):
        raise RuntimeError("no")


@pytest.mark.parametrize(
    "argument",
    [
        torch.nested.nested_tensor([torch.zeros(2), torch.zeros(3)], layout=torch.jagged),
        Hostile(X),
        Unreadable(x=X),
        torch.zeros(2, 2).to_sparse(),
        iter([X]),
        (lambda tensor: (yield tensor))(X),
    ],
    ids=["nested", "attributes", "mapping", "sparse", "iterator", "generator"],
)
def test_nothing_that_the_recorder_meets_reaches_the_script(argument):
    """The call returns what it returns without the recorder, and is recorded or named."""
    model, returned = Anything(), []
    trace = record(lambda: returned.extend(model(X, argument) for _ in range(2)))
    assert [tuple(one.shape) for one in returned] == [(2, 3), (2, 3)]
    assert sum(trace.passed_over.values()) + sum(call.count for call in trace.calls.values()) == 2


def test_an_error_of_the_model_is_the_scripts_own():
    """It is raised as it is, and the next call is recorded at the right depth."""
    model = Anything()

    def run():
        with pytest.raises(RuntimeError, match="mat1 and mat2"):
            model(torch.zeros(1, 7))
        model(X)

    assert classes(record(run)) == [("Anything", 1), ("Anything", 1)]


def scripted(tmp_path, how):
    """A TorchScript module, made in one of the ways."""
    model = nn.Sequential(nn.Linear(4, 3), nn.ReLU()).eval()
    made = torch.jit.trace(model, X) if how == "traced" else torch.jit.script(model)
    if how == "frozen":
        return torch.jit.freeze(made)
    if how == "loaded":
        torch.jit.save(made, tmp_path / "model.pt")
        return torch.jit.load(tmp_path / "model.pt")
    return made


@pytest.mark.filterwarnings("ignore:.*torch.jit.*deprecated:FutureWarning")
@pytest.mark.parametrize("how", ["traced", "scripted", "frozen", "loaded"])
def test_torchscript_modules_are_models(how, tmp_path):
    """Its weights may be parameters or constants of its graph."""
    module = scripted(tmp_path, how)
    trace = record(lambda: [module(X) for _ in range(3)])
    assert [call.count for call in trace.calls.values()] == [3]


class Tries(nn.Module):
    """Finds the width of its head by a trial in its constructor."""

    def __init__(self):
        super().__init__()
        self.body = nn.Linear(4, 6)
        self.head = nn.Linear(self.body(X).shape[1], 2)

    def forward(self, x):
        return self.head(self.body(x))


@pytest.mark.filterwarnings("ignore:.*torch.jit.*deprecated:FutureWarning")
@pytest.mark.parametrize(
    ("tool", "reason"),
    [
        (lambda model: torch.jit.trace(model, X), "torch.jit.trace"),
        (lambda model: torch.fx.experimental.proxy_tensor.make_fx(model)(X), "torch.fx"),
        (lambda model: torch.export.export(model, (X,)), "torch.export"),
        (lambda model: Tries(), "the model's constructor"),
    ],
    ids=["jit", "make_fx", "export", "constructor"],
)
def test_what_a_tool_calls_is_no_call_of_the_script(tool, reason):
    """An exporter's calls are neither models nor counted; the script's own are."""

    model = nn.Linear(4, 3).eval()
    trace = record(lambda: [model(X), tool(model), model(X)])
    assert classes(trace) == [("Linear", 2)]
    assert {why for _, why in trace.passed_over} <= {f"called by {reason}"}


class Buffered(nn.Module):
    """A front end: a table in a buffer."""

    def __init__(self):
        super().__init__()
        self.register_buffer("window", torch.ones(4))

    def forward(self, x):
        return x * self.window


class Attribute(nn.Module):
    """The same, with a plain tensor."""

    def __init__(self):
        super().__init__()
        self.window = torch.ones(4)

    def forward(self, x):
        return x * self.window


def test_models_without_parameters_are_models():
    """Buffers and plain tensors are weights; a module without any is named beside them."""
    models = [nn.Linear(4, 4), Buffered(), Attribute(), nn.Softmax(dim=1)]
    trace = record(lambda: [model(X) for model in models])
    assert classes(trace) == [("Linear", 1), ("Buffered", 1), ("Attribute", 1)]
    assert list(trace.describe_passed_over()) == ["1 call of Softmax (without weights)"]


def test_models_in_child_processes_are_named():
    """What a forked child calls is not recorded, and the parent says so."""

    def run():
        child = os.fork()
        if not child:
            try:
                nn.Linear(4, 3)(X)
            finally:
                os._exit(0)
        os.waitpid(child, 0)

    trace = record(run)
    assert (trace.calls, trace.children.model_classes) == ({}, ("Linear",))
    assert "child processes of the script called Linear" in trace.children.describe()


def test_a_method_that_is_called_directly_is_named():
    """`forward`, or a method with another name: its layers are builds, which say whose they are."""
    model = Tries()

    def encode():
        return model.forward(X)

    trace = record(encode)
    assert classes(trace) == [("Linear", 1), ("Linear", 1)]
    assert all("of which the script calls Tries.forward" in text for texts in trace.remarks.values() for text in texts)
    assert len(trace.remarks) == 2


def counting(monkeypatch):
    """How often arguments were described, as a list that grows."""
    described = []

    def describe(*args):
        described.append(args)
        return original(*args)

    original = trace_calls.describe
    monkeypatch.setattr(trace_calls, "describe", describe)
    return described


@pytest.mark.parametrize(
    "argument",
    [
        {"x": X, **{f"m{index}": index for index in range(30)}},
        [X, (1, "a", None)],
        types.SimpleNamespace(x=X, options={"scale": 2.0}),
        deque([X, X]),
    ],
    ids=["dict", "list", "namespace", "deque"],
)
def test_known_calls_are_not_described_again(argument, monkeypatch):
    """A thousand calls cost one description."""
    described, model = counting(monkeypatch), Anything()
    trace = record(lambda: [model(X, argument) for _ in range(1000)])
    assert (classes(trace), len(described)) == ([("Anything", 1000)], 1)


@pytest.mark.parametrize(
    "change", [{"x": torch.zeros(3, 4)}, {"n": True}, {"n": 1.0}, {"n": 2}, {"m": 1}, {"t": (1, 3)}]
)
def test_a_changed_argument_is_another_structure(change):
    """A shape, a value, its type alone, a key, an element of an element."""
    first = {"x": X, "n": 1, "t": (1, 2)}
    model = Anything()
    trace = record(lambda: [model(X, first), model(X, first), model(X, first | change)])
    assert [call.count for call in trace.calls.values()] == [2, 1]


def test_changes_in_place_are_another_structure():
    """A loop that fills one dictionary again and again."""
    model, batch = Anything(), {"x": X, "step": 0}

    def run():
        for step in (0, 1, 1):
            batch["step"] = step
            model(X, batch)

    assert [call.count for call in record(run).calls.values()] == [1, 2]


def test_large_arguments_are_described_at_growing_intervals(monkeypatch):
    """Fifty thousand entries: the calls 1, 10, 100 and 1,000 are compared as a whole, and the row says so."""
    described, model = counting(monkeypatch), Anything()
    vocabulary = {f"w{index}": index for index in range(50_000)}
    trace = record(lambda: [model(X, types.SimpleNamespace(words=vocabulary)) for _ in range(1000)])
    assert (classes(trace), len(described)) == ([("Anything", 1000)], 4)
    assert list(trace.remarks.values()) == [{trace_calls.IN_PART}]
    assert [calls for calls in range(5000) if is_due(calls, 10**6)] == [0, 9, 99, 999]
    assert all(is_due(calls, 5) for calls in range(1000))


def test_many_structures_are_counted_up_to_a_limit(monkeypatch):
    """Beyond the limit, calls cost no description; the row says so."""
    monkeypatch.setattr("turnkeyml.analysis.known_calls.MAX_DESCRIBED_PARTS", 100)
    described, model = counting(monkeypatch), Anything()
    trace = record(lambda: [model(torch.zeros(n, 4)) for n in range(1, 500)])
    assert (len(trace.calls), len(described) < 120) == (4, True)
    assert {trace_calls.UNCOMPARED} in trace.remarks.values()


def test_guards_compare_arrays_and_tensors_in_the_place_of_numbers():
    """Their comparison is no truth value."""
    guard = Guard((X, [1, 2]), {})
    assert guard.matches((X, [1, 2]), {})
    for other in ([1, torch.ones(2)], [1, np.ones(2)], [1, torch.tensor(2)], (1, 2), [1, 2, 3]):
        assert not guard.matches((X, other), {})
    assert not guard.matches((X, [1, 2]), {"mask": None})


class Own(nn.Module):
    """With a slot, a hook of its own, and a reference to itself."""

    __slots__ = ("scale",)

    def __init__(self):
        super().__init__()
        self.scale = 3.0
        self.linear = nn.Linear(600, 600)

    def hook(self, *_):
        return None

    def forward(self, x):
        return self.linear(x) * self.scale


@pytest.mark.parametrize("make", [lambda: nn.Linear(600, 600), Own], ids=["layer", "own"])
def test_a_model_that_the_script_lets_go_dies(make):
    """Its weights are freed, and come back as they were for the export."""
    x, expected = torch.ones(1, 600), []

    def run():
        model = make().eval()
        expected.append(model(x).detach())
        gone = weakref.ref(model)
        del model
        gc.collect()
        assert gone() is None

    trace = record(run)
    (call,) = trace.calls.values()
    (stored,) = vars(call)["_kept"].stored
    assert stored.storage.nbytes() == 0
    for _ in range(2):
        assert torch.equal(call.module(x), expected[0])
        assert stored.storage.nbytes() == stored.size_bytes
        call.release()
        assert stored.storage.nbytes() == 0


def test_a_model_that_refers_to_itself_is_kept():
    """Something else may change what it refers to, and then it is made what it was."""

    def run():
        model = Own().eval()
        model.register_forward_hook(model.hook)
        model(torch.ones(1, 600))
        model.linear = nn.Linear(600, 5)
        del model
        gc.collect()

    (call,) = record(run).calls.values()
    assert call.module.linear.out_features == 5
    call.as_called.restore()
    assert call.module.linear.out_features == 600


def test_a_slot_that_was_changed_after_the_call_is_seen():
    """It cannot be undone, and the build fails with the reason."""
    model = Own().eval()
    (call,) = record(lambda: model(torch.ones(1, 600))).calls.values()
    model.scale = 5.0
    with pytest.raises(ChangedModelError, match="cannot be undone"):
        call.as_called.restore()


def test_weights_that_the_script_holds_stay_as_they_are():
    """Parameters in a list, a view, a submodule: the script may use them after the model is gone."""
    held = []

    def run():
        model = nn.Sequential(nn.Linear(600, 600), nn.Linear(600, 600))
        model(torch.ones(1, 600))
        held.extend([model[0].weight, model[1].weight.data[0]])
        del model
        gc.collect()
        held[0].data.add_(1)

    trace = record(run)
    (call,) = trace.calls.values()
    assert vars(call)["_kept"].stored == []
    assert call.module[0].weight is held[0]


def test_the_finalizer_is_gone_after_the_recording():
    """Modules have none before and after."""
    record(lambda: nn.Linear(4, 3)(X))
    assert not hasattr(nn.Module, "__del__")


class Closure:
    """Holds a tensor where only a closure has it."""

    def __init__(self, tensor):
        self.get = lambda: tensor


@pytest.mark.parametrize(
    "argument",
    [functools.partial(torch.add, X), lambda y=X: y, Closure(X), iter([X])],
    ids=["partial", "default", "closure", "iterator"],
)
def test_tensors_that_cannot_be_replaced_are_left_out_in_words(argument):
    """Whatever holds them: the garbage collector knows it."""
    inputs = flatten((X.clone(), argument), {}, ["x", "argument"])
    assert len(inputs.tensors) + len(inputs.left_out) >= 2
    if len(inputs.tensors) == 1:
        assert inputs.left_out == ("1 tensor where none can be replaced: float32[2, 4]",)


def test_weights_of_a_model_among_the_arguments_are_no_inputs():
    """A trainer that hands itself over."""
    inputs = flatten((X, types.SimpleNamespace(model=Anything(), table=np.ones(3))), {}, ["x", "trainer"])
    assert (inputs.left_out, inputs.arrays) == ((), ("1 NumPy array: float64[3]",))


class Masked(nn.Module):
    """Takes a mask and a scale, if it gets them."""

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 3)

    def forward(self, x, mask=None, *, scale=1.0):
        y = self.linear(x)
        return y * scale if mask is None else y[mask] * scale


def test_positional_and_keyword_arguments_are_one_signature():
    """In any order, and with a default that is given as well."""
    model, mask = Masked(), torch.ones(2, dtype=torch.bool)

    def run():
        for _ in range(3):
            model(X, mask)
            model(X, mask=mask)
            model(mask=mask, x=X)
            model(X, mask, scale=1.0)

    assert classes(record(run)) == [("Masked", 12)]


def test_other_arguments_are_other_signatures():
    """A mask or none, another scale; and what a forward takes as *args or **kwargs."""
    model, mask = Masked(), torch.ones(2, dtype=torch.bool)

    def run():
        model(X)
        model(X, None)
        model(X, mask)
        model(X, mask=mask, scale=2.0)

    assert [count for _, count in classes(record(run))] == [2, 1, 1]

    def run_any():
        anything = Anything()
        anything(X, 1)
        anything(X, 2)
        anything(X, a=1)
        anything(x=X, a=1)

    assert [count for _, count in classes(record(run_any))] == [1, 1, 2]


def test_two_tensors_that_change_places_are_told_apart():
    """They have different shapes, under the same names."""

    class Two(nn.Module):
        def __init__(self):
            super().__init__()
            self.linear = nn.Linear(4, 3)

        def forward(self, a, b):
            return self.linear(a).sum() + self.linear(b).sum()

    model = Two()

    def run():
        model(a=torch.zeros(1, 4), b=torch.zeros(2, 4))
        model(b=torch.zeros(1, 4), a=torch.zeros(2, 4))

    assert [count for _, count in classes(record(run))] == [1, 1]


def test_arguments_that_cannot_be_put_together_again_cost_no_call(monkeypatch):
    """The recorded call is not compared by parameter; the next one is recorded as its own."""

    def refuse(*_):
        raise RuntimeError("no")

    model, mask = Masked(), torch.ones(2, dtype=torch.bool)

    def run():
        model(X, mask)
        monkeypatch.setattr("turnkeyml.analysis.input_structure.Inputs.rebuild", refuse)
        model(X, mask=mask)

    assert [count for _, count in classes(record(run))] == [1, 1]
