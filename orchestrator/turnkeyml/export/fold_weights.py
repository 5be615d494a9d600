"""Computes once, on the host, what depends on weights and constants alone: tables of positions, masks, scaled weights.

Engines would compute it at each inference or while they load, some of them with less precision than PyTorch.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import torch
from torch import fx

_MAX_BYTES = 4 << 20
"""A larger result is kept only if it is no larger than the weight that it is computed from."""
_RANDOM = torch.Tag.nondeterministic_seeded
_ATEN = torch.ops.aten
_VIEWS = frozenset(
    (_ATEN.view.default, _ATEN.reshape.default, _ATEN.expand.default, _ATEN.permute.default, _ATEN.transpose.int)
    + (_ATEN.t.default, _ATEN.unsqueeze.default, _ATEN.squeeze.dim, _ATEN.slice.Tensor, _ATEN.select.int)
    + (_ATEN.detach.default, _ATEN.alias.default, _ATEN.clone.default, _ATEN.contiguous.default)
    + (_ATEN.full.default, _ATEN.full_like.default, _ATEN.zeros.default, _ATEN.ones.default)
)
"""Operators that compute nothing: neither a weight nor a constant is written for them alone."""
_UNDEFINED = ("empty", "new_empty", "empty_like", "empty_strided", "new_empty_strided")


def fold(graph_module: fx.GraphModule, weights: Mapping[str, torch.Tensor]) -> None:
    """Replace the computations on constants by their results, in place.

    Args:
        graph_module: all of its operators are functional.
        weights: the values of placeholders, by the placeholders' names.
    """
    known = _constant_nodes(graph_module, weights)
    wanted = [node for node in known if _is_result(node, known)]
    values: dict[fx.Node, Any] = {}
    for index, node in enumerate(wanted):
        value = _compute(node, values, graph_module, weights)
        name = f"_folded_{index}"
        graph_module.register_buffer(name, value.contiguous(), persistent=False)
        with graph_module.graph.inserting_before(node):
            constant = graph_module.graph.get_attr(name)
        constant.meta = dict(node.meta)
        node.replace_all_uses_with(constant)
    graph_module.graph.eliminate_dead_code()


def _constant_nodes(graph_module: fx.GraphModule, weights: Mapping[str, torch.Tensor]) -> dict[fx.Node, bool]:
    """The nodes that depend on no input, in order; True where more than views leads to them."""
    known: dict[fx.Node, bool] = {}
    for node in graph_module.graph.nodes:
        if (node.op == "placeholder" and node.name in weights) or node.op == "get_attr":
            known[node] = False
        elif node.op == "call_function" and all(one in known for one in node.all_input_nodes) and _may_fold(node):
            known[node] = node.target not in _VIEWS or any(known[one] for one in node.all_input_nodes)
    return known


def _may_fold(node: fx.Node) -> bool:
    operator = node.target
    if not isinstance(operator, torch._ops.OpOverload):
        return operator.__module__ == "_operator"  # getitem
    if operator.namespace not in ("aten", "prims") or _RANDOM in operator.tags:
        return False
    if operator._opname in _UNDEFINED:
        return False
    value = node.meta.get("val")
    if isinstance(value, torch.Tensor):
        sources = [_bytes(one.meta.get("val")) for one in node.all_input_nodes]
        return not value.is_complex() and _bytes(value) <= max(_MAX_BYTES, *sources, 0) and not _widens(node)
    return isinstance(value, tuple | list)


def _bytes(value: object) -> int:
    return value.numel() * value.element_size() if isinstance(value, torch.Tensor) else 0


def _widens(node: fx.Node) -> bool:
    """Whether a node casts a weight to more bits: how it is stored is part of the model, and engines know the cast."""
    sources = [one.meta.get("val") for one in node.all_input_nodes]
    return any(
        isinstance(source, torch.Tensor)
        and source.dim() > 0
        and source.element_size() < node.meta["val"].element_size()
        and source.dtype not in (torch.bool, torch.int32, torch.int64)
        for source in sources
    )


def _is_result(node: fx.Node, known: Mapping[fx.Node, bool]) -> bool:
    """Whether something else needs the node's value, and it is a tensor that was computed."""
    if not known[node] or not isinstance(node.meta.get("val"), torch.Tensor):
        return False
    needed = any(user not in known or not isinstance(user.meta.get("val"), torch.Tensor) for user in node.users)
    return needed and math.prod(node.meta["val"].shape) > 0


def _compute(
    node: fx.Node, values: dict[fx.Node, Any], graph_module: fx.GraphModule, weights: Mapping[str, torch.Tensor]
) -> Any:
    """The value of a constant node; those of the nodes before it are kept in `values`."""
    pending = [node]
    while pending:
        current = pending[-1]
        missing = [one for one in current.all_input_nodes if one not in values]
        if missing:
            pending += missing
            continue
        pending.pop()
        if current.op == "placeholder":
            values[current] = weights[current.name].detach()
        elif current.op == "get_attr":
            values[current] = getattr(graph_module, str(current.target)).detach()
        elif current not in values:
            args, kwargs = fx.map_arg((current.args, current.kwargs), values.__getitem__)
            with torch.no_grad():
                values[current] = current.target(*args, **kwargs)  # type: ignore[operator]
    return values[node]
