"""Remembers the contents of objects that may change, notices a change, and undoes it."""

from __future__ import annotations

import operator
import types
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from turnkeyml.analysis import object_parts

MISSING = object()
"""Instead of a value that is not there."""


@dataclass(frozen=True, kw_only=True)
class Named:
    """Values that are read and set by name: slots, attributes of classes, global variables, cells of closures."""

    read: Callable[[str], Any]
    write: Callable[[str, Any], None]
    """Sets a value; `MISSING` removes it."""
    names: tuple[str, ...]
    values: tuple[Any, ...]

    def is_unchanged(self) -> bool:
        """Whether each name has the same value."""
        return all(map(operator.is_, map(self.read, self.names), self.values))

    def restore(self) -> None:
        """Set the values that are others now."""
        for name, value in zip(self.names, self.values, strict=True):
            if self.read(name) is not value:
                self.write(name, value)


@dataclass(frozen=True, kw_only=True)
class Array:
    """The elements of a numpy array."""

    array: np.ndarray[Any, Any]
    content: bytes

    def is_unchanged(self) -> bool:
        """Whether the elements are the same."""
        return self.array.tobytes() == self.content

    def restore(self) -> None:
        """Write the elements back."""
        if not self.is_unchanged():
            previous = np.frombuffer(self.content, self.array.dtype).reshape(self.array.shape)
            np.copyto(self.array, previous)


def cell(target: types.CellType) -> Named:
    """The value of a variable that a function encloses."""

    def read(_: str) -> Any:
        try:
            return target.cell_contents
        except ValueError:
            return MISSING

    def write(_: str, value: Any) -> None:
        if value is MISSING:
            del target.cell_contents
        else:
            target.cell_contents = value

    return Named(read=read, write=write, names=("",), values=(read(""),))


def variables(holder: dict[str, Any], names: Iterable[str]) -> Named:
    """Some entries of a dictionary."""

    def read(name: str) -> Any:
        return holder.get(name, MISSING)

    def write(name: str, value: Any) -> None:
        if value is MISSING:
            holder.pop(name, None)
        else:
            holder[name] = value

    fixed = tuple(names)
    return Named(read=read, write=write, names=fixed, values=tuple(map(read, fixed)))


def attributes(owner: Any, names: Iterable[str]) -> Named:
    """Attributes of a class, or the class of an object."""
    is_class = isinstance(owner, type)

    def read(name: str) -> Any:
        return vars(owner).get(name, MISSING) if is_class else getattr(owner, name, MISSING)

    def write(name: str, value: Any) -> None:
        if value is MISSING:
            delattr(owner, name)
        else:
            setattr(owner, name, value)

    fixed = tuple(names)
    return Named(read=read, write=write, names=fixed, values=tuple(map(read, fixed)))


Container = dict[Any, Any] | list[Any] | set[Any] | deque[Any]


@dataclass(frozen=True, kw_only=True)
class _Remembered:
    """A container with its elements; those of a dictionary are its keys and then its values."""

    container: Container
    elements: list[Any]
    ignored: frozenset[Any] = frozenset()
    """Keys whose values may change, and which may be added."""

    def is_equal(self) -> bool:
        """Whether its elements are the same, or equal numbers and texts."""
        now, before = _elements(self.container), self.elements
        if self.ignored:
            now, before = (_without(one, self.ignored) for one in (now, before))
        return len(now) == len(before) and all(
            one is other or _is_equal_atom(one, other) for one, other in zip(now, before, strict=True)
        )

    def refreshed(self) -> _Remembered:
        """The same container as it is now."""
        return _Remembered(container=self.container, elements=_elements(self.container), ignored=self.ignored)


class Containers:
    """Containers with what was in them. Comparing them again costs a few nanoseconds per element."""

    def __init__(self) -> None:
        self._first: list[_Remembered] = []
        self._watched: list[_Remembered] = []
        self._empty: list[dict[Any, Any]] = []
        self._sized: list[Any] = []
        self._lengths: list[int] = []
        self._views: list[Any] = []
        self._elements: list[Any] = []
        self._owners: list[dict[str, Any]] = []
        self._names: list[str] = []
        self._values: list[Any] = []

    def add(self, container: Container) -> None:
        """Remember and watch the elements of a container."""
        remembered = _Remembered(container=container, elements=_elements(container))
        self._first.append(remembered)
        self._watched.append(remembered)
        self._sized.append(container)
        self._views += _views(container)

    def add_attributes(self, attributes: dict[str, Any], ignored: frozenset[str]) -> None:
        """Remember the attributes of an object, and watch those that are not ignored."""
        remembered = _Remembered(container=attributes, elements=_elements(attributes), ignored=ignored)
        self._first.append(remembered)
        self._watched.append(remembered)
        self._sized.append(attributes)
        names = [name for name in attributes if name not in ignored]
        self._owners += [attributes] * len(names)
        self._names += names

    def add_empty(self, mapping: dict[Any, Any]) -> None:
        """Watch a dictionary that is empty, as most of a module are."""
        self._empty.append(mapping)
        self._sized.append(mapping)

    def add_unwatched(self, mapping: dict[Any, Any]) -> None:
        """Remember a dictionary that changes only with another one."""
        if mapping:
            self._first.append(_Remembered(container=mapping, elements=_elements(mapping)))
        else:
            self._empty.append(mapping)

    def is_unchanged(self) -> bool:
        """Whether each watched container has the same elements as at the last `refresh`, or equal ones."""
        try:
            return self._is_same() or (not any(self._empty) and all(one.is_equal() for one in self._watched))
        except RuntimeError:  # another thread changes one of them
            return False

    def _is_same(self) -> bool:
        return (
            list(map(len, self._sized)) == self._lengths
            and all(map(operator.is_, map(dict.get, self._owners, self._names), self._values))
            and all(map(operator.is_, chain.from_iterable(self._views), self._elements))
        )

    def watch(self) -> None:
        """Compare with the elements that were just added."""
        self._refresh_lists()

    def refresh(self) -> None:
        """Compare with the present elements from now on; `restore` still restores the first ones."""
        if not self._is_same():
            self._watched = [one.refreshed() for one in self._watched]
            self._refresh_lists()

    def _refresh_lists(self) -> None:
        self._lengths = list(map(len, self._sized))
        self._values = list(map(dict.get, self._owners, self._names))
        self._elements = list(chain.from_iterable(self._views))

    def restore(self) -> None:
        """Put the first elements back where there are others now."""
        for mapping in self._empty:
            if mapping:
                mapping.clear()
        for one in self._first:
            if not _is_same(_elements(one.container), one.elements):
                _refill(one.container, one.elements)


def _elements(container: Container) -> list[Any]:
    if isinstance(container, dict):
        return [*dict.keys(container), *dict.values(container)]
    return list(container)


def _without(elements: list[Any], ignored: frozenset[Any]) -> list[Any]:
    """The keys and values of a dictionary without some of them."""
    half = len(elements) // 2
    kept = [(key, value) for key, value in zip(elements[:half], elements[half:], strict=True) if key not in ignored]
    return list(chain.from_iterable(kept))


def _views(container: Container) -> tuple[Any, ...]:
    """What the elements of a container are iterated by, now and later."""
    if isinstance(container, dict):
        return dict.keys(container), dict.values(container)
    return (container,)


def _is_equal_atom(one: Any, other: Any) -> bool:
    return type(one) is type(other) and type(one) in object_parts.ATOMS and one == other


def _is_same(one: Sequence[Any], other: Sequence[Any]) -> bool:
    return len(one) == len(other) and all(map(operator.is_, one, other))


def _refill(container: Container, elements: Sequence[Any]) -> None:
    if isinstance(container, dict):
        base: Any = OrderedDict if isinstance(container, OrderedDict) else dict
        base.clear(container)
        half = len(elements) // 2
        for key, value in zip(elements[:half], elements[half:], strict=True):
            base.__setitem__(container, key, value)
    elif isinstance(container, list):
        list.__setitem__(container, slice(None), elements)
    elif isinstance(container, set):
        set.clear(container)
        set.update(container, elements)
    else:
        deque.clear(container)
        deque.extend(container, elements)
