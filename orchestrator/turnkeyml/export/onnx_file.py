"""Takes an .onnx file as input: validates and reads it, and gives its inputs fixed shapes."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import onnx

from turnkeyml.analysis.source_digests import WatchedFiles
from turnkeyml.export import onnx_info
from turnkeyml.export.dimensions import DimensionError
from turnkeyml.export.external_weights import read_weights
from turnkeyml.export.fix_dims import DimsError, fix_dims
from turnkeyml.export.given_values import GivenValues, GivenValuesError, files_of, read_given
from turnkeyml.export.validator.model import check_size, validate
from turnkeyml.export.validator.refusal import Reason, Refusal
from turnkeyml.records import Invocation, SourceFile

_TRIES = 3
_LFS_POINTER = b"version https://git-lfs.github.com/spec/"


class InvalidOnnxError(Exception):
    """The file is not a valid model, or one that no inputs can be generated for."""

    def __init__(self, message: str, reason: Reason | None = None, remedy: str = "") -> None:
        super().__init__(message)
        self.reason = reason
        """Why the validator refuses the file; None where another part does."""
        self.remedy = remedy


@dataclass(frozen=True, kw_only=True)
class OnnxOptions:
    """What the user says of a model's inputs."""

    dims: Mapping[str, int]
    """Sizes of symbolic dimensions."""
    inputs: str = ""
    """An .npz file or a folder with values; empty: they are generated."""


@dataclass(frozen=True, kw_only=True)
class LoadedModel:
    """A file that was accepted, with fixed shapes; large weights are still in the files beside it."""

    path: Path
    model: onnx.ModelProto
    invocation: Invocation
    sha256: str
    """Of the file, as it was read."""
    read_files: tuple[SourceFile, ...]
    """The files with the weights and with the given values, as they were read; relative to the model's folder."""
    watched: WatchedFiles
    """The files with the weights."""
    given: GivenValues | None
    given_name: str
    chosen_dims: tuple[str, ...]
    """Of each dimension that the file leaves open, `name=size`."""


def load_onnx(path: Path, options: OnnxOptions, memory_bytes: int) -> LoadedModel:
    """Validate a file and load it with its weights, none of which changed while they were read.

    Raises `InvalidOnnxError` where it is refused or damaged, or changes again and again.
    """
    for _ in range(_TRIES):
        loaded = _load_unchanged(path, options, memory_bytes)
        if loaded is not None:
            return loaded
    raise InvalidOnnxError(f"{path.name}, its weights or its inputs changed while they were read")


def _load_unchanged(path: Path, options: OnnxOptions, memory_bytes: int) -> LoadedModel | None:
    """None where a file has changed."""
    read_model = WatchedFiles((path,))
    data, data_files = _validate(path, options, memory_bytes)
    weights = {path.parent / name: name for name in data_files}
    read_data = WatchedFiles(tuple(weights))
    model = _parse(path, data)
    given, given_files = _read_given(path, model, options, memory_bytes)
    try:
        chosen = fix_dims(model, options.dims, given.inputs if given else None)
    except (DimsError, DimensionError) as error:
        raise InvalidOnnxError(str(error)) from error
    model_digest, digests = read_model.digests(), read_data.digests()
    given_digests = given_files.digests()
    if model_digest is None or digests is None or given_digests is None:
        return None
    files = [SourceFile(path=name, sha256=digests[file]) for file, name in weights.items()]
    # A given file may lie anywhere: its absolute path is one relative to any folder.
    files += [SourceFile(path=str(file), sha256=digest) for file, digest in given_digests.items()]
    return LoadedModel(
        path=path,
        model=model,
        invocation=_describe(path, data, model, options.dims, tuple(given_digests.values())),
        sha256=model_digest[path],
        read_files=tuple(files),
        watched=read_data,
        given=given,
        given_name=Path(options.inputs).name if options.inputs else "",
        chosen_dims=chosen,
    )


def _validate(path: Path, options: OnnxOptions, memory_bytes: int) -> tuple[bytes, tuple[str, ...]]:
    """The content of the file, and the names of its data files."""
    try:
        check_size(path.stat().st_size)
        data = path.read_bytes()
        if data.startswith(_LFS_POINTER):
            message = f"{path.name} is a Git LFS pointer: the text that stands for a model that was not downloaded"
            raise InvalidOnnxError(message, remedy="run `git lfs pull` in its repository, or download the file itself")
        return data, validate(path, data, dims=options.dims, memory_bytes=memory_bytes).data_files
    except Refusal as refusal:
        message = f"{path.name} is not a valid ONNX model: {refusal}"
        raise InvalidOnnxError(message, refusal.reason) from refusal


def _parse(path: Path, data: bytes) -> onnx.ModelProto:
    """The model with its weights, but for large ones."""
    try:
        model = onnx.load_model_from_string(data)
        read_weights(model, path)
    except MemoryError:
        raise
    except Exception as error:  # protobuf and the file system raise different types
        message = " ".join(str(error).split()) or type(error).__name__
        raise InvalidOnnxError(f"{path.name} is not a valid ONNX model: {message}") from error
    return model


def _read_given(
    path: Path, model: onnx.ModelProto, options: OnnxOptions, memory_bytes: int
) -> tuple[GivenValues | None, WatchedFiles]:
    """The values that the user gives, and the files that they come from."""
    if not options.inputs:
        return None, WatchedFiles(())
    try:
        given = Path(options.inputs)
        watched = WatchedFiles(files_of(given))
        described = onnx_info.describe_values(model)
        return read_given(given, path, described.inputs, described.outputs, memory_bytes), watched
    except GivenValuesError as error:
        raise InvalidOnnxError(str(error), remedy="see --inputs in docs/reference.md") from error


def _describe(
    path: Path, data: bytes, model: onnx.ModelProto, dims: Mapping[str, int], given: tuple[str, ...]
) -> Invocation:
    """The invocation of a file; its hash is that of its content, the chosen dimensions and the given values."""
    digest = hashlib.sha256(data)
    digest.update(repr(sorted(dims.items())).encode())
    if given:
        digest.update(repr(given).encode())
    weights = [onnx.helper.tensor_dtype_to_np_dtype(w.data_type).itemsize * _size(w) for w in model.graph.initializer]
    return Invocation(
        hash=digest.hexdigest()[:8],
        model_class=model.graph.name or "onnx",
        source_line=str(path),
        parameters=sum(_size(w) for w in model.graph.initializer),
        parameter_bytes=sum(weights),
        inputs=onnx_info.describe_values(model).inputs,
    )


def _size(tensor: onnx.TensorProto) -> int:
    return math.prod(tensor.dims)
