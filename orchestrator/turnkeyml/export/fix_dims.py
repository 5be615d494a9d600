"""Gives the inputs of a model fixed shapes: those of the given values, or what the user and the file say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import onnx

from turnkeyml.export.dimensions import Dimensions


class DimsError(Exception):
    """Sizes that the model does not have, or that contradict the given values."""


def fix_dims(
    model: onnx.ModelProto, dims: Mapping[str, int], given: Mapping[str, Any] | None = None
) -> tuple[str, ...]:
    """Set each symbolic dimension of the inputs; return what was chosen, one text per dimension.

    A dimension is that of the given value, else the size given for its name, else 1; sums and products of names are
    computed. Raises `DimsError` for a name that the model does not have and for contradictions, and `DimensionError`
    for a dimension that is negative.
    """
    dimensions = Dimensions(given=dims)
    weights = {tensor.name for tensor in model.graph.initializer}
    inputs = [value for value in model.graph.input if value.name not in weights]
    chosen: dict[str, str] = {}
    for value in inputs:
        if given and not value.type.HasField("tensor_type"):
            continue  # the elements of a given sequence have shapes of their own
        found = given.get(value.name) if given else None
        shape = found.shape if isinstance(found, np.ndarray) else None
        for tensor in _tensor_types(value.type):
            _fix_tensor(value.name, tensor, dimensions, shape, chosen)
    unknown = sorted(set(dims) - dimensions.symbols)
    if unknown:
        known = ", ".join(sorted(filter(None, dimensions.symbols))) or "none"
        raise DimsError(f"the model has no dimension {', '.join(unknown)} (it has: {known})")
    if chosen or given:
        del model.graph.value_info[:]  # they are inferred from the symbols
    _fix_outputs(model, dims, dimensions)
    return tuple(f"{name}={size}" for name, size in chosen.items())


def _tensor_types(kind: onnx.TypeProto) -> list[onnx.TypeProto.Tensor]:
    """The types of the tensors that a value has."""
    match kind.WhichOneof("value"):
        case "tensor_type":
            return [kind.tensor_type]
        case "optional_type":
            return _tensor_types(kind.optional_type.elem_type)
        case "sequence_type":
            return _tensor_types(kind.sequence_type.elem_type)
    return []


def _fix_tensor(
    name: str,
    tensor: onnx.TypeProto.Tensor,
    dimensions: Dimensions,
    shape: tuple[int, ...] | None,
    chosen: dict[str, str],
) -> None:
    """Set the open dimensions of one tensor, and note what they are."""
    if shape is not None and (not tensor.HasField("shape") or len(tensor.shape.dim) != len(shape)):
        if tensor.HasField("shape"):
            count = len(tensor.shape.dim)
            raise DimsError(f"the value of {name} has the shape {list(shape)}, and the model takes {count} dimensions")
        tensor.shape.CopyFrom(onnx.TensorShapeProto())
        for size in shape:
            tensor.shape.dim.add(dim_value=size)
        chosen[name] = str(list(shape))
        return
    for position, dim in enumerate(tensor.shape.dim):
        if dim.HasField("dim_value") and dim.dim_value >= 0:
            continue
        text = dim.dim_param if dim.HasField("dim_param") else ""
        size = dimensions.size_of(text)
        if shape is not None:
            if text in dimensions.given and size != shape[position]:
                raise DimsError(f"{text} is {size}, and the value of {name} has the shape {list(shape)}")
            size = shape[position]
        dim.dim_value = size
        chosen[text or f"{name}[{position}]"] = str(size)


def correct_outputs(model: onnx.ModelProto, shapes: Sequence[tuple[int, ...] | None]) -> tuple[str, ...]:
    """Take the declared shapes away from tensor outputs that have others; return what was declared, a text each.

    Outputs without a shape are left as they are.

    ONNX Runtime only warns of them, but refuses to run again into the memory of such an output.
    """
    found = []
    for value, shape in zip(model.graph.output, shapes, strict=False):
        tensor = value.type.tensor_type
        if shape is None or not value.type.HasField("tensor_type") or not tensor.HasField("shape"):
            continue
        sizes = [dim.dim_value if dim.HasField("dim_value") else None for dim in tensor.shape.dim]
        if len(sizes) == len(shape) and all(size in (None, real) for size, real in zip(sizes, shape, strict=True)):
            continue
        found.append(f"{value.name} is declared as {[size or '?' for size in sizes]} and is {list(shape)}")
        del tensor.shape.dim[:]
        for _ in shape:
            tensor.shape.dim.add()
    return tuple(found)


def _fix_outputs(model: onnx.ModelProto, dims: Mapping[str, int], dimensions: Dimensions) -> None:
    """Set the dimensions of outputs that the user has given, or that are a size below zero in the file."""
    for value in model.graph.output:
        for dim in value.type.tensor_type.shape.dim:
            if dim.dim_param in dims and dim.dim_param in dimensions.chosen:
                dim.dim_value = dimensions.chosen[dim.dim_param]
            elif dim.HasField("dim_value") and dim.dim_value < 0:
                dim.ClearField("dim_value")
