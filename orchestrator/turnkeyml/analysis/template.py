"""The structure of nested objects without their tensors; builds the objects again with other tensors."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch

from turnkeyml.analysis import object_parts


@dataclass(frozen=True)
class TensorRef:
    """Marks the place of the tensor with this index."""

    index: int


@dataclass(frozen=True)
class Constant:
    """A value that holds no tensor."""

    value: Any
    mutable: bool = False
    """Whether it is an object with state, such as an empty cache that the model fills: each build gets a copy."""


@dataclass(frozen=True, kw_only=True)
class Node:
    """An object that is split into parts, which are given by their indices in the template."""

    kind: type
    keys: tuple[Any, ...]
    items: tuple[int, ...]
    names: tuple[str, ...]
    attributes: tuple[int, ...]
    argument: Any
    """These five are those of `object_parts.Parts`."""
    described: tuple[tuple[Any, int], ...]
    """The keys and parts that its description names."""
    label: int | None
    """The number of an object that is described only where it occurs first; None for plain constants."""


Part = TensorRef | Constant | Node
_UNSET = object()


@dataclass(frozen=True, kw_only=True)
class Template:
    """Objects as a flat list of parts, the first of which is the root: objects may be shared or form cycles."""

    parts: tuple[Part, ...]
    order: tuple[int, ...]
    """The nodes, each after its parts unless they form a cycle."""

    def build(self, tensors: Sequence[torch.Tensor]) -> Any:
        """The root object with these tensors. References to one object are references to one object again."""
        memo: dict[int, Any] = {}
        built = [_begin(part, tensors, memo) for part in self.parts]
        pending: Sequence[int] = self.order
        while pending:
            waiting = [index for index in pending if not self._complete(index, built)]
            if len(waiting) == len(pending):
                raise RecursionError("the inputs hold immutable objects that contain each other")
            pending = waiting
        return built[0]

    def _complete(self, index: int, built: list[Any]) -> bool:
        """Put the parts into an object; False where one of them does not exist yet."""
        node = self.parts[index]
        assert isinstance(node, Node)
        items = [built[item] for item in node.items]
        if any(item is _UNSET for item in items):
            return False
        is_assembled = object_parts.is_assembled(node.kind, node.names)
        if is_assembled and built[index] is _UNSET:
            built[index] = object_parts.assemble(node.kind, node.keys, items)
        attributes = [built[attribute] for attribute in node.attributes]
        if any(attribute is _UNSET for attribute in attributes):
            return False
        if not is_assembled:
            object_parts.add_items(built[index], node.keys, items)
        object_parts.set_attributes(built[index], node.names, attributes)
        return True


def _begin(part: Part, tensors: Sequence[torch.Tensor], memo: dict[int, Any]) -> Any:
    if isinstance(part, TensorRef):
        return tensors[part.index]
    if isinstance(part, Constant):
        return copy.deepcopy(part.value, memo) if part.mutable else part.value
    if object_parts.is_assembled(part.kind, part.names):
        return _UNSET
    return object_parts.new_object(part.kind, part.argument)
