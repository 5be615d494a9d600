"""An .onnx file as input: checked, its shapes fixed, its inputs made from a seeded generator."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx

from turnkey_runner.contract import TensorSpec
from turnkeyml.export import npz, onnx_info, random_inputs
from turnkeyml.export.artifact import describe_artifact
from turnkeyml.export.exporters import EXTERNAL_DATA_ABOVE_BYTES
from turnkeyml.records import INPUTS_FILE, MODEL_FILE, REFERENCES_FILE, WEIGHTS_FILE, Artifact, Invocation

_INTEGERS_BELOW = 2
"""Integers are indices, masks or types more often than quantities: 0 and 1 are valid for all of them."""


class InvalidOnnxError(Exception):
    """The file is no valid model, or not one that inputs can be made for."""


def load_onnx(path: Path) -> onnx.ModelProto:
    """Load a file with its weights. Raises `InvalidOnnxError` where it is broken or the checker rejects it."""
    try:
        onnx.checker.check_model(str(path))
        return onnx.load(path)
    except Exception as error:  # protobuf, onnx and the file system each have their own
        words = " ".join(str(error).split()) or type(error).__name__
        raise InvalidOnnxError(f"{path.name} is not a valid ONNX model: {words[:300]}") from error


def external_files(path: Path) -> tuple[str, ...]:
    """The files beside a model that have its weights, relative to it."""
    model = onnx.load(path, load_external_data=False)
    locations = (entry.value for w in model.graph.initializer for entry in w.external_data if entry.key == "location")
    return tuple(sorted(set(locations)))


def describe_onnx(path: Path, model: onnx.ModelProto, dims: Mapping[str, int]) -> Invocation:
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
        inputs=onnx_info.describe_graph(model).inputs,
    )


def export_onnx(model: onnx.ModelProto, folder: Path) -> Artifact:
    """Write the artifact of a model with fixed shapes; its references come from ONNX Runtime, where that can run it."""
    described = onnx_info.describe_graph(model)
    made = _make_inputs(described.inputs, described.index_bounds)
    if model.ByteSize() > EXTERNAL_DATA_ABOVE_BYTES:
        onnx.save(model, folder / MODEL_FILE, save_as_external_data=True, location=WEIGHTS_FILE, size_threshold=1024)
    else:
        onnx.save(model, folder / MODEL_FILE)
    npz.save_tensors(folder / INPUTS_FILE, made)
    outputs, remark = described.outputs, "the references are those of ONNX Runtime without optimizations"
    try:
        references = _compute_references(folder, described.inputs, made)
    except Exception as error:  # another engine may still run it: the row says that nothing was compared
        remark = f"no references: {' '.join(str(error).split())[:200]}"
    else:
        npz.save_tensors(folder / REFERENCES_FILE, references)
        outputs = tuple(
            TensorSpec(name=spec.name, dtype=str(found.dtype), shape=found.shape)
            for spec, found in zip(described.outputs, references, strict=True)
        )
    written = onnx_info.read_graph(folder)
    return describe_artifact(
        folder, written, inputs=described.inputs, outputs=outputs, exporter="onnx", remarks=(remark,)
    )


def fix_dims(model: onnx.ModelProto, dims: Mapping[str, int]) -> None:
    """Set each dimension that is a symbol to the value given for its name, or to 1.

    Raises `InvalidOnnxError` for a name that the model does not have.
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
        raise InvalidOnnxError(f"the model has no dimension {', '.join(unknown)} (it has: {known})")
    del model.graph.value_info[:]  # shapes inferred for the symbols
    for value in model.graph.output:
        for dim in value.type.tensor_type.shape.dim:
            if dim.dim_param in dims:
                dim.dim_value = dims[dim.dim_param]


def _make_inputs(specs: tuple[TensorSpec, ...], bounds: Mapping[str, int]) -> list[np.ndarray]:
    generator = np.random.default_rng(random_inputs.SEED)
    try:
        return [random_inputs.random_tensor(generator, spec, bounds.get(spec.name, _INTEGERS_BELOW)) for spec in specs]
    except random_inputs.NoValuesError as error:
        raise InvalidOnnxError(str(error)) from error


def _compute_references(folder: Path, inputs: tuple[TensorSpec, ...], given: list[np.ndarray]) -> list[np.ndarray]:
    """What ONNX Runtime gives without its optimizations: nobody else can tell what the file's outputs are.

    Raises what ONNX Runtime raises.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(folder / MODEL_FILE), options, providers=["CPUExecutionProvider"])
    names = [spec.name for spec in inputs]
    outputs: list[np.ndarray] = session.run(None, dict(zip(names, given, strict=True)))
    return outputs


def _size(tensor: onnx.TensorProto) -> int:
    return int(np.prod(tensor.dims, dtype=np.int64)) if tensor.dims else 1
