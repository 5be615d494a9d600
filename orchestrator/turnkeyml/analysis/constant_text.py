"""Describes values that hold no tensor as text: equal for equal values, on every machine."""

from __future__ import annotations

import enum
import functools
import hashlib
import os
import types
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch

from turnkeyml.analysis import object_parts

_PLAIN = (*object_parts.ATOMS, torch.dtype, torch.device, torch.Size, np.generic)
_MAX_PARTS = 10_000
"""Of one value that are no plain ones. The text says where the others are left out."""
_LONG = 256
"""Texts of more characters are hashed."""


def constant_text(value: Any) -> str:
    """The type of a value and what it consists of; of an object that cannot be taken apart, the type alone."""
    if isinstance(value, _PLAIN) and not isinstance(value, enum.Enum):
        return repr(value)
    text = "".join(_Writer().write(value)).removesuffix("()")
    if len(text) <= _LONG:
        return text
    return f"{type(value).__qualname__}:{hashlib.sha256(text.encode('utf-8', 'backslashreplace')).hexdigest()}"


class _Writer:
    """Writes one value, each object once: objects may be shared, deep, and cyclic."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._alive: list[Any] = []
        """What has a number, so that no id is used twice."""

    def write(self, root: Any) -> Iterator[str]:
        pending: list[Any] = [root]
        while pending:
            value = pending.pop()
            if isinstance(value, _Text):
                yield value.text
            elif isinstance(value, _PLAIN) and not isinstance(value, enum.Enum):
                yield repr(value)
            elif id(value) in self._numbers:
                yield f"#{self._numbers[id(value)]}"
            elif len(self._alive) >= _MAX_PARTS:
                yield "..."
            else:
                self._numbers[id(value)] = len(self._alive)
                self._alive.append(value)
                parts = [*_parts(value), _Text(")")]
                yield f"{type(value).__qualname__}("
                pending += reversed(parts)


class _Text:
    """What is written as it is."""

    def __init__(self, text: str) -> None:
        self.text = text


def _parts(value: Any) -> Iterator[Any]:
    """What a value consists of."""
    if isinstance(value, enum.Enum):
        yield _Text(str(value.name))
    elif isinstance(value, np.ndarray):
        yield _Text(f"{value.dtype}{list(value.shape)}{_array_digest(value)}")
    elif isinstance(value, torch.nn.Module):
        yield _Text("\n".join(module_lines(value)))
    elif isinstance(value, type | types.ModuleType):
        yield _Text(getattr(value, "__qualname__", value.__name__))
    elif isinstance(value, types.FunctionType):
        yield from _function_parts(value)
    elif isinstance(value, types.MethodType):
        yield from (value.__func__, _Text(" of "), value.__self__)
    elif isinstance(value, functools.partial):
        yield from _separated((value.func, value.args, value.keywords))
    elif isinstance(value, slice | range):
        yield from _separated((value.start, value.stop, value.step))
    elif isinstance(value, types.BuiltinFunctionType):
        yield _Text(f"{value.__module__}.{value.__qualname__}")
    elif isinstance(value, os.PathLike):
        yield _Text(os.path.basename(os.fspath(value)))
    elif isinstance(value, set | frozenset):
        yield from _separated([_Text(text) for text in sorted(map(constant_text, value))])
    elif not isinstance(value, torch.Tensor):
        yield from _object_parts(value)


def _object_parts(value: Any) -> Iterator[Any]:
    parts = object_parts.split(value)
    if parts is None:
        return
    plain: list[str] = []
    for key, item in (*parts.items, *sorted(parts.attributes, key=lambda attribute: attribute[0])):
        if type(key) in object_parts.ATOMS and type(item) in object_parts.ATOMS:  # a vocabulary has 50,000 of them
            plain.append(f"{key!r}:{item!r},")
            continue
        yield from (_Text("".join(plain)), key, _Text(":"), item, _Text(","))
        plain.clear()
    yield _Text("".join(plain))
    if isinstance(parts.argument, types.FunctionType | type | int):  # of a defaultdict, a deque
        yield parts.argument


def _function_parts(function: types.FunctionType) -> Iterator[Any]:
    """A function's name, its defaults and what it encloses; a lambda has no name that tells it from another one."""
    yield _Text(function.__qualname__)
    if "<" in function.__qualname__:
        code = function.__code__
        constants = [constant for constant in code.co_consts if type(constant) in object_parts.ATOMS]
        yield from _separated((code.co_code, code.co_names, constants))
    yield from _separated((function.__defaults__, function.__kwdefaults__))
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            yield from (_Text(f"{name}="), cell.cell_contents)
        except ValueError:  # the cell is empty
            continue


def _separated(values: Sequence[Any]) -> Iterator[Any]:
    for value in values:
        yield from (value, _Text(","))


def _array_digest(array: np.ndarray[Any, Any]) -> str:
    content = repr(array.tolist()).encode() if array.dtype.hasobject else np.ascontiguousarray(array).tobytes()
    return hashlib.sha256(content).hexdigest()


def module_lines(module: torch.nn.Module) -> Iterator[str]:
    """A model's class, its module tree, and the types and shapes of its parameters and buffers; no values."""
    yield type(module).__qualname__
    for name, child in module.named_modules():
        yield f"{name}={type(child).__qualname__}({child.extra_repr()})"
    for name, tensor in [*module.named_parameters(), *module.named_buffers()]:
        yield f"{name}:{tensor.dtype}{list(tensor.shape)}"
