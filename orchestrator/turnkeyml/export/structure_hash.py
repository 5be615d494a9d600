"""Hashes the structure of a graph: equal for models that differ only in names and values of weights."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import onnx

_SHAPING_BYTES = 4096
"""Integer tensors up to this size are shapes, axes and indices: their values decide what is computed."""
_INTEGERS = frozenset(
    {
        *(onnx.TensorProto.INT8, onnx.TensorProto.INT16, onnx.TensorProto.INT32, onnx.TensorProto.INT64),
        *(onnx.TensorProto.UINT8, onnx.TensorProto.UINT16, onnx.TensorProto.UINT32, onnx.TensorProto.UINT64),
        onnx.TensorProto.BOOL,
    }
)


def structure_of(model: onnx.ModelProto) -> str:
    """Digest of the inputs, the nodes in their order, the shapes of weights and the values of other constants."""
    lines = [f"{entry.domain}:{entry.version}" for entry in model.opset_import]
    lines += _graph_lines(model.graph, {})
    for function in model.functions:
        names: dict[str, str] = {name: f"in{index}" for index, name in enumerate(function.input)}
        lines.append(f"function {function.domain}:{function.name}")
        lines += _node_lines(function.node, names)
        lines += (_canonical_name(name, names) for name in function.output)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _graph_lines(graph: onnx.GraphProto, outer: dict[str, str]) -> Iterator[str]:
    names = dict(outer)
    weights = {tensor.name for tensor in graph.initializer}
    for index, value in enumerate(value for value in graph.input if value.name not in weights):
        names[value.name] = f"in{index}"
        yield f"in{index} {_type(value)}"
    for tensor in graph.initializer:
        names[tensor.name] = _weight(tensor)
    yield from _node_lines(graph.node, names)
    for value in graph.output:
        yield f"out {_canonical_name(value.name, names)} {_type(value)}"


def _node_lines(nodes: object, names: dict[str, str]) -> Iterator[str]:
    for index, node in enumerate(nodes):  # type: ignore[arg-type, var-annotated]
        inputs = ",".join(_canonical_name(name, names) for name in node.input)
        for position, name in enumerate(node.output):
            names[name] = f"n{index}.{position}"
        yield f"{node.domain}:{node.op_type}({inputs}){len(node.output)}"
        for attribute in sorted(node.attribute, key=lambda attribute: str(attribute.name)):
            yield from _attribute_lines(attribute, names)


def _attribute_lines(attribute: onnx.AttributeProto, names: dict[str, str]) -> Iterator[str]:
    graphs = [*([attribute.g] if attribute.HasField("g") else []), *attribute.graphs]
    tensors = [*([attribute.t] if attribute.HasField("t") else []), *attribute.tensors]
    if graphs or tensors:
        yield attribute.name
        for graph in graphs:
            yield from _graph_lines(graph, names)
        yield from map(_weight, tensors)
    else:
        plain = onnx.AttributeProto()
        plain.CopyFrom(attribute)
        plain.doc_string = ""
        yield plain.SerializeToString(deterministic=True).hex()


def _weight(tensor: onnx.TensorProto) -> str:
    """A tensor's type and shape, and the values of small integer tensors and of scalars.

    A scalar may change the cost: x ** 2 is cheaper than x ** 2.5.
    """
    text = f"w{tensor.data_type}{list(tensor.dims)}"
    external = tensor.data_location == onnx.TensorProto.EXTERNAL
    shaping = tensor.data_type in _INTEGERS and tensor.ByteSize() <= _SHAPING_BYTES
    if not external and (shaping or not tensor.dims):
        return text + onnx.numpy_helper.to_array(tensor).tobytes().hex()
    return text


def _type(value: onnx.ValueInfoProto) -> str:
    tensor = value.type.tensor_type
    return f"{tensor.elem_type}{[dim.dim_value or dim.dim_param for dim in tensor.shape.dim]}"


def _canonical_name(name: str, names: dict[str, str]) -> str:
    return names.get(name, "") if name else "-"
