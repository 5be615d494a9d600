"""An .onnx file as input: checked, its shapes fixed, its inputs made from a seeded generator."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx

from turnkey_runner.contract import TensorSpec
from turnkeyml.export import graph, tensors
from turnkeyml.export.exporters import EXTERNAL_DATA_ABOVE_BYTES
from turnkeyml.export.sealing import seal
from turnkeyml.records import INPUTS_FILE, MODEL_FILE, WEIGHTS_FILE, Artifact, Invocation

_SEED = 0
_INTEGERS_BELOW = 2
"""Integers are indices, masks or types more often than quantities: 0 and 1 are valid for all of them."""


class GivenModelError(Exception):
    """The file is no valid model, or not one that inputs can be made for."""


def read_given(path: Path) -> onnx.ModelProto:
    """Load a file with its weights. Raises `GivenModelError` where it is broken or the checker rejects it."""
    try:
        onnx.checker.check_model(str(path))
        return onnx.load(path)
    except Exception as error:  # protobuf, onnx and the file system each have their own
        words = " ".join(str(error).split()) or type(error).__name__
        raise GivenModelError(f"{path.name} is not a valid ONNX model: {words[:300]}") from error


def describe_given(path: Path, model: onnx.ModelProto, dims: Mapping[str, int]) -> Invocation:
    """The invocation that a file is: hashed by its content and the dimensions that were chosen."""
    fix_dims(model, dims)
    digest = hashlib.sha256(path.read_bytes())
    digest.update(repr(sorted(dims.items())).encode())
    weights = [onnx.helper.tensor_dtype_to_np_dtype(w.data_type).itemsize * _size(w) for w in model.graph.initializer]
    return Invocation(
        hash=digest.hexdigest()[:8],
        model_class=model.graph.name or "onnx",
        source_line=str(path),
        parameters=sum(_size(w) for w in model.graph.initializer),
        parameter_bytes=sum(weights),
        inputs=graph.describe_graph(model).inputs,
    )


def export_given(model: onnx.ModelProto, folder: Path) -> Artifact:
    """Write the artifact of a model with fixed shapes; it has no reference outputs."""
    described = graph.describe_graph(model)
    bounds = _index_bounds(model)
    values = _make_inputs(described.inputs, bounds)
    if model.ByteSize() > EXTERNAL_DATA_ABOVE_BYTES:
        onnx.save(model, folder / MODEL_FILE, save_as_external_data=True, location=WEIGHTS_FILE, size_threshold=1024)
    else:
        onnx.save(model, folder / MODEL_FILE)
    tensors.save_tensors(folder / INPUTS_FILE, values)
    return seal(folder, graph.read_graph(folder), inputs=described.inputs, outputs=described.outputs, exporter="onnx")


def fix_dims(model: onnx.ModelProto, dims: Mapping[str, int]) -> None:
    """Set each dimension that is a symbol to the value given for its name, or to 1.

    Raises `GivenModelError` for a name that the model does not have.
    """
    weights = {tensor.name for tensor in model.graph.initializer}
    symbols = set()
    for value in model.graph.input:
        if value.name in weights:
            continue
        for dim in value.type.tensor_type.shape.dim:
            if not dim.HasField("dim_value"):
                symbols.add(dim.dim_param)
                dim.dim_value = dims.get(dim.dim_param, 1)
    unknown = sorted(set(dims) - symbols)
    if unknown:
        known = ", ".join(sorted(filter(None, symbols))) or "none"
        raise GivenModelError(f"the model has no dimension {', '.join(unknown)} (it has: {known})")
    del model.graph.value_info[:]  # shapes inferred for the symbols
    for value in model.graph.output:
        for dim in value.type.tensor_type.shape.dim:
            if dim.dim_param in dims:
                dim.dim_value = dims[dim.dim_param]


def _make_inputs(specs: tuple[TensorSpec, ...], bounds: Mapping[str, int]) -> list[np.ndarray]:
    generator = np.random.default_rng(_SEED)
    return [_make(generator, spec, bounds.get(spec.name, _INTEGERS_BELOW)) for spec in specs]


def _make(generator: np.random.Generator, spec: TensorSpec, below: int) -> np.ndarray:
    if spec.dtype == "bfloat16":
        floats = generator.uniform(-1, 1, spec.shape).astype(np.float32)
        return (floats.view(np.uint32) >> 16).astype(np.uint16)
    try:
        dtype = np.dtype(spec.dtype)
    except TypeError as error:
        raise GivenModelError(f"no inputs can be made for {spec.name} of type {spec.dtype}") from error
    if dtype.kind == "f":
        return generator.uniform(-1, 1, spec.shape).astype(dtype)
    if dtype.kind == "b":
        return np.ones(spec.shape, dtype)
    if dtype.kind in "iu":
        return generator.integers(0, min(below, np.iinfo(dtype).max), spec.shape).astype(dtype)
    raise GivenModelError(f"no inputs can be made for {spec.name} of type {spec.dtype}")


def _index_bounds(model: onnx.ModelProto) -> dict[str, int]:
    """For inputs that look something up: the smallest table that they index."""
    tables = {tensor.name: tensor.dims[0] for tensor in model.graph.initializer if tensor.dims}
    aliases = {value.name: value.name for value in model.graph.input}
    bounds: dict[str, int] = {}
    for node in model.graph.node:
        if node.op_type in ("Cast", "Identity", "Reshape", "Unsqueeze", "Squeeze") and node.input[0] in aliases:
            aliases[node.output[0]] = aliases[node.input[0]]
        elif node.op_type == "Gather" and node.input[1] in aliases and node.input[0] in tables:
            name = aliases[node.input[1]]
            bounds[name] = min(bounds.get(name, tables[node.input[0]]), tables[node.input[0]])
    return bounds


def _size(tensor: onnx.TensorProto) -> int:
    return int(np.prod(tensor.dims, dtype=np.int64)) if tensor.dims else 1
