"""Finds every tensor that an object holds, in whatever way, by the references that CPython's garbage collector follows.

It knows nothing of classes, so that it also finds what `object_parts` cannot take apart; and it is much faster than
taking apart what holds no tensor.
"""

from __future__ import annotations

import enum
import gc
import logging
import types
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from turnkeyml.analysis import object_parts

MAX_OBJECTS = 2_000_000
"""Of one call's arguments. With more, nothing is known of what they hold."""
_OPAQUE = (
    *(type, types.ModuleType, types.CodeType, types.BuiltinFunctionType, enum.Enum, logging.Logger),
    *(torch.nn.Module, torch.dtype, torch.device, torch.Generator, bytearray, np.generic),
)
"""What holds no inputs: a module that is an argument is a model, whose weights stay in it."""
_NOTHING, _TENSOR, _ARRAY, _FUNCTION, _HOLDER = range(5)


@dataclass(frozen=True, kw_only=True)
class Reachable:
    """What the arguments of a call hold."""

    tensors: dict[int, torch.Tensor]
    """By id."""
    arrays: dict[int, np.ndarray[Any, Any]]
    """By id."""
    holders: set[int] | None
    """The ids of the objects that hold a tensor; None where they are not known."""
    seen: set[int]
    """The ids of all objects."""
    size: int
    """How many references were followed."""
    alive: list[Any]
    """The objects themselves, so that no id is used twice."""

    def may_hold_tensors(self, value: object) -> bool:
        """False where an object certainly holds none; those that a class makes when it is asked are not known."""
        return self.holders is None or id(value) in self.holders or id(value) not in self.seen


def find_reachable(roots: Iterable[Any]) -> Reachable:
    """Follow all references from the arguments; of functions, only closures, defaults and attributes."""
    kinds: dict[type, int] = dict.fromkeys(object_parts.ATOMS, _NOTHING)
    tensors: dict[int, torch.Tensor] = {}
    arrays: dict[int, np.ndarray[Any, Any]] = {}
    held_by: defaultdict[int, list[int]] = defaultdict(list)
    alive, seen, size = list(roots), set[int](), 0
    for value in alive:  # grows
        kind = kinds.get(type(value))
        if kind is None:
            kind = kinds[type(value)] = _kind_of(type(value))
        identity = id(value)
        if kind == _NOTHING or identity in seen:
            continue
        seen.add(identity)
        if kind == _TENSOR:
            tensors[identity] = value
        elif kind == _ARRAY:
            arrays[identity] = value
        elif len(alive) > MAX_OBJECTS:
            return Reachable(tensors=tensors, arrays=arrays, holders=None, seen=seen, size=size, alive=alive)
        else:
            parts = _referents(value, kind)
            size += len(parts)
            for part in parts:
                if kinds.get(type(part)) != _NOTHING:
                    held_by[id(part)].append(identity)
                    alive.append(part)
    holders, pending = set[int](), list(tensors)
    while pending:
        fresh = set(held_by[pending.pop()]) - holders
        holders |= fresh
        pending += fresh
    return Reachable(tensors=tensors, arrays=arrays, holders=holders, seen=seen, size=size, alive=alive)


def describe_left_out(reachable: Reachable, found: Iterable[torch.Tensor]) -> tuple[str, ...]:
    """The tensors besides those that were found, in words."""
    known = {id(tensor) for tensor in found}
    left_out = [tensor for identity, tensor in reachable.tensors.items() if identity not in known]
    phrases = []
    if left_out:
        shapes = _listed(f"{str(one.dtype).removeprefix('torch.')}{list(one.shape)}" for one in left_out)
        phrases.append(f"{len(left_out)} tensor{'s' * (len(left_out) > 1)} where none can be replaced: {shapes}")
    if reachable.holders is None:
        phrases.append(f"more than {MAX_OBJECTS:,} objects, which were not searched for tensors")
    return tuple(phrases)


def describe_arrays(reachable: Reachable) -> tuple[str, ...]:
    """The NumPy arrays, in words; arrays of one number are no data."""
    arrays = [array for array in reachable.arrays.values() if array.size > 1 and array.dtype.kind in "biufc"]
    shapes = _listed(f"{one.dtype}{list(one.shape)}" for one in arrays)
    return (f"{len(arrays)} NumPy array{'s' * (len(arrays) > 1)}: {shapes}",) if arrays else ()


_MAX_LISTED = 3


def _listed(texts: Iterable[str]) -> str:
    found = list(texts)
    return ", ".join(found[:_MAX_LISTED]) + (", ..." if len(found) > _MAX_LISTED else "")


def _kind_of(kind: type) -> int:
    if issubclass(kind, torch.Tensor):
        return _TENSOR
    if issubclass(kind, np.ndarray):
        return _ARRAY
    if kind is types.FunctionType:
        return _FUNCTION
    return _NOTHING if issubclass(kind, _OPAQUE) else _HOLDER


def _referents(value: Any, kind: int) -> Sequence[Any]:
    if kind == _FUNCTION:
        return (value.__closure__, value.__defaults__, value.__kwdefaults__, value.__dict__)
    return gc.get_referents(value)
