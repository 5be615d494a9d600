"""Validates an .onnx file before any parser or runtime sees it: linear time, no allocation that the file declares."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import onnx

from turnkeyml.export.dimensions import DimensionError, Dimensions
from turnkeyml.export.validator import tensors
from turnkeyml.export.validator.external import DataFiles
from turnkeyml.export.validator.functions import Body, Key, check_calls, function_key
from turnkeyml.export.validator.refusal import Reason, Refusal, quote
from turnkeyml.export.validator.wire import Found, Walker

MAX_FILE_BYTES = (1 << 31) - 1
"""Of a protobuf message; the weights of larger models lie in files beside it."""
MAX_NODES = 100_000
MAX_INPUTS = 10_000
MAX_NESTED_GRAPHS = 16
"""Branches and loops in one another: some compilers need twice the time for each."""
_KEPT = {
    "ModelProto": frozenset({"graph"}),
    "GraphProto": frozenset({"input"}),
    "NodeProto": frozenset({"op_type", "domain", "overload"}),
    "FunctionProto": frozenset({"name", "domain", "overload"}),
    "TensorProto": frozenset(
        {"dims", "data_type", "segment", "name", "raw_data", "external_data", "data_location", *tensors.DATA_FIELDS}
    ),
    "StringStringEntryProto": frozenset({"key", "value"}),
    "SparseTensorProto": frozenset({"values", "indices", "dims"}),
    "ValueInfoProto": frozenset({"name", "type"}),
    "TypeProto": frozenset({"tensor_type"}),
    "Tensor": frozenset({"elem_type", "shape"}),
    "TensorShapeProto": frozenset({"dim"}),
    "Dimension": frozenset({"dim_value", "dim_param"}),
}


@dataclass(frozen=True, kw_only=True)
class Validated:
    """What is known of a file that was accepted."""

    data_files: tuple[str, ...]
    """The files with its weights, relative to the model's folder."""
    declared_bytes: int
    """The size of its inputs and of all tensors."""


@dataclass(frozen=True, kw_only=True)
class _Tensor:
    """A tensor that was checked."""

    name: str
    data_type: int
    dims: list[int]
    elements: int


def validate(path: Path, data: bytes, *, dims: Mapping[str, int], memory_bytes: int) -> Validated:
    """Validate the content of a file. Raises `Refusal`.

    Args:
        path: the file; only what lies beside it is opened.
        data: its content.
        dims: sizes of symbolic dimensions; others are 1, and of sums and products what they give.
        memory_bytes: the limit for what the model declares.
    """
    check_size(len(data))
    validation = _Validation(DataFiles(path), data, Dimensions(given=dims), memory_bytes)
    validation.run()
    return Validated(data_files=validation.files.names, declared_bytes=validation.declared_bytes)


def check_size(size_bytes: int) -> None:
    """Raises `Refusal` for a file that no parser can read."""
    if size_bytes > MAX_FILE_BYTES:
        message = f"the file has {size_bytes:,} bytes; a protobuf message may have {MAX_FILE_BYTES:,}"
        raise Refusal(Reason.FILE_TOO_LARGE, message)


@dataclass
class _Validation:
    """The state while one file is walked."""

    files: DataFiles
    data: bytes
    dims: Dimensions
    memory_bytes: int
    declared_bytes: int = 0
    _body: Body = field(default_factory=Body)
    """Of the graph or function that is being walked."""
    _main: Body = field(default_factory=Body)
    _functions: dict[Key, Body] = field(default_factory=dict)
    _graph_depth: int = 0
    _nodes: int = 0

    def run(self) -> None:
        self._body = self._main
        enter = {"GraphProto": self._enter_graph, "FunctionProto": self._enter_function}
        leave = {
            "ModelProto": self._leave_model,
            "GraphProto": self._leave_graph,
            "FunctionProto": self._leave_function,
            "NodeProto": self._leave_node,
            "TensorProto": self._leave_tensor,
            "SparseTensorProto": self._leave_sparse,
        }
        self._walker = Walker(self.data, _KEPT, enter, leave, self._allocate)
        self._walker.walk("ModelProto")
        check_calls(self._main, self._functions)

    def _allocate(self, size_bytes: int) -> None:
        self.declared_bytes += size_bytes
        if self.declared_bytes > self.memory_bytes:
            message = f"inputs and weights of {_gigabytes(self.declared_bytes)} are declared"
            raise Refusal(Reason.MEMORY, f"{message}, and the memory limit is {_gigabytes(self.memory_bytes)}")

    def _enter_graph(self) -> None:
        self._graph_depth += 1
        if self._graph_depth > MAX_NESTED_GRAPHS + 1:
            raise Refusal(Reason.TOO_DEEP, f"graphs are nested more than {MAX_NESTED_GRAPHS} deep")

    def _leave_graph(self, found: Found) -> list[Found]:
        self._graph_depth -= 1
        inputs: list[Found] = found.get("input", [])
        if len(inputs) > MAX_INPUTS:
            raise Refusal(Reason.TOO_MANY, f"the graph has {len(inputs):,} inputs; {MAX_INPUTS:,} are allowed")
        return inputs

    def _enter_function(self) -> None:
        self._body = Body()

    def _leave_function(self, found: Found) -> None:
        key = self._key(found, "name")
        if key in self._functions:
            raise Refusal(Reason.MALFORMED, f"the function {quote(key[1])} is defined twice")
        self._functions[key] = self._body
        self._body = self._main

    def _leave_node(self, found: Found) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise Refusal(Reason.TOO_MANY, f"the model has more than {MAX_NODES:,} nodes")
        self._body.nodes += 1
        self._body.operators[self._key(found, "op_type")] += 1

    def _leave_model(self, found: Found) -> None:
        if "graph" not in found:
            raise Refusal(Reason.MALFORMED, "the file has no graph: it is not an ONNX model")
        for value in found["graph"]:
            self._allocate(self._input_bytes(value))

    def _input_bytes(self, value: Found) -> int:
        """The size of an input; a dimension without a value is what the user says, or 1."""
        tensor: Found = value.get("type", {}).get("tensor_type", {})
        elements = math.prod(self._dimension(dim) for dim in tensor.get("shape", {}).get("dim", []))
        data_type = tensor.get("elem_type", 0)
        return tensors.size_bytes(data_type, elements) if data_type in tensors.BITS else 0

    def _dimension(self, found: Found) -> int:
        if "dim_param" in found:
            try:
                return self.dims.size_of(self._walker.text(found["dim_param"]))
            except DimensionError as error:
                raise Refusal(Reason.TENSOR_DIMS, str(error)) from None
        value: int = found.get("dim_value", 1)
        return 1 if value < 0 else value

    def _leave_tensor(self, found: Found) -> _Tensor:
        name = self._text(found, "name")
        try:
            return self._check_tensor(name, found)
        except Refusal as refusal:
            if name:
                refusal.place.append(quote(name))
            raise

    def _check_tensor(self, name: str, found: Found) -> _Tensor:
        if "segment" in found:
            raise Refusal(Reason.TENSOR_DATA, "it is only a segment of a tensor")
        data_type, dims = found.get("data_type", 0), found.get("dims", [])
        elements = tensors.count_elements(dims)
        self._allocate(tensors.size_bytes(data_type, elements))
        counts = {field: found.get(field, 0) for field in tensors.DATA_FIELDS}
        raw_bytes = found["raw_data"][1] - found["raw_data"][0] if "raw_data" in found else None
        is_external = found.get("data_location", 0) == onnx.TensorProto.EXTERNAL
        if is_external or found.get("external_data"):
            self._check_external(data_type, elements, found, is_empty=raw_bytes is None and not any(counts.values()))
        else:
            tensors.check_inline(data_type, elements, raw_bytes, counts)
        return _Tensor(name=name, data_type=data_type, dims=dims, elements=elements)

    def _check_external(self, data_type: int, elements: int, found: Found, *, is_empty: bool) -> None:
        """Every mention of a file is checked: runtimes differ in when they follow one."""
        if not is_empty:
            raise Refusal(Reason.TENSOR_DATA, "it has data in the model and in another file")
        if data_type == tensors.STRING:
            raise Refusal(Reason.TENSOR_DATA, "strings cannot be in another file")
        entries = [(self._text(entry, "key"), self._text(entry, "value")) for entry in found.get("external_data", [])]
        self.files.check(entries, tensors.size_bytes(data_type, elements))

    def _leave_sparse(self, found: Found) -> None:
        """Runtimes write a sparse tensor out: its dimensions count, not its values."""
        values: _Tensor | None = found.get("values")
        indices: _Tensor | None = found.get("indices")
        dims = found.get("dims", [])
        if values is None or (indices is None and values.elements):
            raise Refusal(Reason.SPARSE_TENSOR, "it has no values or no indices")
        dense = tensors.count_elements(dims)
        count = values.elements
        is_fitting = indices is None or (
            indices.data_type == onnx.TensorProto.INT64 and indices.dims in ([count], [count, len(dims)])
        )
        if len(values.dims) != 1 or not is_fitting or count > dense:
            raise Refusal(Reason.SPARSE_TENSOR, "its values and indices do not fit its dimensions")
        self._allocate(tensors.size_bytes(values.data_type, dense))

    def _key(self, found: Found, name: str) -> Key:
        return function_key(self._text(found, "domain"), self._text(found, name), self._text(found, "overload"))

    def _text(self, found: Found, name: str) -> str:
        return self._walker.text(found[name]) if name in found else ""


def _gigabytes(size_bytes: int) -> str:
    return f"{size_bytes / 1e9:,.1f} GB" if size_bytes < 10**15 else "more than 1,000,000 GB"
