"""Reads a model's weights from the files beside it, and writes large ones to an artifact without holding them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import onnx

from turnkeyml.export.artifact import EXTERNAL_DATA_ABOVE_BYTES
from turnkeyml.export.validator.external import linked_folder_of, open_data_file, relative_location
from turnkeyml.export.validator.tensors import count_elements, size_bytes
from turnkeyml.records import WEIGHTS_FILE

_ALWAYS_READ_BYTES = 1 << 16
"""Smaller tensors may be shapes, axes and scales, which decide what is computed."""
_ALIGNMENT_BYTES = 4096
"""Of a tensor in the written file: a runtime can map whole pages."""
_CHUNK_BYTES = 1 << 24


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where the data of a tensor lies."""

    name: str
    offset: int
    length: int


def tensors_of(model: onnx.ModelProto) -> Iterator[onnx.TensorProto]:
    """Every tensor of a model: initializers and attributes, in all graphs and functions."""
    yield from _tensors_of_graph(model.graph)
    for function in model.functions:
        yield from _tensors_of_nodes(function.node)


def read_weights(model: onnx.ModelProto, path: Path) -> None:
    """Read the weights that lie beside a model into it; where they are many, only the small ones.

    The files were validated. Raises `Refusal` where one is another kind of file by now, and `EOFError` where it has
    shrunk.
    """
    places = [(tensor, _place_of(tensor)) for tensor in tensors_of(model) if _is_external(tensor)]
    keeps_large = sum(place.length for _, place in places) > EXTERNAL_DATA_ABOVE_BYTES
    with _Files(path) as files:
        for tensor, place in places:
            if keeps_large and place.length > _ALWAYS_READ_BYTES:
                continue
            file = files.open(place.name)
            file.seek(place.offset)
            data = file.read(place.length)
            if len(data) < place.length:
                raise EOFError(f"{place.name} has become shorter")
            tensor.ClearField("external_data")
            tensor.data_location = onnx.TensorProto.DEFAULT
            tensor.raw_data = data


def write_model(model: onnx.ModelProto, source: Path, target: Path) -> None:
    """Write a model to the file `target`; weights that still lie beside `source` are copied to one file beside it."""
    left = [tensor for tensor in tensors_of(model) if _is_external(tensor)]
    held_bytes = sum(len(tensor.raw_data) for tensor in tensors_of(model))
    if not left and held_bytes > EXTERNAL_DATA_ABOVE_BYTES:
        onnx.save(model, target, save_as_external_data=True, location=WEIGHTS_FILE, size_threshold=1024)
        return
    if left:
        _copy_weights(left, source, target.parent / WEIGHTS_FILE)
    onnx.save(model, target)


def _copy_weights(tensors: list[onnx.TensorProto], source: Path, target: Path) -> None:
    with _Files(source) as files, open(target, "wb") as written:
        for tensor in tensors:
            place = _place_of(tensor)
            written.seek(-written.tell() % _ALIGNMENT_BYTES, 1)
            offset = written.tell()
            _copy(files.open(place.name), place, written)
            tensor.ClearField("external_data")
            entries = {"location": WEIGHTS_FILE, "offset": str(offset), "length": str(place.length)}
            for key, value in entries.items():
                tensor.external_data.add(key=key, value=value)


def _copy(file: BinaryIO, place: _Place, target: BinaryIO) -> None:
    file.seek(place.offset)
    left = place.length
    while left:
        chunk = file.read(min(_CHUNK_BYTES, left))
        if not chunk:
            raise EOFError(f"{place.name} has become shorter")
        target.write(chunk)
        left -= len(chunk)


class _Files:
    """The data files of one model, each opened once."""

    def __init__(self, model: Path) -> None:
        self._model = model
        self._linked_folder = linked_folder_of(model)
        self._opened: dict[str, BinaryIO] = {}

    def __enter__(self) -> _Files:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._opened.values():
            file.close()

    def open(self, name: str) -> BinaryIO:
        if name not in self._opened:
            self._opened[name] = open_data_file(self._model.parent, name, self._linked_folder)
        return self._opened[name]


def _is_external(tensor: onnx.TensorProto) -> bool:
    return bool(tensor.data_location == onnx.TensorProto.EXTERNAL)


def _place_of(tensor: onnx.TensorProto) -> _Place:
    entries = {entry.key: entry.value for entry in tensor.external_data}
    needed = size_bytes(tensor.data_type, count_elements(tensor.dims))
    return _Place(name=relative_location(entries["location"]), offset=int(entries.get("offset", "0")), length=needed)


def _tensors_of_graph(graph: onnx.GraphProto) -> Iterator[onnx.TensorProto]:
    yield from graph.initializer
    for sparse in graph.sparse_initializer:
        yield from (sparse.values, sparse.indices)
    yield from _tensors_of_nodes(graph.node)


def _tensors_of_nodes(nodes: object) -> Iterator[onnx.TensorProto]:
    for node in nodes:  # type: ignore[attr-defined]
        for attribute in node.attribute:
            yield from (*([attribute.t] if attribute.HasField("t") else []), *attribute.tensors)
            sparse = [*([attribute.sparse_tensor] if attribute.HasField("sparse_tensor") else [])]
            for one in (*sparse, *attribute.sparse_tensors):
                yield from (one.values, one.indices)
            for graph in (*([attribute.g] if attribute.HasField("g") else []), *attribute.graphs):
                yield from _tensors_of_graph(graph)
