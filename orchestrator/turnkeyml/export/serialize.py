"""Writes an exported graph to files: weights go straight from the tensors' memory, and are hashed on the way."""

from __future__ import annotations

import ctypes
import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import onnx
import onnx_ir as ir
import torch

from turnkey_runner.contract import FileDigest
from turnkeyml.records import MODEL_FILE, WEIGHTS_FILE

INLINE_BELOW_BYTES = 1 << 20
"""A model with fewer bytes of weights is written to one file."""
_SMALL_BYTES = 1 << 10
"""Smaller tensors stay in the graph: shapes, axes, scales."""
_PAGE_BYTES = 4096
"""Weights of a page or more start at a page boundary, so that engines can map them into memory."""
_CHUNK_BYTES = 8 << 20


@dataclass(frozen=True)
class _Memory:
    """The bytes of a tensor."""

    view: memoryview
    address: int
    owner: object
    """The object that must live as long as the view is used."""


def write_model(model: ir.Model, folder: Path) -> tuple[FileDigest, ...]:
    """Write `model.onnx` and, where the weights are large, a file with the weights; return the files' digests.

    The weights in `model` are replaced by references to the file.
    """
    written = []
    weights = [value for value in model.graph.initializers.values() if _size(value) > _SMALL_BYTES]
    if sum(map(_size, weights)) > INLINE_BELOW_BYTES:
        written.append(_write_weights(weights, folder))
    content = ir.to_proto(model).SerializeToString()
    (folder / MODEL_FILE).write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    return (FileDigest(path=MODEL_FILE, size_bytes=len(content), sha256=digest), *written)


def remove_metadata(model: ir.Model) -> None:
    """Remove what the exporter records for debugging: stack traces with paths of this machine, names of modules.

    With them, the same model would have another digest on each machine.
    """
    for graph in (model.graph, *(function.graph for function in model.functions.values())):
        graph.metadata_props.clear()
        graph.doc_string = None
        for node in ir.traversal.RecursiveGraphIterator(graph):
            node.metadata_props.clear()
            node.doc_string = None
            for value in node.outputs:
                value.metadata_props.clear()
        for value in (*graph.inputs, *graph.initializers.values()):
            value.metadata_props.clear()


def _write_weights(weights: list[ir.Value], folder: Path) -> FileDigest:
    """Write the weights one after the other; those that share memory are written once."""
    digest = hashlib.sha256()
    offsets: dict[tuple[int, int], int] = {}
    end = 0
    with open(folder / WEIGHTS_FILE, "wb", buffering=0) as file, ThreadPoolExecutor(1) as hasher:
        owners: list[object] = []
        for value in weights:
            memory = _memory_of(value)
            key = (memory.address, len(memory.view))
            if key not in offsets:
                padding = bytes(-end % (_PAGE_BYTES if len(memory.view) >= _PAGE_BYTES else 64))
                offsets[key] = end + len(padding)
                for chunk in _chunks(memoryview(padding), memory.view):
                    hasher.submit(digest.update, chunk)
                    _write(file.fileno(), chunk)
                owners.append(memory.owner)
                end = offsets[key] + len(memory.view)
            _make_external(value, offsets[key], len(memory.view), folder)
    return FileDigest(path=WEIGHTS_FILE, size_bytes=end, sha256=digest.hexdigest())


def _memory_of(value: ir.Value) -> _Memory:
    tensor = value.const_value
    assert tensor is not None
    raw = getattr(tensor, "raw", None)
    if isinstance(raw, torch.Tensor):
        plain = raw.detach().cpu().contiguous()
        size_bytes = plain.numel() * plain.element_size()
        array = (ctypes.c_ubyte * size_bytes).from_address(plain.data_ptr())
        return _Memory(view=memoryview(array).cast("B"), address=plain.data_ptr(), owner=plain)
    content = tensor.tobytes()
    return _Memory(view=memoryview(content), address=id(content), owner=content)


def _make_external(value: ir.Value, offset: int, length: int, folder: Path) -> None:
    tensor = value.const_value
    assert tensor is not None
    shape = ir.Shape(tensor.shape.numpy())
    value.const_value = ir.ExternalTensor(
        WEIGHTS_FILE, offset, length, tensor.dtype, shape=shape, name=value.name or "", base_dir=folder
    )


def _chunks(*views: memoryview) -> Iterator[memoryview]:
    for view in views:
        for start in range(0, len(view), _CHUNK_BYTES):
            yield view[start : start + _CHUNK_BYTES]


def _write(descriptor: int, chunk: memoryview) -> None:
    rest = chunk
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _size(value: ir.Value) -> int:
    return 0 if value.const_value is None else int(value.const_value.nbytes)


def check(folder: Path) -> None:
    """Raises what onnx's checker raises for an invalid model."""
    onnx.checker.check_model(str(folder / MODEL_FILE))
