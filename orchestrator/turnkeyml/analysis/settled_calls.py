"""Recognizes the calls of a long loop: once a model was called a thousand times alike, by a few comparisons.

A guard compares everything in the arguments, which takes longer than the call of a small model. In a loop that has
settled, only every 64th call is compared in full. In the others, tensors are compared by type, shape and dtype, numbers
and texts by value, and other arguments by address, type and length.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

import torch

from turnkeyml.analysis.object_parts import ATOMS
from turnkeyml.analysis.recorded_call import Call

AFTER = 1_000
"""How many calls alike a loop has made before it counts as settled."""
SAMPLED_EVERY = 64
"""Of this many calls in a settled loop, one is compared in full."""
_MAX_TENSORS = 8
_CONTAINERS = (dict, list, tuple, deque)
_Check = Callable[[Any], bool]


class SettledCalls:
    """Calls like one, of one model, until the next one that is compared in full."""

    __slots__ = ("_checks", "_keywords", "_left", "_size", "is_due", "record")

    def __init__(self, record: Call, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
        self.record = record
        self._checks = tuple(map(_check_of, args))
        self._keywords = {name: _check_of(value) for name, value in kwargs.items()}
        self._size = len(args)
        self._left = SAMPLED_EVERY - 1
        self.is_due = False
        """Whether they have ended because the next one is compared in full, and not because it differs."""

    def take(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool:
        """Whether this call is one of them; a call that is not, or is due to be compared, ends them."""
        self._left -= 1
        self.is_due = self._left < 0
        if self.is_due or len(args) != self._size or len(kwargs) != len(self._keywords):
            return False
        for check, value in zip(self._checks, args, strict=False):
            if not check(value):
                return False
        if kwargs:
            keywords = self._keywords
            for name, value in kwargs.items():
                if name not in keywords or not keywords[name](value):
                    return False
        return True


def settle(record: Call, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> SettledCalls | None:
    """The calls like this one; None where tensors lie so deep in the arguments that they would not be compared."""
    values = (*args, *kwargs.values())
    tensors = {id(one) for value in values for one in _entries(value) if isinstance(one, torch.Tensor)}
    if len(tensors) != len(record.inputs.tensors) or len(tensors) > _MAX_TENSORS:
        return None
    return SettledCalls(record, args, kwargs)


def _entries(value: Any) -> tuple[Any, ...]:
    if type(value) is dict:
        return tuple(value.values())
    return tuple(value) if type(value) in _CONTAINERS else (value,)


def _check_of(value: Any) -> _Check:
    kind = type(value)
    if isinstance(value, torch.Tensor):
        shape, dtype = value.shape, value.dtype
        return lambda other: type(other) is kind and other.shape == shape and other.dtype is dtype
    if kind in ATOMS:
        return lambda other: other is value or (type(other) is kind and bool(other == value))
    identity = id(value)  # the object itself may die: it may hold the weights of a model
    if kind not in _CONTAINERS:
        return lambda other: id(other) == identity and type(other) is kind
    return _container_check(value, kind, identity)


def _container_check(value: Any, kind: Any, identity: int) -> _Check:
    size, items = len(value), value.items() if kind is dict else enumerate(value)
    tensors = tuple((key, type(one), one.shape, one.dtype) for key, one in items if isinstance(one, torch.Tensor))

    def check(other: Any) -> bool:
        if id(other) != identity or type(other) is not kind or len(other) != size:
            return False
        for key, tensor_kind, shape, dtype in tensors:
            one = other[key]
            if type(one) is not tensor_kind or one.shape != shape or one.dtype is not dtype:
                return False
        return True

    return check
