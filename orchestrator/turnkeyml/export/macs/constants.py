"""Finds the nodes of a graph that depend on no input: an engine may compute them once, while it loads the model."""

from __future__ import annotations

from collections.abc import Iterator

import onnx


def are_constant(graph: onnx.GraphProto) -> list[bool]:
    """For each node, whether all that it reads is constant. What a node draws at random is not constant."""
    weights = {tensor.name for tensor in graph.initializer}
    varying = {value.name for value in graph.input} - weights
    constant = []
    for node in graph.node:  # ONNX sorts the nodes of a graph
        is_constant = not _draws(node) and varying.isdisjoint(_reads(node))
        if not is_constant:
            varying.update(node.output)
        constant.append(is_constant)
    return constant


def subgraphs(node: onnx.NodeProto) -> Iterator[onnx.GraphProto]:
    """The branches of an `If`, the body of a loop."""
    for one in node.attribute:
        if one.type == onnx.AttributeProto.GRAPH:
            yield one.g
        yield from one.graphs


def _reads(node: onnx.NodeProto) -> Iterator[str]:
    """The inputs of a node, and what its subgraphs read: names of their own are in no other graph."""
    yield from node.input
    for graph in subgraphs(node):
        for inner in graph.node:
            yield from _reads(inner)
        yield from (value.name for value in graph.output)


def _draws(node: onnx.NodeProto) -> bool:
    return node.op_type.startswith("Random") or node.op_type in ("Bernoulli", "Multinomial")
