"""ONNX models, and artifacts and jobs for them, that need no export."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx

from factories import QUICK
from turnkey_runner.contract import FileDigest, Job, TensorSpec

Array = npt.NDArray[Any]


def write_artifact(
    volume: Path,
    model: onnx.ModelProto,
    inputs: list[Array],
    outputs: list[Array] | None,
    varied: list[Array] | None = None,
    varied_outputs: list[Array] | None = None,
) -> dict[str, Any]:
    """Write an artifact; return the fields of a job that name it."""
    name = uuid.uuid4().hex
    folder = volume / name
    folder.mkdir()
    onnx.save(model, folder / "model.onnx")
    _save(folder / "inputs.npz", inputs)
    if varied is not None:
        _save(folder / "varied.npz", varied)
    if varied_outputs is not None:
        _save(folder / "varied_outputs.npz", varied_outputs)
    if outputs is not None:
        _save(folder / "outputs.npz", outputs)
    files = tuple(
        FileDigest(path=path.name, size_bytes=path.stat().st_size, sha256=hashlib.sha256(path.read_bytes()).hexdigest())
        for path in sorted(folder.iterdir())
    )
    return {
        "artifact": name,
        "files": files,
        "inputs": specs(model.graph.input, inputs),
        "outputs": specs(model.graph.output, outputs or []),
    }


def _save(path: Path, arrays: Sequence[Array]) -> None:
    named: dict[str, Any] = {str(index): array for index, array in enumerate(arrays)}
    np.savez(path, **named)


def specs(values: Iterable[onnx.ValueInfoProto], arrays: Sequence[Array]) -> tuple[TensorSpec, ...]:
    pairs = zip(values, arrays, strict=False)
    return tuple(TensorSpec(name=value.name, dtype=str(array.dtype), shape=array.shape) for value, array in pairs)


def make_job(fields: dict[str, Any], runtime: str = "ort", **options: Any) -> Job:
    """A job of the x86 runner."""
    defaults: dict[str, Any] = {
        "id": uuid.uuid4().hex,
        "device": "x86",
        "precision": "fp32",
        "settings": QUICK,
        "timeout_s": 60.0,
    }
    return Job(**defaults | {"runtime": runtime} | fields | options)


def affine_model(width: int = 64, seed: int = 0, rows: int = 3) -> tuple[onnx.ModelProto, list[Array], list[Array]]:
    """x @ W + b, with inputs and the outputs that numpy computes."""
    generator = np.random.default_rng(seed)
    weight, bias = (generator.standard_normal(shape).astype(np.float32) for shape in ((width, width), (width,)))
    x = generator.standard_normal((rows, width)).astype(np.float32)
    helper = onnx.helper
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "w"], ["xw"]), helper.make_node("Add", ["xw", "b"], ["y"])],
        "affine",
        [helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, x.shape)],
        [helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, x.shape)],
        [onnx.numpy_helper.from_array(weight, "w"), onnx.numpy_helper.from_array(bias, "b")],
    )
    return finish(graph), [x], [x @ weight + bias]


def endless_model() -> tuple[onnx.ModelProto, list[Array], list[Array]]:
    """A loop that multiplies a matrix for longer than any test waits."""
    helper = onnx.helper
    body = helper.make_graph(
        [helper.make_node("Identity", ["go"], ["go_on"]), helper.make_node("MatMul", ["m", "m"], ["m_next"])],
        "body",
        [
            helper.make_tensor_value_info("i", onnx.TensorProto.INT64, []),
            helper.make_tensor_value_info("go", onnx.TensorProto.BOOL, []),
            helper.make_tensor_value_info("m", onnx.TensorProto.FLOAT, [256, 256]),
        ],
        [
            helper.make_tensor_value_info("go_on", onnx.TensorProto.BOOL, []),
            helper.make_tensor_value_info("m_next", onnx.TensorProto.FLOAT, [256, 256]),
        ],
    )
    graph = helper.make_graph(
        [helper.make_node("Loop", ["count", "yes", "x"], ["y"], body=body)],
        "endless",
        [helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [256, 256])],
        [helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [256, 256])],
        [
            onnx.numpy_helper.from_array(np.array(10**9, dtype=np.int64), "count"),
            onnx.numpy_helper.from_array(np.array(True), "yes"),
        ],
    )
    x = np.zeros((256, 256), np.float32)
    return finish(graph), [x], [x]


def finish(graph: onnx.GraphProto) -> onnx.ModelProto:
    """A model of an old enough IR for every engine."""
    return onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 18)], ir_version=9)
