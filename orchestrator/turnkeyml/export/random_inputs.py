"""Generates random inputs that a model accepts: floats between -1 and 1, indices within the tables they index."""

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
    """There are no random values of this type."""


def index_bounds(model: onnx.ModelProto) -> dict[str, int]:
    """By the name of an input that indexes tables: the length of the shortest of them."""
    tables = {tensor.name: tuple(tensor.dims) for tensor in model.graph.initializer if tensor.dims}
    aliases = {value.name: value.name for value in model.graph.input}
    bounds: dict[str, int] = {}
    for node in model.graph.node:
        if node.op_type in _PASS_THROUGH and node.input and node.output and node.input[0] in aliases:
            aliases[node.output[0]] = aliases[node.input[0]]
        elif node.op_type == "Gather" and len(node.input) == 2 and node.input[1] in aliases and node.input[0] in tables:
            name, shape = aliases[node.input[1]], tables[node.input[0]]
            axis = next((attribute.i for attribute in node.attribute if attribute.name == "axis"), 0)
            if -len(shape) <= axis < len(shape):
                bounds[name] = min(bounds.get(name, shape[axis]), shape[axis])
    return bounds


def random_tensor(generator: np.random.Generator, spec: TensorSpec, below: int) -> np.ndarray:
    """A random tensor for a spec; integers are less than `below`. Raises `NoValuesError` for other types."""
    if spec.dtype == "bfloat16":
        floats = generator.uniform(-1, 1, spec.shape).astype(np.float32)
        return (floats.view(np.uint32) >> 16).astype(np.uint16)
    try:
        dtype = np.dtype(spec.dtype)
    except TypeError as error:
        raise NoValuesError(f"cannot generate values for {spec.name} of type {spec.dtype}") from error
    if dtype.kind == "f":
        return generator.uniform(-1, 1, spec.shape).astype(dtype)
    if dtype.kind == "b":
        return np.ones(spec.shape, dtype)
    if dtype.kind in "iu":
        return generator.integers(0, min(below, np.iinfo(dtype).max), spec.shape).astype(dtype)
    raise NoValuesError(f"cannot generate values for {spec.name} of type {spec.dtype}")


def randomize_constants(
    specs: Sequence[TensorSpec], recorded: Sequence[np.ndarray], bounds: Mapping[str, int]
) -> list[np.ndarray] | None:
    """The recorded inputs, constant tensors replaced by seeded random ones; None where no input is constant.

    Only floats and indices of tables are replaced: a mask, for example, is often constant for a reason.
    """
    generator = np.random.Generator(np.random.Philox(SEED))
    randomized, changed = [], False
    for spec, value in zip(specs, recorded, strict=True):
        is_data = spec.dtype == "bfloat16" or value.dtype.kind == "f" or spec.name in bounds
        if is_data and value.size > 1 and bool(np.all(value == value.flat[0])):
            randomized.append(random_tensor(generator, spec, bounds.get(spec.name, 2)))
            changed = True
        else:
            randomized.append(value)
    return randomized if changed else None
