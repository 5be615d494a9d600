"""Taking inputs apart into tensors and a template, and putting them together again with other tensors."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from turnkey_runner.contract import TensorSpec

_MAX_DEPTH = 8


@dataclass(frozen=True)
class TensorRef:
    """Stands in a template where the tensor of that index belongs."""

    index: int


@dataclass(frozen=True)
class Constant:
    """A value that is no tensor and holds none."""

    value: Any
    mutable: bool = False
    """An object with a state, such as an empty cache that the model will fill: each call gets a copy."""


@dataclass(frozen=True)
class Node:
    """A container: its type, the keys of its children, the children."""

    kind: type
    keys: tuple[Any, ...]
    children: tuple[Any, ...]


Template = TensorRef | Constant | Node


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """The arguments of a call: one template, and its tensors by position with readable names."""

    template: Template
    names: tuple[str, ...]
    tensors: tuple[torch.Tensor, ...]

    def rebuild(self, tensors: Sequence[torch.Tensor]) -> tuple[list[Any], dict[str, Any]]:
        """The arguments and keyword arguments, with other tensors in the places of the recorded ones."""
        args, kwargs = unflatten(self.template, tensors)
        return args, kwargs


def flatten(args: Sequence[Any], kwargs: Mapping[str, Any], parameter_names: Sequence[str]) -> Inputs:
    """Split arguments into a template and tensors; names come from the parameters that they are bound to."""
    found: list[tuple[str, torch.Tensor]] = []
    named = [parameter_names[i] if i < len(parameter_names) else f"input_{i}" for i in range(len(args))]
    positional = Node(
        list, tuple(range(len(args))), tuple(_take(a, n, found, 0) for a, n in zip(args, named, strict=True))
    )
    keywords = Node(dict, tuple(kwargs), tuple(_take(value, name, found, 0) for name, value in kwargs.items()))
    return Inputs(
        template=Node(list, (0, 1), (positional, keywords)),
        names=unique_names(name for name, _ in found),
        tensors=tuple(tensor for _, tensor in found),
    )


def unflatten(template: Template, tensors: Sequence[torch.Tensor]) -> Any:
    """Build the value that a template describes."""
    if isinstance(template, TensorRef):
        return tensors[template.index]
    if isinstance(template, Constant):
        return copy.deepcopy(template.value) if template.mutable else template.value
    children = [unflatten(child, tensors) for child in template.children]
    kind = template.kind
    if issubclass(kind, tuple) and hasattr(kind, "_fields"):
        return kind(*children)
    if issubclass(kind, list | tuple | set | frozenset):
        return kind(children)
    if issubclass(kind, dict):
        mapping: Any = kind.__new__(kind)
        mapping.update(zip(template.keys, children, strict=True))
        return mapping
    rebuilt: Any = kind.__new__(kind)
    for key, child in zip(template.keys, children, strict=True):
        object.__setattr__(rebuilt, key, child)
    return rebuilt


def describe(template: Template, tensors: Sequence[torch.Tensor]) -> str:
    """The structure as text: shapes, dtypes, keys and constants. Equal texts, equal structures."""
    if isinstance(template, TensorRef):
        tensor = tensors[template.index]
        return f"{str(tensor.dtype).removeprefix('torch.')}{list(tensor.shape)}"
    if isinstance(template, Constant):
        value = template.value
        plain = isinstance(value, str | bytes | int | float | bool | complex | None | torch.dtype | torch.device)
        return repr(value) if plain else type(value).__qualname__
    children = zip(template.keys, template.children, strict=True)
    inner = ",".join(f"{key}:{describe(child, tensors)}" for key, child in children)
    return f"{template.kind.__qualname__}({inner})"


def named_tensors(value: Any, name: str = "output") -> Iterator[tuple[str, torch.Tensor]]:
    """The tensors of an output with readable names; caches and whatever is no tensor are left out."""
    if isinstance(value, torch.Tensor):
        yield name, value
    elif isinstance(value, Mapping):
        for key, child in value.items():
            if not _is_cache(str(key), child):
                yield from named_tensors(child, str(key) if name == "output" else f"{name}_{key}")
    elif isinstance(value, tuple) and hasattr(value, "_fields"):
        yield from named_tensors(dict(zip(value._fields, value, strict=True)), name)
    elif isinstance(value, list | tuple):
        for index, child in enumerate(value):
            if not _is_cache("", child):
                yield from named_tensors(child, name if len(value) == 1 else f"{name}_{index}")
    elif not _is_cache("", value) and hasattr(value, "__dataclass_fields__"):
        yield from named_tensors({key: getattr(value, key) for key in value.__dataclass_fields__}, name)


def spec_of(name: str, tensor: torch.Tensor) -> TensorSpec:
    """Name, dtype and shape of a tensor."""
    return TensorSpec(name=name, dtype=str(tensor.dtype).removeprefix("torch."), shape=tuple(tensor.shape))


def unique_names(names: Iterator[str] | Sequence[str]) -> tuple[str, ...]:
    """The names as identifiers that occur once each."""
    taken: dict[str, None] = {}
    for name in names:
        clean = re.sub(r"\W+", "_", name).strip("_") or "tensor"
        candidate, count = clean, 1
        while candidate in taken:
            candidate, count = f"{clean}_{count}", count + 1
        taken[candidate] = None
    return tuple(taken)


def _is_cache(key: str, value: Any) -> bool:
    return "past_key_values" in key or type(value).__name__.lower().endswith("cache")


def _take(value: Any, name: str, found: list[tuple[str, torch.Tensor]], depth: int) -> Template:
    if isinstance(value, torch.Tensor):
        found.append((name, value))
        return TensorRef(len(found) - 1)
    children = _children(value) if depth < _MAX_DEPTH else None
    if not children:
        return Constant(value)
    before = len(found)
    taken = tuple(_take(child, f"{name}_{key}", found, depth + 1) for key, child in children)
    if len(found) == before and not isinstance(value, dict | list | tuple):
        return _freeze(value)
    return Node(type(value), tuple(key for key, _ in children), taken)


def _freeze(value: Any) -> Constant:
    """The object as it is now; as it will be, where it cannot be copied."""
    try:
        return Constant(copy.deepcopy(value), mutable=True)
    except Exception:  # whatever a foreign class raises when it is copied
        return Constant(value)


def _children(value: Any) -> list[tuple[Any, Any]] | None:
    """The parts of a container, of a dataclass, or of a plain object such as a key-value cache."""
    if isinstance(value, Mapping):
        return list(value.items())
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return list(zip(value._fields, value, strict=True))
    if isinstance(value, list | tuple):
        return list(enumerate(value))
    if isinstance(value, torch.nn.Module | type) or callable(value):
        return None
    attributes = getattr(value, "__dict__", None)
    return list(attributes.items()) if attributes else None
