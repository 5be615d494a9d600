"""What the consumers of a model's inputs take: indices within an axis, positive numbers, shapes that fit."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
from onnx import inliner


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The values that an input may have."""

    low: float | None = None
    high: float | None = None
    """Inclusive, as `low`."""
    value: np.ndarray | None = None
    """The only value: a shape, axes, the count of a loop."""
    choices: tuple[str | int, ...] = ()
    """The keys of a table of words or numbers."""

    def merged(self, other: Limits) -> Limits:
        """The values that both allow; of two single values, the first."""
        lows = [one.low for one in (self, other) if one.low is not None]
        highs = [one.high for one in (self, other) if one.high is not None]
        return Limits(
            low=max(lows, default=None),
            high=min(highs, default=None),
            value=self.value if self.value is not None else other.value,
            choices=self.choices or other.choices,
        )


@dataclass(frozen=True, kw_only=True)
class Alias:
    """A tensor that is an input of the model times `scale`, plus a number from `low_shift` to `high_shift`."""

    name: str
    scale: float = 1.0
    low_shift: float = 0.0
    high_shift: float = 0.0

    def to_input(self, limits: Limits) -> Limits:
        """What limits of this tensor mean for the input."""
        if self == Alias(name=self.name):
            return limits
        ends = [
            None if limits.low is None else (limits.low - self.low_shift) / self.scale,
            None if limits.high is None else (limits.high - self.high_shift) / self.scale,
        ]
        low, high = ends if self.scale > 0 else reversed(ends)
        return Limits(low=low, high=high)

    def shifted(self, constant: np.ndarray, sign: int) -> Alias:
        """After a constant was added or subtracted."""
        ends = sorted((sign * float(constant.min()), sign * float(constant.max())))
        return dataclasses.replace(self, low_shift=self.low_shift + ends[0], high_shift=self.high_shift + ends[1])

    def scaled(self, factor: float) -> Alias | None:
        """After a multiplication by a constant; None where it is zero."""
        if not factor or not np.isfinite(factor):
            return None
        ends = sorted((self.low_shift * factor, self.high_shift * factor))
        return dataclasses.replace(self, scale=self.scale * factor, low_shift=ends[0], high_shift=ends[1])


@dataclass(frozen=True, kw_only=True)
class Graph:
    """What is known of the tensors of a model."""

    shapes: Mapping[str, tuple[int, ...]]
    """Of tensors whose dimensions are all known."""
    types: Mapping[str, int]
    constants: Mapping[str, np.ndarray]


@dataclass(frozen=True, kw_only=True)
class Use:
    """An input of a node that comes from an input of the model."""

    node: onnx.NodeProto
    position: int
    graph: Graph

    def shape(self, position: int) -> tuple[int, ...] | None:
        """The shape of one of the node's inputs, if it is known."""
        return self.graph.shapes.get(self.name(position))

    def constant(self, position: int) -> np.ndarray | None:
        """The value of one of the node's inputs, if it is a constant."""
        return self.graph.constants.get(self.name(position))

    def name(self, position: int) -> str:
        """The name of one of the node's inputs; empty where it is absent."""
        return str(self.node.input[position]) if position < len(self.node.input) else ""

    def attribute(self, name: str, default: Any = None) -> Any:
        """The value of an attribute."""
        found = next((one for one in self.node.attribute if one.name == name), None)
        return default if found is None else onnx.helper.get_attribute_value(found)

    @property
    def declared(self) -> tuple[int, ...] | None:
        """The shape of the node's first output, where the file says it."""
        return self.graph.shapes.get(self.node.output[0]) if self.node.output else None

    @property
    def count(self) -> int | None:
        """How many elements this input has."""
        shape = self.shape(self.position)
        return None if shape is None else int(np.prod(shape))

    def axis_length(self, position: int, axis: int) -> int | None:
        """The length of an axis of one of the node's inputs."""
        shape = self.shape(position)
        return shape[axis] if shape is not None and -len(shape) <= axis < len(shape) else None


def graph_of(model: onnx.ModelProto) -> tuple[onnx.GraphProto, Graph]:
    """The nodes of a model with its functions written out, and what shape inference finds."""
    light = _without_large_weights(model)
    try:
        if light.functions:
            light = inliner.inline_local_functions(light)
        light = onnx.shape_inference.infer_shapes(light, data_prop=True)
    except Exception:  # inference raises different types; what is not known limits nothing
        pass
    constants = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in light.graph.initializer}
    for node in light.graph.node:
        if node.op_type == "Constant" and node.output:
            constants.update((node.output[0], array) for array in _constant(node))
    shapes, types = _shapes(light.graph)
    shapes |= {name: array.shape for name, array in constants.items()}
    return light.graph, Graph(shapes=shapes, types=types, constants=constants)


_KEPT_BYTES = 1 << 16


def _without_large_weights(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model with inputs in the place of large weights: shape inference copies a model several times."""
    light = onnx.ModelProto(ir_version=max(model.ir_version, 4))
    light.opset_import.extend(model.opset_import)
    light.functions.extend(model.functions)
    light.graph.node.extend(model.graph.node)
    light.graph.name = model.graph.name or "graph"
    weights = {tensor.name for tensor in model.graph.initializer}
    light.graph.input.extend(value for value in model.graph.input if value.name not in weights)
    light.graph.output.extend(model.graph.output)
    for tensor in model.graph.initializer:
        external = tensor.data_location == onnx.TensorProto.EXTERNAL
        if external or len(tensor.raw_data) > _KEPT_BYTES or np.prod(tensor.dims) > _KEPT_BYTES:
            info = onnx.helper.make_tensor_value_info(tensor.name, tensor.data_type, list(tensor.dims))
            light.graph.input.append(info)
        else:
            light.graph.initializer.append(tensor)
    return light


def _constant(node: onnx.NodeProto) -> Sequence[np.ndarray]:
    for attribute in node.attribute:
        if attribute.name == "value" and attribute.t.data_location != onnx.TensorProto.EXTERNAL:
            return [onnx.numpy_helper.to_array(attribute.t)]
        if attribute.name in ("value_int", "value_ints", "value_float", "value_floats"):
            return [np.array(onnx.helper.get_attribute_value(attribute))]
    return []


def _shapes(graph: onnx.GraphProto) -> tuple[dict[str, tuple[int, ...]], dict[str, int]]:
    """The shapes whose dimensions are all numbers, and the element types; of all nested graphs, too."""
    shapes: dict[str, tuple[int, ...]] = {}
    types: dict[str, int] = {}
    for value in (*graph.input, *graph.value_info, *graph.output):
        tensor = value.type.tensor_type
        types[value.name] = tensor.elem_type
        if tensor.HasField("shape") and all(dim.HasField("dim_value") for dim in tensor.shape.dim):
            shapes[value.name] = tuple(dim.dim_value for dim in tensor.shape.dim)
    for node in graph.node:
        for attribute in node.attribute:
            for inner in (*([attribute.g] if attribute.HasField("g") else []), *attribute.graphs):
                inner_shapes, inner_types = _shapes(inner)
                shapes, types = inner_shapes | shapes, inner_types | types
    return shapes, types
