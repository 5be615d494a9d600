"""Takes an .onnx file as input: checks it, fixes its shapes, generates seeded inputs."""

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
"""Most integer inputs are indices, masks or types: 0 and 1 are valid for all of them."""


class InvalidOnnxError(Exception):
    """The file is not a valid model, or one that no inputs can be generated for."""


def load_onnx(path: Path) -> onnx.ModelProto:
    """Load a file with its weights. Raises `InvalidOnnxError` where it is damaged or the checker rejects it."""
    try:
        onnx.checker.check_model(str(path))
        return onnx.load(path)
    except Exception as error:  # protobuf, onnx and the file system raise different types
        message = " ".join(str(error).split()) or type(error).__name__
        raise InvalidOnnxError(f"{path.name} is not a valid ONNX model: {message[:300]}") from error


def external_files(path: Path) -> tuple[str, ...]:
    """The files with the weights of a model, relative to the model's folder."""
    model = onnx.load(path, load_external_data=False)
    locations = (entry.value for w in model.graph.initializer for entry in w.external_data if entry.key == "location")
    return tuple(sorted(set(locations)))


def describe_onnx(path: Path, model: onnx.ModelProto, dims: Mapping[str, int]) -> Invocation:
    """The invocation of a file; its hash is that of the file's content and the chosen dimensions."""
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
    """Write the artifact of a model with fixed shapes; ONNX Runtime computes the references if it can run the model."""
    described = onnx_info.describe_graph(model)
    inputs = _random_inputs(described.inputs, described.index_bounds)
    if model.ByteSize() > EXTERNAL_DATA_ABOVE_BYTES:
        onnx.save(model, folder / MODEL_FILE, save_as_external_data=True, location=WEIGHTS_FILE, size_threshold=1024)
    else:
        onnx.save(model, folder / MODEL_FILE)
    npz.save_tensors(folder / INPUTS_FILE, inputs)
    outputs, remark = described.outputs, "the references are those of ONNX Runtime without optimizations"
    try:
        references = _compute_references(folder, described.inputs, inputs)
    except Exception as error:  # another engine may run the model: its results say that nothing was compared
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
    """Set each symbolic dimension to the value given for its name, or to 1.

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
    del model.graph.value_info[:]  # they are inferred from the symbols
    for value in model.graph.output:
        for dim in value.type.tensor_type.shape.dim:
            if dim.dim_param in dims:
                dim.dim_value = dims[dim.dim_param]


def _random_inputs(specs: tuple[TensorSpec, ...], bounds: Mapping[str, int]) -> list[np.ndarray]:
    generator = np.random.default_rng(random_inputs.SEED)
    try:
        return [random_inputs.random_tensor(generator, spec, bounds.get(spec.name, _INTEGERS_BELOW)) for spec in specs]
    except random_inputs.NoValuesError as error:
        raise InvalidOnnxError(str(error)) from error


def _compute_references(folder: Path, specs: tuple[TensorSpec, ...], inputs: list[np.ndarray]) -> list[np.ndarray]:
    """The outputs of ONNX Runtime without optimizations: an .onnx file has no other reference.

    Raises what ONNX Runtime raises.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(folder / MODEL_FILE), options, providers=["CPUExecutionProvider"])
    names = [spec.name for spec in specs]
    outputs: list[np.ndarray] = session.run(None, dict(zip(names, inputs, strict=True)))
    return outputs


def _size(tensor: onnx.TensorProto) -> int:
    return int(np.prod(tensor.dims, dtype=np.int64)) if tensor.dims else 1
