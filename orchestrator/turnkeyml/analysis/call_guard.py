"""Recognizes a call whose structure is known, without describing it again.

Describing takes microseconds per part; a guard compares containers as wholes, in C. Guards are strict: whatever they do
not recognize is described. Arguments of thousands of parts are compared as far as the guard's budget goes, and are
described at growing intervals (`Guard.is_due`).
"""

from __future__ import annotations

import marshal
import operator
import types
import weakref
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch

from turnkeyml.analysis import object_parts

MAX_ENTRIES = 256
"""How many entries of containers a guard compares in each call."""
_NUMBERS = (bool, int, float, complex)
"""`1 == True == 1.0`: where these are equal, their types are compared, too."""
_FIRST_INTERVAL_PARTS = 10_000
"""A structure that the guard compares in part is described in each call until this many parts were described."""
_INTERVAL_GROWTH = 10
_Check = Callable[[Any], bool]


class Guard:
    """Compares the arguments of calls with those of one call."""

    def __init__(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
        compiler = _Compiler()
        self._args = compiler.check_of(args)
        self._kwargs = compiler.check_of(kwargs) if kwargs else operator.not_
        self.is_complete = compiler.is_complete
        """Whether it compares everything that a description contains."""

    def matches(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool:
        """Whether the arguments are those of the guard, as far as it compares them."""
        try:
            return self._args(args) and self._kwargs(kwargs)
        except Exception:  # an array in the place of a number: its comparison is no truth value
            return False


def is_due(calls: int, parts: int) -> bool:
    """Whether a call is described although the guard matches; `calls` are those before it.

    Small structures are described often, large ones at the calls 10, 100, 1,000, and so on.
    """
    if calls * parts < _FIRST_INTERVAL_PARTS:
        return True
    power = _INTERVAL_GROWTH
    while power < calls + 1:
        power *= _INTERVAL_GROWTH
    return calls + 1 == power


class _Compiler:
    """Makes one function per value that compares it with another call's."""

    def __init__(self) -> None:
        self.is_complete = True
        self._entries = 0
        self._seen: set[int] = set()

    def check_of(self, value: Any) -> _Check:
        kind = type(value)
        if kind in object_parts.ATOMS:
            return _equals(value, kind)
        if kind is weakref.ReferenceType:  # its referent is compared where it is a part
            return lambda other: type(other) is kind
        if isinstance(value, torch.Tensor):
            return _is_alike(value)
        if id(value) in self._seen:  # shared, or part of a cycle: which object it is belongs to the description
            return self._in_part(kind)
        self._seen.add(id(value))
        check = self._split(value, kind)
        return check if check is not None else self._in_part(kind)

    def _split(self, value: Any, kind: Any) -> _Check | None:
        if kind is tuple or kind is list or kind is deque:
            return self._sequence(value, kind)
        if kind is dict or kind is OrderedDict:
            return self._mapping(value, kind)
        if isinstance(value, object_parts.ATOMIC) or callable(value):
            return _is_same(value)
        if object_parts.has_slots(kind) or not kind.__dictoffset__:
            return None
        attributes = _attributes_of(value)
        of_attributes = self._mapping(attributes, dict)
        if isinstance(value, dict):
            of_items = self._mapping(value, kind)
            return lambda other: type(other) is kind and of_items(other) and of_attributes(_attributes_of(other))
        if object_parts.is_blank(kind) and not isinstance(value, list | set | deque):
            return lambda other: type(other) is kind and of_attributes(_attributes_of(other))
        return None

    def _in_part(self, kind: type) -> _Check:
        self.is_complete = False
        return lambda other: type(other) is kind

    def _sequence(self, value: Sequence[Any], kind: Any) -> _Check:
        size = len(value)
        if not self._has_room(size):
            return lambda other: type(other) is kind and len(other) == size
        entries = self._entries_check(tuple(value))
        return lambda other: type(other) is kind and len(other) == size and entries(tuple(other))

    def _mapping(self, value: dict[Any, Any], kind: Any) -> _Check:
        size = len(value)
        if not self._has_room(size):
            return lambda other: type(other) is kind and len(other) == size
        keys = [*dict.keys(value)]
        entries = self._entries_check(tuple(dict.values(value)))
        if kind is dict:
            return lambda other: type(other) is dict and [*other] == keys and entries(tuple(other.values()))
        return lambda other: type(other) is kind and [*dict.keys(other)] == keys and entries(tuple(dict.values(other)))

    def _has_room(self, entries: int) -> bool:
        self._entries += entries
        if self._entries > MAX_ENTRIES:
            self.is_complete = False
        return self._entries <= MAX_ENTRIES

    def _entries_check(self, entries: tuple[Any, ...]) -> _Check:
        """Compares entries of one container: atoms all at once, others one by one."""
        atoms = [position for position, entry in enumerate(entries) if type(entry) in object_parts.ATOMS]
        numbers = [position for position in atoms if type(entries[position]) in _NUMBERS]
        taken = set(atoms)
        others = [(i, self.check_of(entry)) for i, entry in enumerate(entries) if i not in taken]
        size, pick_atoms, pick_numbers = len(entries), _picker(atoms), _picker(numbers)
        expected, coded = pick_atoms(entries), _coded(pick_numbers(entries))

        def check(found: tuple[Any, ...]) -> bool:
            if len(found) != size or pick_atoms(found) != expected:
                return False
            if numbers and _coded(pick_numbers(found)) != coded:
                return False
            for position, check_one in others:  # noqa: SIM110 (a generator costs more than what it compares)
                if not check_one(found[position]):
                    return False
            return True

        return check


def _attributes_of(value: object) -> dict[Any, Any]:
    attributes: dict[Any, Any] = object.__getattribute__(value, "__dict__")
    return attributes


def _coded(numbers: Any) -> bytes:
    """Numbers as bytes that differ where their types do. Version 2 writes no references."""
    return marshal.dumps(numbers, 2)


def _picker(positions: Sequence[int]) -> Callable[[tuple[Any, ...]], Any]:
    """Takes the entries at these positions; the function of the standard library is the fastest."""
    return operator.itemgetter(*positions) if positions else lambda _: ()


def _equals(value: Any, kind: type) -> _Check:
    return lambda other: other is value or (type(other) is kind and bool(other == value))


def _is_alike(value: torch.Tensor) -> _Check:
    kind, shape, dtype = type(value), value.shape, value.dtype
    return lambda other: type(other) is kind and other.shape == shape and other.dtype is dtype


def _is_same(value: Any) -> _Check:
    """Compares the identity, without keeping a model alive."""
    if isinstance(value, types.MethodType):
        return lambda other: other == value
    try:
        reference = weakref.ref(value)
    except TypeError:
        return lambda other: other is value
    return lambda other: other is reference()
