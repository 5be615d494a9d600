"""The shapes and constants of the values that a node may read: those of its graph, and of the graphs around it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import onnx

Shape = tuple[int | None, ...]
"""Sizes of dimensions; None: not known."""


class UnknownSizeError(Exception):
    """The size of a value is not known before the graph runs."""


class Scope:
    """One graph, and the graph that its node belongs to."""

    def __init__(self, graph: onnx.GraphProto, outer: Scope | None = None) -> None:
        self._outer = outer
        self._shapes: dict[str, Shape] = {}
        self._constants: dict[str, onnx.TensorProto] = {tensor.name: tensor for tensor in graph.initializer}
        for value in (*graph.value_info, *graph.input, *graph.output):
            if value.type.HasField("tensor_type") and value.type.tensor_type.HasField("shape"):
                self._shapes[value.name] = _shape_of(value.type.tensor_type)
        self._constants |= _constant_nodes(graph.node)
        self._shapes |= {name: tuple(tensor.dims) for name, tensor in self._constants.items()}

    def shape(self, name: str) -> Shape:
        """The shape of a value. Raises `UnknownSizeError` where not even the number of dimensions is known."""
        if name in self._shapes:
            return self._shapes[name]
        if self._outer is None:
            raise UnknownSizeError(name)
        return self._outer.shape(name)

    def sizes(self, name: str) -> tuple[int, ...]:
        """The shape of a value of which all dimensions are known. Raises `UnknownSizeError`."""
        sizes = tuple(size for size in self.shape(name) if size is not None)
        if len(sizes) < len(self.shape(name)):
            raise UnknownSizeError(name)
        return sizes

    def elements(self, name: str) -> int:
        """The number of elements of a value. Raises `UnknownSizeError`."""
        return math.prod(self.sizes(name))

    def scalar(self, name: str) -> int | None:
        """The value of a constant with one element; None for anything else."""
        tensor = self._constants.get(name)
        if tensor is None:
            return self._outer.scalar(name) if self._outer is not None and name not in self._shapes else None
        if math.prod(tensor.dims) != 1 or tensor.data_location == onnx.TensorProto.EXTERNAL:
            return None
        return int(np.asarray(onnx.numpy_helper.to_array(tensor)).reshape(()))


def attribute(node: onnx.NodeProto, name: str, default: Any) -> Any:
    """The value of a node's attribute, or the default."""
    for one in node.attribute:
        if one.name == name:
            return onnx.helper.get_attribute_value(one)
    return default


def operand(node: onnx.NodeProto, position: int) -> str:
    """The name of an input; empty for one that the node does not have."""
    return node.input[position] if position < len(node.input) else ""


def _shape_of(kind: Any) -> Shape:
    return tuple(dim.dim_value if dim.HasField("dim_value") and dim.dim_value >= 0 else None for dim in kind.shape.dim)


def _constant_nodes(nodes: Iterable[onnx.NodeProto]) -> dict[str, onnx.TensorProto]:
    found = {}
    for node in nodes:
        if node.op_type == "Constant" and node.output:
            tensor = _constant_tensor(node.attribute)
            if tensor is not None:
                found[node.output[0]] = tensor
    return found


def _constant_tensor(attributes: Sequence[onnx.AttributeProto]) -> onnx.TensorProto | None:
    for one in attributes:
        match one.name:
            case "value":
                return one.t
            case "value_int" | "value_float":
                return onnx.numpy_helper.from_array(np.asarray(onnx.helper.get_attribute_value(one)))
            case "value_ints" | "value_floats":
                return onnx.numpy_helper.from_array(np.asarray(onnx.helper.get_attribute_value(one)))
    return None
