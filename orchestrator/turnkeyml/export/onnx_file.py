"""Takes an .onnx file as input: checks it, fixes its shapes, generates seeded inputs."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx

from turnkey_runner.contract import TensorSpec
from turnkeyml.analysis.source_digests import WatchedFiles
from turnkeyml.export import npz, onnx_info, random_inputs
from turnkeyml.export.artifact import EXTERNAL_DATA_ABOVE_BYTES, describe_artifact
from turnkeyml.export.validator.model import check_size, validate
from turnkeyml.export.validator.refusal import Reason, Refusal
from turnkeyml.records import INPUTS_FILE, MODEL_FILE, REFERENCES_FILE, WEIGHTS_FILE, Artifact, Invocation, SourceFile

_TRIES = 3
_INTEGERS_BELOW = 2
"""Most integer inputs are indices, masks or types: 0 and 1 are valid for all of them."""


class InvalidOnnxError(Exception):
    """The file is not a valid model, or one that no inputs can be generated for."""

    def __init__(self, message: str, reason: Reason | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        """Why the validator refuses the file; None where another part does."""


@dataclass(frozen=True, kw_only=True)
class LoadedModel:
    """A file that was accepted, with its weights and with fixed shapes."""

    model: onnx.ModelProto
    invocation: Invocation
    sha256: str
    """Of the file, as it was read."""
    weights: tuple[SourceFile, ...]
    """The files with the weights, as they were read; relative to the model's folder."""


def load_onnx(path: Path, dims: Mapping[str, int], memory_bytes: int) -> LoadedModel:
    """Validate a file, then check and load it with its weights, none of which changed while they were read.

    Raises `InvalidOnnxError` where it is refused, damaged, or rejected by onnx's checker, or changes again and again.
    """
    for _ in range(_TRIES):
        loaded = _load_unchanged(path, dims, memory_bytes)
        if loaded is not None:
            return loaded
    raise InvalidOnnxError(f"{path.name} or its weights changed while they were read")


def _load_unchanged(path: Path, dims: Mapping[str, int], memory_bytes: int) -> LoadedModel | None:
    """None where a file has changed."""
    read_model = WatchedFiles((path,))
    try:
        check_size(path.stat().st_size)
        data = path.read_bytes()
        validated = validate(path, data, dims=dims, memory_bytes=memory_bytes)
    except Refusal as refusal:
        message = f"{path.name} is not a valid ONNX model: {refusal}"
        raise InvalidOnnxError(message, refusal.reason) from refusal
    files = {path.parent / name: name for name in validated.data_files}
    read_weights = WatchedFiles(tuple(files))
    try:
        onnx.checker.check_model(str(path))
        model = onnx.load_model_from_string(data)
        onnx.load_external_data_for_model(model, str(path.parent))
    except MemoryError:
        raise
    except Exception as error:  # protobuf, onnx and the file system raise different types
        message = " ".join(str(error).split()) or type(error).__name__
        raise InvalidOnnxError(f"{path.name} is not a valid ONNX model: {message[:300]}") from error
    fix_dims(model, dims)
    invocation = _describe(path, data, model, dims)
    model_digest, digests = read_model.digests(), read_weights.digests()
    if model_digest is None or digests is None:
        return None
    weights = tuple(SourceFile(path=name, sha256=digests[file]) for file, name in files.items())
    return LoadedModel(model=model, invocation=invocation, sha256=model_digest[path], weights=weights)


def _describe(path: Path, data: bytes, model: onnx.ModelProto, dims: Mapping[str, int]) -> Invocation:
    """The invocation of a file; its hash is that of the file's content and the chosen dimensions."""
    digest = hashlib.sha256(data)
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
    if sum(len(tensor.raw_data) for tensor in model.graph.initializer) > EXTERNAL_DATA_ABOVE_BYTES:
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
            if not dim.HasField("dim_value") or dim.dim_value < 0:
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
    return math.prod(tensor.dims)
