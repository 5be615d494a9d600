"""Splits the inputs of a model into tensors and a template, and rebuilds them with other tensors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from turnkey_runner.contract import TensorSpec
from turnkeyml.analysis.constant_text import constant_text
from turnkeyml.analysis.reachable import describe_arrays, describe_left_out
from turnkeyml.analysis.template import Constant, Node, Template, TensorRef
from turnkeyml.analysis.template_builder import TemplateBuilder


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """The arguments of a call: a template, and its tensors with their names."""

    template: Template
    names: tuple[str, ...]
    tensors: tuple[torch.Tensor, ...]
    left_out: tuple[str, ...] = ()
    """Tensors that the arguments hold besides, in words."""
    arrays: tuple[str, ...] = ()
    """NumPy arrays that they hold, in words: they are constants of the graph."""
    objects: int = 0
    """How many references the arguments hold, directly and through others."""

    def rebuild(self, tensors: Sequence[torch.Tensor]) -> tuple[list[Any], dict[str, Any]]:
        """The arguments and keyword arguments with these tensors instead of the recorded ones."""
        args, kwargs = self.template.build(tensors)
        return args, kwargs


def flatten(
    args: Sequence[Any], kwargs: Mapping[str, Any], parameter_names: Sequence[str], *, copy_constants: bool = True
) -> Inputs:
    """Split arguments into a template and tensors, which are named after the parameters that they belong to.

    Without `copy_constants`, objects that hold no tensor are those of the caller: it is meant for `describe` alone.
    """
    positional, keywords = list(args), dict(kwargs)
    root = [positional, keywords]
    extra_names = [f"input_{index}" for index in range(len(parameter_names), len(positional))]
    names = {id(root): ["", ""], id(positional): [*parameter_names[: len(positional)], *extra_names]}
    builder = TemplateBuilder(names, copy_constants=copy_constants)
    template = builder.build(root)
    return Inputs(
        template=template,
        names=unique_names(name for name, _ in builder.tensors),
        tensors=tuple(tensor for _, tensor in builder.tensors),
        left_out=describe_left_out(builder.reachable, (tensor for _, tensor in builder.tensors)),
        arrays=describe_arrays(builder.reachable),
        objects=builder.reachable.size,
    )


def describe(template: Template, tensors: Sequence[torch.Tensor]) -> str:
    """The structure as text: shapes, dtypes, keys and constants. Equal texts mean equal structures.

    The first line is part of hashes: there, objects without tensors are named by their types alone, because libraries
    add attributes to them. What they consist of follows in a second line, where there are any.
    """
    first: dict[int, tuple[int, int]] = {}  # the part, and the position in it, where each part occurs first
    for index in sorted(template.order):
        for position, (_, child) in enumerate(_node(template, index).described):
            first.setdefault(child, (index, position))
    argument_lists = _node(template, 0).items
    texts: dict[int, str] = {}
    for index in template.order:
        node = _node(template, index)
        inner = []
        for position, (key, child) in enumerate(node.described):
            part = template.parts[child]
            if not isinstance(part, Node):
                inner.append(f"{key}:{_describe_leaf(part, tensors)}")
            elif part.label is not None and first[child] != (index, position):
                inner.append(f"{key}:#{part.label}")  # is described elsewhere
            else:
                inner.append(f"{key}:{texts[child]}")
        texts[index] = node.kind.__qualname__ + (f"({','.join(inner)})" if inner or index in argument_lists else "")
    objects = [part.value for part in template.parts if isinstance(part, Constant) and not _is_plain(part.value)]
    return "\n".join((texts[0], *([",".join(map(constant_text, objects))] if objects else [])))


def _node(template: Template, index: int) -> Node:
    node = template.parts[index]
    assert isinstance(node, Node)
    return node


def _describe_leaf(part: TensorRef | Constant, tensors: Sequence[torch.Tensor]) -> str:
    if isinstance(part, TensorRef):
        tensor = tensors[part.index]
        return f"{str(tensor.dtype).removeprefix('torch.')}{list(tensor.shape)}"
    return repr(part.value) if _is_plain(part.value) else type(part.value).__qualname__


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | bytes | int | float | bool | complex | None | torch.dtype | torch.device)


def spec_of(name: str, tensor: torch.Tensor) -> TensorSpec:
    """Name, dtype and shape of a tensor."""
    return TensorSpec(name=name, dtype=str(tensor.dtype).removeprefix("torch."), shape=tuple(tensor.shape))


def unique_names(names: Iterator[str] | Sequence[str]) -> tuple[str, ...]:
    """The names as identifiers, each of which occurs once."""
    taken: dict[str, None] = {}
    for name in names:
        clean = re.sub(r"\W+", "_", name).strip("_") or "tensor"
        candidate, count = clean, 1
        while candidate in taken:
            candidate, count = f"{clean}_{count}", count + 1
        taken[candidate] = None
    return tuple(taken)
