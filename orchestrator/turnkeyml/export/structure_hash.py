"""Hashes the structure of a graph: equal for models that differ only in names and values of weights."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx.external_data_helper import load_external_data_for_tensor

from turnkeyml.export.value_roles import ValueRoles, is_data_dependent, value_roles

_WEIGHT_TYPES = frozenset(
    {
        *(onnx.TensorProto.DOUBLE, onnx.TensorProto.FLOAT, onnx.TensorProto.FLOAT16, onnx.TensorProto.BFLOAT16),
        *(onnx.TensorProto.INT8, onnx.TensorProto.UINT8, onnx.TensorProto.INT4, onnx.TensorProto.UINT4),
        *(onnx.TensorProto.FLOAT8E4M3FN, onnx.TensorProto.FLOAT8E5M2),
    }
)
"""Numbers of other types are indices, sizes or flags, wherever they are used."""


class _UnreadableValueError(Exception):
    """A value that is part of the structure cannot be read."""


def structure_of(model: onnx.ModelProto, folder: Path | None = None) -> str:
    """Digest of the inputs, the nodes in their order, the weights' types, and the values of other constants.

    `folder` has the external data. The digest is empty where equal structures do not mean equal work: what is computed
    depends on the values of weights, or a value that counts cannot be read.
    """
    graphs = (model.graph, *model.functions)
    if any(is_data_dependent(graph.node) for graph in graphs) or model.graph.sparse_initializer:
        return ""
    try:
        lines = list(_model_lines(model, folder))
    except _UnreadableValueError:
        return ""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _model_lines(model: onnx.ModelProto, folder: Path | None) -> Iterator[str]:
    yield from (f"{entry.domain}:{entry.version}" for entry in model.opset_import)
    graph = model.graph
    initializers = {tensor.name: tensor for tensor in graph.initializer}
    inputs = [value for value in graph.input if value.name not in initializers]
    names = _Names((value.name for value in inputs), initializers, graph.node, (), folder)
    yield from (f"in{index} {_type(value)}" for index, value in enumerate(inputs))
    yield from _node_lines(graph.node, names)
    yield from (f"out {names.of(value.name)} {_type(value)}" for value in graph.output)
    for function in model.functions:
        names = _Names(function.input, {}, function.node, function.output, folder)
        yield f"function {function.domain}:{function.name}"
        yield from _node_lines(function.node, names)
        yield from map(names.of, function.output)


class _Names:
    """The canonical names of a graph's values: where they are computed, or what they are worth."""

    def __init__(
        self,
        inputs: Iterable[str],
        initializers: dict[str, onnx.TensorProto],
        nodes: Sequence[onnx.NodeProto],
        outputs_shape: Iterable[str],
        folder: Path | None,
    ) -> None:
        self._names = {name: f"in{index}" for index, name in enumerate(inputs)}
        self._constants = initializers | {node.output[0]: tensor for node in nodes for tensor in _constant_of(node)}
        self._roles = value_roles(nodes, self._constants, outputs_shape=outputs_shape)
        self._folder = folder
        self._weights = 0

    def add(self, name: str, canonical: str) -> None:
        """Name the output of a node; that of `Constant` is named by its value."""
        if name not in self._constants:
            self._names[name] = canonical

    def of(self, name: str) -> str:
        """The canonical name of a value. A weight has a number, because one that is used twice is not two."""
        if name in self._constants and name not in self._names:
            self._names[name] = f"w{self._weights}:{_describe(self._constants[name], self._roles, name, self._folder)}"
            self._weights += 1
        return self._names.get(name, "") if name else "-"


def _node_lines(nodes: Iterable[onnx.NodeProto], names: _Names) -> Iterator[str]:
    for index, node in enumerate(nodes):
        if any(_constant_of(node)):
            continue
        inputs = ",".join(map(names.of, node.input))
        for position, name in enumerate(node.output):
            names.add(name, f"n{index}.{position}")
        yield f"{index} {node.domain}:{node.op_type}({inputs}){len(node.output)}"
        for attribute in sorted(node.attribute, key=lambda attribute: str(attribute.name)):
            plain = onnx.AttributeProto()
            plain.CopyFrom(attribute)
            plain.doc_string = ""
            yield plain.SerializeToString(deterministic=True).hex()


def _constant_of(node: onnx.NodeProto) -> Iterator[onnx.TensorProto]:
    """The tensor of a node that is the operator `Constant`."""
    if node.op_type == "Constant":
        yield from (attribute.t for attribute in node.attribute if attribute.name == "value")


def _describe(tensor: onnx.TensorProto, roles: ValueRoles, name: str, folder: Path | None) -> str:
    """A constant's type and shape, with its value unless it is a weight.

    A scalar always has its value: x ** 2 is cheaper than x ** 2.5. A bias or a factor whose elements are all equal has
    it, too, because engines remove additions of zeros.
    """
    text = f"{tensor.data_type}{list(tensor.dims)}"
    if not tensor.dims or name not in roles.weights or tensor.data_type not in _WEIGHT_TYPES:
        return text + hashlib.sha256(_value_of(tensor, folder).tobytes()).hexdigest()
    if name in roles.elementwise:
        value = _value_of(tensor, folder).reshape(-1)
        if value.size and (value == value[0]).all():
            return text + f" of {value[0]}"
    return text


def _value_of(tensor: onnx.TensorProto, folder: Path | None) -> np.ndarray[Any, Any]:
    if tensor.data_location == onnx.TensorProto.EXTERNAL:
        if folder is None:
            raise _UnreadableValueError(tensor.name)
        copied = onnx.TensorProto()
        copied.CopyFrom(tensor)
        try:
            load_external_data_for_tensor(copied, str(folder))
        except (OSError, ValueError, onnx.checker.ValidationError) as error:
            raise _UnreadableValueError(tensor.name) from error
        tensor = copied
        tensor.data_location = onnx.TensorProto.DEFAULT
    if tensor.data_type == onnx.TensorProto.STRING:
        return np.frombuffer(tensor.SerializeToString(deterministic=True), np.uint8)
    return np.asarray(onnx.numpy_helper.to_array(tensor))


def _type(value: onnx.ValueInfoProto) -> str:
    tensor = value.type.tensor_type
    return f"{tensor.elem_type}{[dim.dim_value or dim.dim_param for dim in tensor.shape.dim]}"
