"""Splits one Python object into its parts, and assembles an object of the same type from other parts.

Neither half runs code of the object's class where there is another way: `__init__`, `update` or `__setattr__` of a
class may refuse what its instances hold (frozen dataclasses, `UserDict`, ModelOutput of transformers).
"""

from __future__ import annotations

import copy
import enum
import functools
import logging
import types
import weakref
from collections import OrderedDict, defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch

_VIEWS = {type({}.keys()): "keys", type({}.values()): "values", type({}.items()): "items"}
_IMMUTABLE = (tuple, frozenset, types.MappingProxyType, weakref.ReferenceType, *_VIEWS)
_CONTAINERS = (list, deque, dict, set, *_IMMUTABLE)
_BLANK: tuple[Any, ...] = (object, types.SimpleNamespace, list, deque, dict, OrderedDict, set)
"""Types written in C whose `__new__` needs no arguments, and of which nothing is hidden from `split`."""
ATOMS = frozenset((type(None), bool, int, float, complex, str, bytes))
"""Types of values that have no parts and do not change."""
ATOMIC = (
    *(*ATOMS, bytearray),
    *(torch.nn.Module, torch.dtype, torch.device),
    *(type, types.ModuleType, types.FunctionType, types.BuiltinFunctionType, types.MethodType),
    *(enum.Enum, logging.Logger),  # one instance per name: a second one would not be equal to it
)


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The elements of a container, and the attributes of an instance; many objects have only one of the two."""

    items: tuple[tuple[Any, Any], ...] = ()
    """Keys (or positions, or names of fields) and elements."""
    attributes: tuple[tuple[str, Any], ...] = ()
    """The instance's `__dict__` and `__slots__`."""
    argument: Any = None
    """What a new object needs besides: the factory of a defaultdict, the length of a deque, the object to copy."""


def split(value: Any) -> Parts | None:
    """The parts of a container, a dataclass, or another object; None for one that is taken as a whole."""
    kind: Any = type(value)
    if kind in ATOMS:
        return None
    if kind is list or kind is tuple:  # the most frequent ones need none of the questions below
        return Parts(items=tuple(enumerate(value)))
    if kind is dict:
        return Parts(items=tuple(value.items()))
    if isinstance(value, ATOMIC) or _is_opaque_callable(value):
        return None
    attributes = _attributes(value)
    if isinstance(value, _CONTAINERS):
        return Parts(items=tuple(_items(value)), attributes=attributes, argument=_argument(value))
    if attributes:
        return Parts(attributes=attributes, argument=None if _c_base(kind) in _BLANK else value)
    if isinstance(value, Mapping):
        return Parts(items=tuple(value.items()))
    return None


def _is_opaque_callable(value: Any) -> bool:
    """Whether a callable is no instance of a Python class with a `__call__`, or is one of torch's own operators."""
    kind: Any = type(value)
    if not callable(value) or kind is weakref.ReferenceType:
        return False
    return not isinstance(kind.__call__, types.FunctionType) or kind.__module__.partition(".")[0] == "torch"


def is_assembled(kind: type, attributes: Sequence[str]) -> bool:
    """Whether an object of this type is constructed from its elements, which must therefore exist before it."""
    return issubclass(kind, _IMMUTABLE) or (issubclass(kind, Mapping) and not issubclass(kind, dict) and not attributes)


def assemble(kind: Any, keys: Sequence[Any], elements: Sequence[Any]) -> Any:
    """Construct an object of a type for which `is_assembled` holds."""
    if issubclass(kind, tuple):
        try:
            return tuple.__new__(kind, elements)
        except TypeError:  # a type written in C with a constructor of its own, such as torch.return_types.max
            return kind(elements)
    if issubclass(kind, frozenset):
        return frozenset.__new__(kind, elements)
    if issubclass(kind, weakref.ReferenceType):
        return weakref.ref(elements[0])
    if kind in _VIEWS:
        return getattr(elements[0], _VIEWS[kind])()
    return kind(dict(zip(keys, elements, strict=True)))


def new_object(kind: Any, argument: Any) -> Any:
    """An object without elements and attributes, of a type for which `is_assembled` does not hold."""
    base: Any = _c_base(kind)
    if base not in _BLANK:
        return copy.copy(argument)
    created = base.__new__(kind)
    if issubclass(kind, deque):
        deque.__init__(created, (), argument)
    elif issubclass(kind, defaultdict):
        defaultdict.__init__(created, argument)
    return created


def add_items(created: Any, keys: Sequence[Any], elements: Sequence[Any]) -> None:
    """Put elements into an object of `new_object`."""
    if isinstance(created, list):
        list.extend(created, elements)
    elif isinstance(created, deque):
        deque.extend(created, elements)
    elif isinstance(created, set):
        set.update(created, elements)
    elif isinstance(created, dict):
        base = OrderedDict if isinstance(created, OrderedDict) else dict
        for key, element in zip(keys, elements, strict=True):
            base.__setitem__(created, key, element)


def set_attributes(created: Any, names: Sequence[str], values: Sequence[Any]) -> None:
    """Set an instance's attributes, those of a frozen class and those behind a property, too."""
    kind: Any = type(created)
    slots = _slots(kind)
    for name, value in zip(names, values, strict=True):
        if name in slots:
            slots[name].__set__(created, value)
        else:
            object.__getattribute__(created, "__dict__")[name] = value


def _attributes(value: Any) -> tuple[tuple[str, Any], ...]:
    try:
        found = dict(object.__getattribute__(value, "__dict__"))
    except AttributeError:
        found = {}
    return tuple((found | slots_of(value)).items())


def slots_of(value: object) -> dict[str, Any]:
    """The values of an instance's slots, without empty ones."""
    found: dict[str, Any] = {}
    kind: Any = type(value)
    for name, slot in _slots(kind).items():
        try:
            found[name] = slot.__get__(value)
        except AttributeError:
            continue
    return found


@functools.lru_cache(maxsize=1024)
def _slots(kind: type) -> dict[str, Any]:
    """The descriptors of `__slots__`, by name; those of a subclass hide those of its bases."""
    found: dict[str, Any] = {}
    for base in kind.__mro__:
        if "__slots__" in vars(base):
            for name, descriptor in vars(base).items():
                if isinstance(descriptor, types.MemberDescriptorType):
                    found.setdefault(name, descriptor)
    return found


@functools.lru_cache(maxsize=1024)
def _c_base(kind: type) -> type:
    """The nearest base that is written in C and allocates the object."""
    return next(base for base in kind.__mro__ if isinstance(vars(base).get("__new__"), types.BuiltinFunctionType))


def has_slots(kind: type) -> bool:
    """Whether instances have attributes that are not in their `__dict__`."""
    return bool(_slots(kind))


def is_blank(kind: type) -> bool:
    """Whether instances hold nothing but what `split` finds."""
    return _c_base(kind) in _BLANK


def _argument(value: Any) -> Any:
    if isinstance(value, deque):
        return value.maxlen
    if isinstance(value, defaultdict):
        return value.default_factory
    kind: Any = type(value)
    return None if _c_base(kind) in _BLANK else value


def _items(value: Any) -> list[tuple[Any, Any]]:
    if isinstance(value, tuple):
        elements = list(tuple.__iter__(value))
        fields = getattr(value, "_fields", ())
        return list(zip(fields if len(fields) == len(elements) else range(len(elements)), elements, strict=True))
    if isinstance(value, list):
        return list(enumerate(list.__iter__(value)))
    if isinstance(value, deque):
        return list(enumerate(deque.__iter__(value)))
    if isinstance(value, set | frozenset):
        return list(enumerate(sorted(value, key=_set_order)))
    if isinstance(value, OrderedDict):
        return list(OrderedDict.items(value))
    if isinstance(value, dict):
        return list(dict.items(value))
    if isinstance(value, weakref.ReferenceType):
        return []  # the caller decides whether the referent is a part
    if type(value) in _VIEWS:
        return [("", value.mapping)]
    return list(value.items())


def _set_order(element: Any) -> tuple[str, str]:
    """An order of a set's elements that is the same in every process; their own order follows addresses."""
    if isinstance(element, torch.Tensor):
        return "", f"{element.dtype}{list(element.shape)}"
    return type(element).__qualname__, repr(element) if type(element) in ATOMS else ""
