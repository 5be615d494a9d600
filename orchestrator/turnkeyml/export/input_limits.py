"""Follows each input of a model through its graph, and gathers what its consumers take."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import onnx

from turnkeyml.export.operator_limits import limits_of
from turnkeyml.export.value_limits import Alias, Graph, Limits, Use, graph_of

_PASSED_ON = frozenset(
    {
        *("Cast", "Identity", "Reshape", "Unsqueeze", "Squeeze", "Transpose", "Expand", "Flatten", "Slice", "Split"),
        *("Gather", "GatherElements", "Tile", "Pad", "Clip", "Relu", "Dropout", "OptionalGetElement", "Optional"),
        *("SequenceAt", "ConcatFromSequence", "SplitToSequence", "QuantizeLinear", "DequantizeLinear"),
    }
)
"""Operators whose outputs have values of their first input."""
_JOINED = frozenset({"Concat", "SequenceConstruct", "Max", "Min", "Where"})
"""Operators whose output has values of all inputs."""
_MAX_DEPTH = 16


def input_limits(model: onnx.ModelProto) -> dict[str, Limits]:
    """By the name of an input: the values that all of its consumers take."""
    graph, known = graph_of(model)
    found: dict[str, Limits] = {}
    aliases: dict[str, tuple[Alias, ...]] = {value.name: (Alias(name=value.name),) for value in graph.input}
    for alias, limits in _walk(graph, known, aliases, 0):
        own = alias.to_input(limits)
        found[alias.name] = found[alias.name].merged(own) if alias.name in found else own
    return found


def _walk(
    graph: onnx.GraphProto, known: Graph, aliases: dict[str, tuple[Alias, ...]], depth: int
) -> Iterator[tuple[Alias, Limits]]:
    """Every use of an input, in a graph and those inside of it; `aliases` are the tensors that stand for inputs."""
    if depth > _MAX_DEPTH:
        return
    for node in graph.node:
        for position, name in enumerate(node.input):
            for alias in aliases.get(name, ()):
                limits = limits_of(Use(node=node, position=position, graph=known))
                if limits is not None:
                    yield alias, limits
        passed = _passed_on(node, known, aliases)
        for output in node.output if passed else ():
            aliases[output] = passed
        for attribute in node.attribute:
            for inner in (*([attribute.g] if attribute.HasField("g") else []), *attribute.graphs):
                _enter(node, inner, aliases)
                yield from _walk(inner, known, aliases, depth + 1)


def _enter(node: onnx.NodeProto, inner: onnx.GraphProto, aliases: dict[str, tuple[Alias, ...]]) -> None:
    """The inputs of a loop's body stand for those of the loop."""
    skipped = 2 if node.op_type == "Loop" else 0
    outer = node.input if node.op_type in ("Loop", "Scan", "SequenceMap") else ()
    for name, value in zip(outer[skipped:], inner.input[skipped:], strict=False):
        if name in aliases:
            aliases[value.name] = aliases[name]


def _passed_on(node: onnx.NodeProto, known: Graph, aliases: dict[str, tuple[Alias, ...]]) -> tuple[Alias, ...]:
    """The inputs of the model that the outputs of a node stand for."""
    if not node.input:
        return ()
    if node.op_type in _PASSED_ON:
        return aliases.get(node.input[0], ())
    if node.op_type in _JOINED:
        return tuple(alias for name in node.input for alias in aliases.get(name, ()))[:_MAX_DEPTH]
    if node.op_type in ("Add", "Sub", "Mul", "Div") and len(node.input) == 2:
        return _affine(node, known, aliases)
    return ()


def _affine(node: onnx.NodeProto, known: Graph, aliases: dict[str, tuple[Alias, ...]]) -> tuple[Alias, ...]:
    """Sums and products of an input and a constant."""
    left, right = node.input
    if left in aliases and right in known.constants:
        followed, constant = aliases[left], known.constants[right]
    elif right in aliases and left in known.constants and node.op_type in ("Add", "Mul"):
        followed, constant = aliases[right], known.constants[left]
    else:
        return ()
    if constant.dtype.kind not in "iuf" or not constant.size:
        return ()
    if node.op_type in ("Add", "Sub"):
        return tuple(alias.shifted(constant, 1 if node.op_type == "Add" else -1) for alias in followed)
    with np.errstate(divide="ignore"):
        factor = float(constant.max() if node.op_type == "Mul" else 1 / np.float64(constant.min()))
    scaled = (alias.scaled(factor) for alias in followed)
    return tuple(alias for alias in scaled if alias is not None)
