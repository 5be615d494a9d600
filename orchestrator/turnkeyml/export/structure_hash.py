"""The structure of a graph as one digest: equal for models that differ in names and in the values of weights alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import onnx

_SHAPING_BYTES = 4096
"""Integers up to so many bytes are shapes, axes and indices, and decide what is computed."""
_INTEGERS = frozenset(
    {
        *(onnx.TensorProto.INT8, onnx.TensorProto.INT16, onnx.TensorProto.INT32, onnx.TensorProto.INT64),
        *(onnx.TensorProto.UINT8, onnx.TensorProto.UINT16, onnx.TensorProto.UINT32, onnx.TensorProto.UINT64),
        onnx.TensorProto.BOOL,
    }
)


def structure_of(model: onnx.ModelProto) -> str:
    """Digest of the inputs, the nodes in their order, the shapes of weights and the values of what is no weight."""
    lines = [f"{entry.domain}:{entry.version}" for entry in model.opset_import]
    lines += _graph(model.graph, {})
    for function in model.functions:
        names: dict[str, str] = {name: f"in{index}" for index, name in enumerate(function.input)}
        lines.append(f"function {function.domain}:{function.name}")
        lines += _nodes(function.node, names)
        lines += (_name(name, names) for name in function.output)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _graph(graph: onnx.GraphProto, outer: dict[str, str]) -> Iterator[str]:
    names = dict(outer)
    weights = {tensor.name for tensor in graph.initializer}
    for index, value in enumerate(value for value in graph.input if value.name not in weights):
        names[value.name] = f"in{index}"
        yield f"in{index} {_type(value)}"
    for tensor in graph.initializer:
        names[tensor.name] = _weight(tensor)
    yield from _nodes(graph.node, names)
    for value in graph.output:
        yield f"out {_name(value.name, names)} {_type(value)}"


def _nodes(nodes: object, names: dict[str, str]) -> Iterator[str]:
    for index, node in enumerate(nodes):  # type: ignore[arg-type, var-annotated]
        inputs = ",".join(_name(name, names) for name in node.input)
        for position, name in enumerate(node.output):
            names[name] = f"n{index}.{position}"
        yield f"{node.domain}:{node.op_type}({inputs}){len(node.output)}"
        for attribute in sorted(node.attribute, key=lambda one: str(one.name)):
            yield from _attribute(attribute, names)


def _attribute(attribute: onnx.AttributeProto, names: dict[str, str]) -> Iterator[str]:
    graphs = [*([attribute.g] if attribute.HasField("g") else []), *attribute.graphs]
    tensors = [*([attribute.t] if attribute.HasField("t") else []), *attribute.tensors]
    if graphs or tensors:
        yield attribute.name
        for graph in graphs:
            yield from _graph(graph, names)
        yield from map(_weight, tensors)
    else:
        plain = onnx.AttributeProto()
        plain.CopyFrom(attribute)
        plain.doc_string = ""
        yield plain.SerializeToString(deterministic=True).hex()


def _weight(tensor: onnx.TensorProto) -> str:
    """Its type and shape; small integers and single numbers with their values: powers of 2 and of 2.5 are two costs."""
    told = f"w{tensor.data_type}{list(tensor.dims)}"
    external = tensor.data_location == onnx.TensorProto.EXTERNAL
    shaping = tensor.data_type in _INTEGERS and tensor.ByteSize() <= _SHAPING_BYTES
    if not external and (shaping or not tensor.dims):
        return told + onnx.numpy_helper.to_array(tensor).tobytes().hex()
    return told


def _type(value: onnx.ValueInfoProto) -> str:
    tensor = value.type.tensor_type
    return f"{tensor.elem_type}{[dim.dim_value or dim.dim_param for dim in tensor.shape.dim]}"


def _name(name: str, names: dict[str, str]) -> str:
    return names.get(name, "") if name else "-"
