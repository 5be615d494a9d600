"""Finds the narrowest floating-point type that a graph computes in; its outputs cannot be more precise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import onnx

_NARROWEST_FIRST = ((onnx.TensorProto.BFLOAT16, "bfloat16"), (onnx.TensorProto.FLOAT16, "float16"))
_MOVES = frozenset(
    ("Identity", "Reshape", "Transpose", "Squeeze", "Unsqueeze", "Flatten", "Expand", "Tile", "Slice", "Split", "Pad")
    + ("Concat", "Gather", "GatherElements", "GatherND", "DepthToSpace", "SpaceToDepth")
)
"""Operators that move values without computing: they round nothing."""


def narrowest_type(model: onnx.ModelProto) -> str:
    """`bfloat16` or `float16` where an operator computes values of that type out of the inputs; otherwise empty.

    Weights and inputs that are stored in 16 bits and cast to fp32 first do not count: PyTorch casts the same values.
    """
    graphs = [model.graph, *_subgraphs(model.graph.node)]
    types = _element_types(graphs)
    for node in _all_nodes(graphs, model):
        if node.op_type == "Cast":
            types.setdefault(node.output[0], next(one.i for one in node.attribute if one.name == "to"))
    if not _mentions_narrow(types.values(), graphs, model):
        return ""
    if _has_untyped_values(graphs, types) or model.functions:
        inferred = onnx.shape_inference.infer_shapes(model)
        graphs = [inferred.graph, *_subgraphs(inferred.graph.node)]
        types = _element_types(graphs) | types
    computed = {types.get(name, 0) for name in _computed_values(graphs)}
    if model.functions:  # the types inside are those of each call
        computed |= set(types.values())
    return next((name for element, name in _NARROWEST_FIRST if element in computed), "")


def _computed_values(graphs: Sequence[onnx.GraphProto]) -> Iterator[str]:
    """The outputs of operators that compute something which is not constant."""
    constant = {tensor.name for graph in graphs for tensor in graph.initializer}
    for graph in graphs:
        for node in graph.node:
            is_constant = node.op_type == "Constant" or (
                bool(node.input) and all(name in constant for name in node.input if name)
            )
            if is_constant and not any(attribute.HasField("g") for attribute in node.attribute):
                constant.update(node.output)
            elif node.op_type not in _MOVES:
                yield from node.output


def _element_types(graphs: Sequence[onnx.GraphProto]) -> dict[str, int]:
    types: dict[str, int] = {}
    for graph in graphs:
        types.update((tensor.name, tensor.data_type) for tensor in graph.initializer)
        for value in (*graph.input, *graph.output, *graph.value_info):
            if value.type.HasField("tensor_type"):
                types[value.name] = value.type.tensor_type.elem_type
    return types


def _mentions_narrow(types: object, graphs: Sequence[onnx.GraphProto], model: onnx.ModelProto) -> bool:
    narrow = {element for element, _ in _NARROWEST_FIRST}
    if narrow & set(types):  # type: ignore[call-overload]
        return True
    return any(
        attribute.t.data_type in narrow or (attribute.name in ("to", "dtype") and attribute.i in narrow)
        for node in _all_nodes(graphs, model)
        for attribute in node.attribute
    )


def _has_untyped_values(graphs: Sequence[onnx.GraphProto], types: dict[str, int]) -> bool:
    return any(name and name not in types for graph in graphs for node in graph.node for name in node.output)


def _all_nodes(graphs: Sequence[onnx.GraphProto], model: onnx.ModelProto) -> Iterator[onnx.NodeProto]:
    for graph in graphs:
        yield from graph.node
    for function in model.functions:
        yield from function.node


def _subgraphs(nodes: Sequence[onnx.NodeProto]) -> Iterator[onnx.GraphProto]:
    for node in nodes:
        for attribute in node.attribute:
            for graph in (*([attribute.g] if attribute.HasField("g") else []), *attribute.graphs):
                yield graph
                yield from _subgraphs(graph.node)
