"""Finds the tensors in nested objects, and makes the template of the rest."""

from __future__ import annotations

import copy
import weakref
from collections import UserDict, UserList, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import torch

from turnkeyml.analysis import object_parts
from turnkeyml.analysis.object_parts import Parts
from turnkeyml.analysis.reachable import Reachable, find_reachable
from turnkeyml.analysis.template import Constant, Node, Part, Template, TensorRef

_ALWAYS_SPLIT = (dict, list, tuple)
"""Their elements are described also where none is a tensor; other objects without tensors are constants."""


class _Child(NamedTuple):
    """A part of an object that is visited next."""

    value: Any
    name: str
    is_extra: bool = False
    """Whether it is an attribute of a container. ModelOutput of transformers has its items as attributes, too."""


@dataclass(kw_only=True)
class _Visit:
    """An object and its parts."""

    value: Any
    parts: Parts
    rest: Iterator[_Child]
    children: list[int] = field(default_factory=list)

    @property
    def items(self) -> list[int]:
        return self.children[: len(self.parts.items)]

    @property
    def attributes(self) -> list[int]:
        return self.children[len(self.parts.items) :]


class TemplateBuilder:
    """Visits each object once, depth first, without recursion: structures may be deep, shared, and cyclic.

    A tensor that occurs twice is two inputs, as it was for the model that was called as `model(x, x)`: a caller
    could give two different ones.
    """

    def __init__(self, names: Mapping[int, Sequence[str]], *, copy_constants: bool) -> None:
        self.tensors: list[tuple[str, torch.Tensor]] = []
        """The tensors with their names, by the index of a `TensorRef`."""
        self._names = names
        """The names of an object's parts, by its id; others are named after their keys."""
        self._copy_constants = copy_constants
        self._parts: list[Part] = []
        self._visits: dict[int, _Visit] = {}
        """By the index of the part. They keep the objects alive, so that no id is used twice."""
        self._indices: dict[int, int] = {}
        """The index of each object's part, by the object's id."""
        self._open: dict[int, None] = {}
        """The objects whose parts are being visited, the innermost last."""
        self._order: list[int] = []
        self._wholes: dict[int, Any] = {}
        """Objects that are constants, by the index of the part."""
        self.reachable: Reachable
        """What the object holds."""
        self._cyclic: set[int] = set()
        self._memo: dict[int, Any] = {}

    def build(self, root: Any) -> Template:
        """The template of an object."""
        self.reachable = find_reachable([root])
        self._enter(_Child(value=root, name=""))
        while self._open:
            visit = self._visits[next(reversed(self._open))]
            child = next(visit.rest, None)
            if child is None:
                self._order.append(self._open.popitem()[0])
            else:
                visit.children.append(self._enter(child))
        return self._template()

    def _enter(self, child: _Child) -> int:
        """The index of a value's part; at its first visit, an object that can be split is opened."""
        value, index = child.value, len(self._parts)
        if type(value) in object_parts.ATOMS:  # most of a batch's metadata
            self._parts.append(Constant(value))
            return index
        known = self._indices.get(id(value))
        if isinstance(value, torch.Tensor):
            if known is not None and child.is_extra:
                return known
            self._indices[id(value)] = index
            self._parts.append(TensorRef(len(self.tensors)))
            self.tensors.append((child.name, value))
            return index
        if known is not None:
            if known in self._open:
                self._cyclic.add(known)
            return known
        self._parts.append(Constant(value))
        parts = object_parts.split(value) if self._may_hold_tensors(value) else None
        if parts is None and not isinstance(value, object_parts.ATOMIC):
            self._indices[id(value)] = index
            self._wholes[index] = value
        if parts is not None:
            self._indices[id(value)] = index
            self._visits[index] = _Visit(value=value, parts=parts, rest=self._children(value, parts, child.name))
            self._open[index] = None
        return index

    def _may_hold_tensors(self, value: Any) -> bool:
        """Whether an object must be split: those without tensors are constants as wholes."""
        return self.reachable.may_hold_tensors(value) or isinstance(value, (*_ALWAYS_SPLIT, weakref.ReferenceType))

    def _children(self, value: Any, parts: Parts, name: str) -> Iterator[_Child]:
        names = self._names.get(id(value))
        for position, (key, item) in enumerate(parts.items):
            if names:
                yield _Child(item, names[position])
            else:
                yield _Child(item, f"{name}_{key}" if name and key != "" else name or str(key))
        for key, attribute in parts.attributes:
            hidden = key.startswith("_") or (key == "data" and isinstance(value, UserDict | UserList))
            yield _Child(value=attribute, name=name if hidden else f"{name}_{key}", is_extra=bool(parts.items))

    def _template(self) -> Template:
        for index, value in self._wholes.items():
            self._parts[index] = self._constant(value)
        for visit in self._visits.values():
            self._follow_reference(visit)
        with_tensors = self._reaching(i for i, part in enumerate(self._parts) if isinstance(part, TensorRef))
        with_cycles = self._reaching(self._cyclic)
        labels = iter(range(len(self._parts)))
        for index in sorted(self._visits):
            visit = self._visits[index]
            is_reference = isinstance(visit.value, weakref.ReferenceType)
            if index in with_tensors or isinstance(visit.value, _ALWAYS_SPLIT):
                is_labelled = not is_reference and (index in with_tensors or index in with_cycles)
                label = next(labels) if is_labelled else None
                self._parts[index] = _node(visit, with_tensors, label)
            else:
                self._parts[index] = self._constant(visit.value)
        return self._pruned()

    def _follow_reference(self, visit: _Visit) -> None:
        """Make an object a part of a weak reference to it, if it is part of the inputs anyway."""
        if isinstance(visit.value, weakref.ReferenceType):
            referent = self._indices.get(id(visit.value()))
            if referent is not None:
                visit.parts = Parts(items=(("referent", None),))
                visit.children = [referent]

    def _reaching(self, targets: Iterable[int]) -> set[int]:
        """The parts that are among the targets or hold one."""
        found = set(targets)
        if not found:
            return found
        holders = defaultdict(list)
        for index, visit in self._visits.items():
            for child in visit.children:
                holders[child].append(index)
        pending = list(found)
        while pending:
            fresh = set(holders[pending.pop()]) - found
            found |= fresh
            pending += fresh
        return found

    def _constant(self, value: Any) -> Constant:
        """A copy of an object, because the script or the model may change it; not of one that cannot be copied."""
        if not self._copy_constants or callable(value):
            return Constant(value)
        try:
            return Constant(copy.deepcopy(value, self._memo), mutable=True)
        except Exception:  # whatever a foreign class raises when it is copied
            return Constant(value)

    def _pruned(self) -> Template:
        """The template without the parts of objects that became constants."""
        used, pending = {0}, [0]
        while pending:
            part = self._parts[pending.pop()]
            fresh = {*part.items, *part.attributes} - used if isinstance(part, Node) else set()
            used |= fresh
            pending += fresh
        parts = [part if index in used else Constant(None) for index, part in enumerate(self._parts)]
        order = [index for index in self._order if isinstance(parts[index], Node)]
        return Template(parts=tuple(parts), order=tuple(order))


def _node(visit: _Visit, with_tensors: set[int], label: int | None) -> Node:
    keys = tuple(key for key, _ in visit.parts.items)
    names = tuple(name for name, _ in visit.parts.attributes)
    described = list(zip(keys, visit.items, strict=True))
    for name, attribute in zip(names, visit.attributes, strict=True):
        if attribute in with_tensors or not isinstance(visit.value, _ALWAYS_SPLIT):
            described.append((name, attribute))
    if isinstance(visit.value, weakref.ReferenceType):
        described = []
    return Node(
        kind=type(visit.value),
        keys=keys,
        items=tuple(visit.items),
        names=names,
        attributes=tuple(visit.attributes),
        argument=visit.parts.argument,
        described=tuple(described),
        label=label,
    )
