"""Reads the values that the user gives for a model's inputs: an .npz file, or a folder of ONNX's own test data.

The folder has `input_0.pb`, `input_1.pb`, …, and where the right outputs are known, `output_0.pb`, ….
"""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import onnx

from turnkey_runner.contract import TensorSpec
from turnkey_runner.contract.value_types import ELEMENT_TYPES, STRING, is_numeric_tensor, parse_type
from turnkeyml.export.npz import to_bits
from turnkeyml.export.validator.external import linked_folder_of, open_data_file
from turnkeyml.export.validator.refusal import Refusal, quote

_FILE = re.compile(r"(input|output)_(\d{1,6})\.pb")
_MESSAGES: dict[str, type] = {
    "sequence": onnx.SequenceProto,
    "optional": onnx.OptionalProto,
    "map": onnx.MapProto,
    "tensor": onnx.TensorProto,
}


class GivenValuesError(Exception):
    """The values cannot be read, or are not those of the model's inputs."""


@dataclass(frozen=True, kw_only=True)
class GivenValues:
    """Values by the name of an input or output."""

    inputs: dict[str, Any]
    outputs: dict[str, Any] = field(default_factory=dict)
    """All outputs of the model, or none."""


def files_of(given: Path) -> tuple[Path, ...]:
    """The files that are read: the .npz file itself, or those of a folder. Raises `GivenValuesError`."""
    if given.suffix == ".npz" and given.is_file():
        return (given,)
    if not given.is_dir():
        raise GivenValuesError(f"{given.name} is neither an .npz file nor a folder with input_0.pb")
    found = tuple(sorted(path for path in given.iterdir() if _FILE.fullmatch(path.name)))
    if not found:
        raise GivenValuesError(f"the folder {given.name} has no input_0.pb")
    return found


def read_given(
    given: Path, model: Path, inputs: Sequence[TensorSpec], outputs: Sequence[TensorSpec], memory_bytes: int
) -> GivenValues:
    """Read the values for the inputs of a model, and for its outputs where all of these are there.

    Raises `GivenValuesError` for a file that cannot be read, an input without a value, and a value of another type.
    """
    try:
        if given.suffix == ".npz":
            found = _read_npz(given, memory_bytes)
        else:
            found = _read_folder(given, model, inputs, outputs, memory_bytes)
    except (Refusal, OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise GivenValuesError(f"{given.name} cannot be read: {' '.join(str(error).split())}") from error
    missing = [spec.name for spec in inputs if spec.name not in found]
    known = {spec.name for spec in (*inputs, *outputs)}
    unknown = [name for name in found if name not in known]
    if missing or unknown:
        problem = f"has no value for {', '.join(missing)}" if missing else f"has values for {', '.join(unknown)}"
        raise GivenValuesError(f"{given.name} {problem}; the model takes {', '.join(spec.name for spec in inputs)}")
    is_complete = bool(outputs) and all(spec.name in found for spec in outputs)
    return GivenValues(
        inputs={spec.name: _checked(found[spec.name], spec) for spec in inputs},
        outputs={spec.name: _checked(found[spec.name], spec) for spec in outputs} if is_complete else {},
    )


def _read_npz(given: Path, memory_bytes: int) -> dict[str, Any]:
    with zipfile.ZipFile(given) as archive:
        size_bytes = sum(entry.file_size for entry in archive.infolist())
    if size_bytes > memory_bytes:
        raise ValueError(f"its arrays have {size_bytes:,} bytes, and the memory limit is {memory_bytes:,}")
    with np.load(given, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def _read_folder(
    given: Path, model: Path, inputs: Sequence[TensorSpec], outputs: Sequence[TensorSpec], memory_bytes: int
) -> dict[str, Any]:
    specs = {("input", index): spec for index, spec in enumerate(inputs)}
    specs |= {("output", index): spec for index, spec in enumerate(outputs)}
    found: dict[str, Any] = {}
    for path in files_of(given):
        parts = _FILE.fullmatch(path.name)
        spec = specs.get((parts[1], int(parts[2]))) if parts else None
        if spec is None:
            raise ValueError(f"{path.name} is of no {path.name.partition('_')[0]} of the model")
        with open_data_file(given, path.name, linked_folder_of(model)) as file:
            found[spec.name], size_bytes = _read_message(file, spec, memory_bytes)
        memory_bytes -= size_bytes
    return found


def _read_message(file: BinaryIO, spec: TensorSpec, memory_bytes: int) -> tuple[Any, int]:
    """A value, and how many bytes its file has."""
    if os.fstat(file.fileno()).st_size > memory_bytes:
        raise ValueError("the files are larger than the memory limit")
    data = file.read()
    message = _MESSAGES[parse_type(spec.dtype).form]()
    try:
        message.ParseFromString(data)
    except Exception as error:  # protobuf's DecodeError has no public base of its own
        raise ValueError(f"the value of {quote(spec.name)} is no {type(message).__name__}: {error}") from None
    return _value(message), len(data)


def _value(message: Any) -> Any:
    """The value in a message. Raises `ValueError` for one whose data lies in another file."""
    match message:
        case onnx.TensorProto():
            if message.data_location == onnx.TensorProto.EXTERNAL or message.external_data:
                raise ValueError("a value's data lies in another file")
            array = onnx.numpy_helper.to_array(message)
            is_text = message.data_type == onnx.TensorProto.STRING
            return array.astype(str).astype(object) if is_text else array
        case onnx.SequenceProto():
            kinds = onnx.SequenceProto
            of_kind: dict[int, Any] = {
                kinds.TENSOR: message.tensor_values,
                kinds.SEQUENCE: message.sequence_values,
                kinds.MAP: message.map_values,
                kinds.OPTIONAL: message.optional_values,
            }
            return [_value(one) for one in of_kind.get(message.elem_type, ())]
        case onnx.OptionalProto():
            optional = onnx.OptionalProto
            held: dict[int, Any] = {
                optional.TENSOR: message.tensor_value,
                optional.SEQUENCE: message.sequence_value,
                optional.MAP: message.map_value,
            }
            return _value(held[message.elem_type]) if message.elem_type in held else None
        case onnx.MapProto():
            keys = [key.decode() for key in message.string_keys] or list(message.keys)
            return dict(zip(keys, (one.item() for one in _value(message.values)), strict=True))
    raise ValueError(f"there are no values of {type(message).__name__}")


def _checked(value: Any, spec: TensorSpec) -> Any:
    """The value in the form that an artifact has it. Raises `GivenValuesError` for a tensor of another type."""
    if not isinstance(value, np.ndarray):
        return value
    found = STRING if value.dtype.kind in "OUS" else str(value.dtype)
    expected = parse_type(spec.dtype)
    if expected.form == "optional":
        expected = parse_type(expected.element)
    element = ELEMENT_TYPES.get(spec.dtype)
    is_bits = element is not None and value.dtype == np.dtype(np.uint16 if element.bits == 16 else np.uint8)
    if found != expected.element and not is_bits:
        raise GivenValuesError(f"the value of {spec.name} is {found}, and the model takes {spec.dtype}")
    if expected.element == STRING:
        return value.astype(str).astype(object)
    return (
        to_bits(np.ascontiguousarray(value).reshape(value.shape), spec.dtype)
        if is_numeric_tensor(spec.dtype)
        else value
    )
