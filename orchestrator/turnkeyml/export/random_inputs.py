"""Random inputs that a model can take: floats between -1 and 1, indices within the tables that they look up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import onnx

from turnkey_runner.contract import TensorSpec

SEED = 0
_PASS_THROUGH = (
    "Cast",
    "Identity",
    "Reshape",
    "Unsqueeze",
    "Squeeze",
    "Transpose",
    "Expand",
    "Flatten",
    "Concat",
    "Slice",
)


class NoValuesError(Exception):
    """No values can be made of this type."""


def index_bounds(model: onnx.ModelProto) -> dict[str, int]:
    """For inputs that look something up: the length of the shortest table that they index."""
    tables = {tensor.name: tuple(tensor.dims) for tensor in model.graph.initializer if tensor.dims}
    aliases = {value.name: value.name for value in model.graph.input}
    bounds: dict[str, int] = {}
    for node in model.graph.node:
        if node.op_type in _PASS_THROUGH and node.input[0] in aliases:
            aliases[node.output[0]] = aliases[node.input[0]]
        elif node.op_type == "Gather" and node.input[1] in aliases and node.input[0] in tables:
            name, shape = aliases[node.input[1]], tables[node.input[0]]
            axis = next((attribute.i for attribute in node.attribute if attribute.name == "axis"), 0)
            bounds[name] = min(bounds.get(name, shape[axis]), shape[axis])
    return bounds


def random_tensor(generator: np.random.Generator, spec: TensorSpec, below: int) -> np.ndarray:
    """A tensor for a spec; integers are below `below`. Raises `NoValuesError` for other types."""
    if spec.dtype == "bfloat16":
        floats = generator.uniform(-1, 1, spec.shape).astype(np.float32)
        return (floats.view(np.uint32) >> 16).astype(np.uint16)
    try:
        dtype = np.dtype(spec.dtype)
    except TypeError as error:
        raise NoValuesError(f"no inputs can be made for {spec.name} of type {spec.dtype}") from error
    if dtype.kind == "f":
        return generator.uniform(-1, 1, spec.shape).astype(dtype)
    if dtype.kind == "b":
        return np.ones(spec.shape, dtype)
    if dtype.kind in "iu":
        return generator.integers(0, min(below, np.iinfo(dtype).max), spec.shape).astype(dtype)
    raise NoValuesError(f"no inputs can be made for {spec.name} of type {spec.dtype}")


def randomize_constants(
    specs: Sequence[TensorSpec], recorded: Sequence[np.ndarray], bounds: Mapping[str, int]
) -> list[np.ndarray] | None:
    """The recorded inputs with seeded random values in the places of constant ones; None where none is constant.

    Floats and looked-up indices count. Masks and the like are often constant for good, and stay.
    """
    generator = np.random.Generator(np.random.Philox(SEED))
    varied, changed = [], False
    for spec, value in zip(specs, recorded, strict=True):
        data = spec.dtype == "bfloat16" or value.dtype.kind == "f" or spec.name in bounds
        if data and value.size > 1 and bool(np.all(value == value.flat[0])):
            varied.append(random_tensor(generator, spec, bounds.get(spec.name, 2)))
            changed = True
        else:
            varied.append(value)
    return varied if changed else None
