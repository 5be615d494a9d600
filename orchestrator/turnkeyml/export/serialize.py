"""An exported graph onto the disk: weights in one sequential write from the tensors' own memory, hashed on the way."""

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
"""A model with fewer bytes of weights is one file."""
_SMALL_BYTES = 1 << 10
"""Tensors that stay in the graph: shapes, axes, scales."""
_PAGE_BYTES = 4096
"""Weights begin at a page where they are long, so that engines can map them."""
_CHUNK_BYTES = 8 << 20


@dataclass(frozen=True)
class _Memory:
    """Bytes that lie somewhere, and who keeps them there."""

    view: memoryview
    address: int
    owner: object


def write_model(model: ir.Model, folder: Path) -> tuple[FileDigest, ...]:
    """Write `model.onnx` and, where they are large, its weights beside it; return the files' digests.

    The weights of the model are replaced by references to what was written.
    """
    written = []
    weights = [value for value in model.graph.initializers.values() if _size(value) > _SMALL_BYTES]
    if sum(map(_size, weights)) > INLINE_BELOW_BYTES:
        written.append(_write_weights(weights, folder))
    content = ir.to_proto(model).SerializeToString()
    (folder / MODEL_FILE).write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    return (FileDigest(path=MODEL_FILE, size_bytes=len(content), sha256=digest), *written)


def strip(model: ir.Model) -> None:
    """Take out what the exporter notes for its own developers: traces with paths of this machine, and names of modules.

    They are no part of the model, and would give it another address on each machine.
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
    """One file after the other's end; what lies at one place in memory is written once."""
    digest = hashlib.sha256()
    places: dict[tuple[int, int], int] = {}
    end = 0
    with open(folder / WEIGHTS_FILE, "wb", buffering=0) as file, ThreadPoolExecutor(1) as hasher:
        kept: list[object] = []
        for value in weights:
            memory = _memory_of(value)
            key = (memory.address, len(memory.view))
            if key not in places:
                padding = bytes(-end % (_PAGE_BYTES if len(memory.view) >= _PAGE_BYTES else 64))
                places[key] = end + len(padding)
                for chunk in _chunks(memoryview(padding), memory.view):
                    hasher.submit(digest.update, chunk)
                    _write(file.fileno(), chunk)
                kept.append(memory.owner)
                end = places[key] + len(memory.view)
            _refer(value, places[key], len(memory.view), folder)
    return FileDigest(path=WEIGHTS_FILE, size_bytes=end, sha256=digest.hexdigest())


def _memory_of(value: ir.Value) -> _Memory:
    tensor = value.const_value
    assert tensor is not None
    raw = getattr(tensor, "raw", None)
    if isinstance(raw, torch.Tensor):
        own = raw.detach().cpu().contiguous()
        size_bytes = own.numel() * own.element_size()
        array = (ctypes.c_ubyte * size_bytes).from_address(own.data_ptr())
        return _Memory(view=memoryview(array).cast("B"), address=own.data_ptr(), owner=own)
    content = tensor.tobytes()
    return _Memory(view=memoryview(content), address=id(content), owner=content)


def _refer(value: ir.Value, offset: int, length: int, folder: Path) -> None:
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
    """Raise what onnx's checker raises for a model that is not valid."""
    onnx.checker.check_model(str(folder / MODEL_FILE))
