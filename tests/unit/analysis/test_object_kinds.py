"""Objects of every kind, with other tensors in them: the same types, the same behaviour."""

import dataclasses
import sys
import threading
import types
import weakref
from collections import ChainMap, OrderedDict, UserDict, UserList, defaultdict, deque, namedtuple
from collections.abc import Mapping

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from turnkeyml.analysis.input_structure import describe, flatten

Pair = namedtuple("Pair", "left right")


class Batch(UserDict):
    """As BatchEncoding of transformers: its items are attributes, too, and are looked up in `data`."""

    def __getattr__(self, name):
        try:
            return self.data[name]
        except KeyError:
            raise AttributeError(name) from None


class Output(OrderedDict):
    """As ModelOutput of transformers: its items are attributes, and it refuses `update`."""

    def __init__(self, **items):
        super().__init__(items)
        vars(self).update(items)

    def update(self, *_):
        raise TypeError("no update")


class Features(Mapping):
    """A mapping of its own, that is constructed from keywords."""

    def __init__(self, **given):
        self._given = given

    def __getitem__(self, key):
        return self._given[key]

    def __iter__(self):
        return iter(self._given)

    def __len__(self):
        return len(self._given)


class Slotted:
    """Without a `__dict__`; one slot is private and one is empty."""

    __slots__ = ("__hidden", "empty", "value")

    def __init__(self, value, hidden):
        self.value, self.__hidden = value, hidden

    def both(self):
        return [self.value, self.__hidden]


@dataclasses.dataclass(frozen=True)
class Frozen:
    """Its attributes cannot be set."""

    value: object


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class FrozenSlots:
    """Neither can its slots."""

    value: object


class Graph:
    """As Data of torch_geometric: callable, and its storage refers to it weakly."""

    def __init__(self, x):
        self.store = Store(self, x)

    def __call__(self):
        return self.store.x


class Store:
    def __init__(self, graph, x):
        self.graph, self.x = weakref.ref(graph), x


class ReadOnly:
    """Its attribute is behind a property, and nothing can be set."""

    def __init__(self, value):
        vars(self)["value"] = value

    @property
    def value(self):
        return vars(self)["value"]

    def __setattr__(self, name, value):
        raise TypeError("read only")


class Length(int):
    """A number with a unit: what is written in C has a state that is not in its attributes."""


class Failing(Exception):
    """As models that return or take errors have it."""


def rebuilt(value, change=lambda tensor: tensor + 7):
    """The value with other tensors in it."""
    inputs = flatten((value,), {}, ["x"])
    ((new,), _) = inputs.rebuild([change(tensor) for tensor in inputs.tensors])
    return new


A, B = torch.zeros(2), torch.ones(3)


@pytest.mark.parametrize(
    ("value", "tensors_of"),
    [
        (Batch(ids=A, mask=B), lambda one: [one["ids"], one.mask]),
        (Output(logits=A, loss=B), lambda one: [one["logits"], one.loss]),
        (Features(x=A, y=B), lambda one: list(one.values())),
        (UserList([A, B]), list),
        (defaultdict(list, x=A, y=B), lambda one: [one["x"], one["y"], *one["missing"]]),
        (OrderedDict(x=A, y=B), lambda one: list(one.values())),
        (ChainMap({"x": A}, {"y": B}), lambda one: [one["x"], one["y"]]),
        (types.MappingProxyType({"x": A, "y": B}), lambda one: [one["x"], one["y"]]),
        ({"x": A, "y": B}.values(), list),
        ({"x": A, "y": B}.items(), lambda one: [tensor for _, tensor in one]),
        (deque([A, B], maxlen=2), list),
        ({A, B}, lambda one: sorted(one, key=len)),
        (frozenset([A, B]), lambda one: sorted(one, key=len)),
        ({Frozen(Pair(A, B))}, lambda one: list(next(iter(one)).value)),
        (Pair(A, [B]), lambda one: [one.left, *one.right]),
        (torch.nn.utils.rnn.PackedSequence(A, B), lambda one: [one.data, one.batch_sizes]),
        (torch.return_types.max((A, B)), lambda one: [one.values, one.indices]),
        (types.SimpleNamespace(x=A, y=B), lambda one: [one.x, one.y]),
        (Slotted(A, B), Slotted.both),
        ((Frozen(A), FrozenSlots(B)), lambda one: [one[0].value, one[1].value]),
        ((Graph(A), Graph(B)), lambda one: [graph.store.graph()() for graph in one]),
        ([ReadOnly(A), B], lambda one: [one[0].value, one[1]]),
        ([[[[[[[[[[[[A, B]]]]]]]]]]]], lambda one: list(one[0][0][0][0][0][0][0][0][0][0][0])),
    ],
    ids=lambda value: type(value).__qualname__,
)
def test_an_object_with_other_tensors_is_of_the_same_type_and_behaves_the_same(value, tensors_of):
    """Whatever its class refuses: `update`, attributes, a constructor without arguments."""
    inputs = flatten((value,), {}, ["x"])
    assert len(inputs.tensors) == 2
    new = rebuilt(value)
    assert type(new) is type(value)
    assert [one.tolist() for one in tensors_of(new)] == [[7.0] * 2, [8.0] * 3]
    assert [one.tolist() for one in tensors_of(value)] == [[0.0] * 2, [1.0] * 3]


def test_what_a_container_is_constructed_with_is_kept():
    """The factory of a defaultdict, the length of a deque, attributes of a subclass, the number itself."""
    assert rebuilt(defaultdict(int, x=A))["missing"] == 0
    assert rebuilt(deque([A], maxlen=3)).maxlen == 3
    named = type("Named", (list,), {})([A])
    named.name = "logits"
    assert rebuilt(named).name == "logits"
    length = Length(5)
    length.exact = A
    assert rebuilt([length, A])[0] == 5
    error = Failing("why")
    error.logits = A
    assert (rebuilt(error).args, rebuilt(error).logits.tolist()) == (("why",), [7.0, 7.0])


def test_a_tensor_that_is_an_item_and_an_attribute_is_one_input():
    """A ModelOutput has each of its tensors twice; two arguments that are one tensor stay two inputs."""
    assert flatten((Output(logits=A, loss=B),), {}, ["x"]).names == ("x_logits", "x_loss")
    new = rebuilt(Output(logits=A))
    assert new.logits is new["logits"]
    assert flatten((A, A), {}, ["x", "y"]).names == ("x", "y")


def test_names_leave_out_where_a_class_has_its_items():
    """The storage of a class is private, or `data` of a UserDict."""
    names = flatten((Batch(ids=A), Features(x=A), {"a": A}.values()), {}, ["batch", "features", "views"]).names
    assert names == ("batch_ids", "features_x", "views_a")


def test_objects_that_are_one_are_one_again():
    """Shared objects and cycles, through tuples, too."""
    shared, constants = [A], {"step": 1}
    first, second, (one, other), (tag, _) = rebuilt([shared, shared, (constants, constants), (Frozen(constants), B)])
    assert first is second
    assert one is other
    assert tag.value == {"step": 1}
    cycle = [A]
    cycle.append((cycle, Pair(cycle, {"self": cycle})))
    new = rebuilt(cycle)
    assert new[1][0] is new
    assert new[1][1].right["self"] is new
    assert new[0].tolist() == [7.0, 7.0]


def test_the_order_of_a_set_is_the_same_in_each_process():
    """Its own order follows addresses; the hash of an invocation must not."""
    small, large = [torch.zeros(1) for _ in range(20)], [torch.zeros(2) for _ in range(20)]
    texts = set()
    for both in (small + large, large + small):
        inputs = flatten(({one.clone() for one in both},), {}, ["x"])
        texts.add(describe(inputs.template, inputs.tensors))
    assert len(texts) == 1


def test_structures_that_share_differently_are_described_differently():
    """What occurs twice is described once; which one it is belongs to the text."""

    def text(value):
        inputs = flatten((value,), {}, ["x"])
        return describe(inputs.template, inputs.tensors)

    one, other = [A], [A]
    assert len({text([one, other, one]), text([one, other, other]), text([one, other, [A]])}) == 3
    constants = (1, 2)
    assert text([constants, constants]) == text([constants, (*constants,)])


class Branch:
    """A tree whose nodes know their parents, without a tensor or with one."""

    def __init__(self, parent, tensor):
        self.parent, self.children, self.tensor = parent, [], tensor


def tree(count, tensor):
    """The root of a tree of six children per node."""
    nodes = [Branch(None, tensor)]
    for index in range(1, count):
        parent = nodes[(index - 1) // 6]
        nodes.append(Branch(parent, tensor))
        parent.children.append(nodes[-1])
    return nodes[0]


def calls_of(function):
    """What a function returns, and how many calls of Python functions it makes."""
    calls = 0

    def count(frame, event, argument):
        nonlocal calls
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        returned = function()
    finally:
        sys.setprofile(before)
    return returned, calls


@pytest.mark.parametrize("tensor", [None, A])
def test_objects_that_refer_to_each_other_are_visited_once(tensor):
    """Ten times as many objects take ten times as many calls; a walk along every path took twice as many per level."""

    def walk(root):
        inputs = flatten((root,), {}, ["x"])
        return inputs, describe(inputs.template, inputs.tensors)

    small, large = tree(200, tensor), tree(2000, tensor)
    _, few = calls_of(lambda: walk(small))
    (inputs, text), many = calls_of(lambda: walk(large))
    assert many < 11 * few
    assert len(inputs.tensors) == (0 if tensor is None else 2000)
    assert len(text) < 200_000


def test_no_structure_is_too_deep():
    """A linked list as long as Python's stack."""
    last = None
    for _ in range(1500):
        last = Frozen((last, A))
    inputs = flatten((last,), {}, ["x"])
    assert len(inputs.tensors) == 1500
    new, depth = rebuilt(last), 0
    while new is not None:
        new, depth = new.value[0], depth + 1
    assert depth == 1500
    assert describe(inputs.template, inputs.tensors).count("Frozen") == 1500


def test_what_cannot_be_copied_or_split_is_taken_as_it_is():
    """Locks, functions, modules; and what only one of may exist."""
    lock, module = threading.Lock(), torch.nn.Linear(1, 1)
    value = [A, types.SimpleNamespace(lock=lock, x=A), module, len, threading, types.SimpleNamespace(lock=lock)]
    new = rebuilt(value)
    assert new[1].lock is lock
    assert new[2:5] == value[2:5]
    assert new[5].lock is lock


def test_lists_that_the_model_fills_are_empty_in_each_call():
    """What the script's own list holds by the time of the export is not what the model was given."""
    cache = []
    inputs = flatten((cache,), {}, ["cache"])
    cache.append(1)
    assert inputs.rebuild([]) == ([[]], {})


LEAVES = st.sampled_from(["a", 3, 0.5, None, True]) | st.builds(lambda n: torch.full((n,), 1.0), st.integers(1, 3))


def _containers(children):
    lists = st.lists(children, max_size=3)
    mappings = st.dictionaries(st.sampled_from(["p", "q", "r"]), children, max_size=3)
    pairs = st.tuples(children, children)
    return st.one_of(
        *(lists.map(kind) for kind in (list, tuple, deque, UserList)),
        *(mappings.map(kind) for kind in (dict, OrderedDict, UserDict, Batch, types.MappingProxyType)),
        *(mappings.map(lambda items, kind=kind: kind(**items)) for kind in (Features, Output, types.SimpleNamespace)),
        mappings.map(lambda items: defaultdict(list, items)),
        *(pairs.map(lambda pair, kind=kind: kind(*pair)) for kind in (Pair, Slotted)),
        *(children.map(kind) for kind in (Frozen, FrozenSlots, Graph, ReadOnly)),
        children.map(lambda child: [child, child]),
    )


def _same(one, other, shift):
    """Whether an object has the same types everywhere, and tensors that differ by a constant."""
    if isinstance(one, torch.Tensor):
        return bool((one + shift == other).all())
    if type(one) is not type(other):
        return False
    if isinstance(one, Mapping):
        return list(one) == list(other) and all(_same(one[key], other[key], shift) for key in one)
    if isinstance(one, list | tuple | deque | UserList):
        return len(one) == len(other) and all(_same(*pair, shift) for pair in zip(one, other, strict=True))
    if isinstance(one, Slotted):
        return _same(one.both(), other.both(), shift)
    if isinstance(one, Graph):
        holds_tensors = bool(flatten((one,), {}, []).tensors)  # others are copied by `copy`, as ever
        return _same(one(), other(), shift) and (other.store.graph() is other) >= holds_tensors
    if isinstance(one, Frozen | FrozenSlots | ReadOnly):
        return _same(one.value, other.value, shift)
    return _same(vars(one), vars(other), shift) if hasattr(one, "__dict__") else one == other


@given(st.recursive(LEAVES, _containers, max_leaves=12))
def test_every_nesting_comes_back(value):
    """Containers in containers, with and without tensors; and its description is that of its copy."""
    inputs = flatten((value,), {}, ["x"])
    ((new,), _) = inputs.rebuild([tensor + 7 for tensor in inputs.tensors])
    assert _same(value, new, 7)
    again = flatten((new,), {}, ["x"])
    assert describe(inputs.template, inputs.tensors) == describe(again.template, again.tensors)
    assert inputs.names == again.names
