"""Finds the tensors in a model's output, whatever object holds them, and says what it leaves out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import torch

from turnkeyml.analysis import object_parts
from turnkeyml.analysis.reachable import describe_arrays, describe_left_out, find_reachable

_SKIPPED = object_parts.ATOMS | {torch.Size}
"""In a trace by TorchScript, the elements of a `torch.Size` are tensors."""


class Outputs:
    """The tensors of an output with readable names, without those of caches."""

    def __init__(self, value: Any) -> None:
        self._value = value
        self._caches: list[Any] = []
        self._open: set[int] = set()
        self._found: dict[int, torch.Tensor] = {}
        self.tensors: tuple[tuple[str, torch.Tensor], ...] = tuple(self._walk(value, "output"))

    def left_out(self) -> tuple[str, ...]:
        """What the output holds besides, in words. Caches are left out on purpose."""
        of_caches = find_reachable(self._caches).tensors.values()
        reachable = find_reachable([self._value])
        return (*describe_left_out(reachable, (*self._found.values(), *of_caches)), *describe_arrays(reachable))

    @property
    def has_caches(self) -> bool:
        """Whether caches were left out."""
        return bool(self._caches)

    def _walk(self, value: Any, name: str) -> Iterator[tuple[str, torch.Tensor]]:
        if isinstance(value, torch.Tensor):
            self._found[id(value)] = value
            yield name, value
        elif type(value) not in _SKIPPED and id(value) not in self._open:
            self._open.add(id(value))
            if isinstance(value, Mapping):
                yield from self._walk_mapping(value, name)
            elif isinstance(value, tuple) and hasattr(value, "_fields"):
                yield from self._walk_mapping(dict(zip(value._fields, value, strict=True)), name)
            elif isinstance(value, list | tuple):
                yield from self._walk_sequence(value, name)
            elif isinstance(value, Iterator) and not hasattr(value, "read"):
                yield from self._walk_sequence(list(value), name)
            yield from self._walk_object(value, name)
            self._open.discard(id(value))

    def _walk_mapping(self, value: Mapping[Any, Any], name: str) -> Iterator[tuple[str, torch.Tensor]]:
        for key, child in value.items():
            if not self._is_cache(str(key), child):
                yield from self._walk(child, str(key) if name == "output" else f"{name}_{key}")

    def _walk_sequence(self, value: list[Any] | tuple[Any, ...], name: str) -> Iterator[tuple[str, torch.Tensor]]:
        for index, child in enumerate(value):
            if not self._is_cache("", child):
                yield from self._walk(child, name if len(value) == 1 else f"{name}_{index}")

    def _walk_object(self, value: Any, name: str) -> Iterator[tuple[str, torch.Tensor]]:
        """The attributes of an object, and the elements of other containers; each tensor is found once."""
        parts = object_parts.split(value)
        if parts is None:
            return
        known = set(self._found)
        is_known = isinstance(value, Mapping | list | tuple)
        for key, child in (*(() if is_known else parts.items), *parts.attributes):
            if self._is_cache(str(key), child):
                continue
            hidden = isinstance(key, str) and key.startswith("_")
            outer = "" if name == "output" and isinstance(key, str) else name
            inner = name if hidden else "_".join(filter(None, (outer, str(key))))
            found = [one for one in self._walk(child, inner) if id(one[1]) not in known]
            known.update(id(tensor) for _, tensor in found)
            yield from found

    def _is_cache(self, key: str, value: Any) -> bool:
        is_cache = "past_key_values" in key or type(value).__name__.lower().endswith("cache")
        if is_cache and value is not None:
            self._caches.append(value)
        return is_cache


def named_tensors(value: Any) -> tuple[tuple[str, torch.Tensor], ...]:
    """The tensors of an output with readable names."""
    return Outputs(value).tensors
