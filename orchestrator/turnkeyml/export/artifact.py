"""Closing an artifact: the digest of each file, and of all of them together."""

from __future__ import annotations

import hashlib
from pathlib import Path

from turnkey_runner.contract import FileDigest, TensorSpec
from turnkeyml.export.onnx_info import Graph
from turnkeyml.records import MODEL_FILE, WEIGHTS_FILE, Artifact
from turnkeyml.system.hashing import artifact_digest


def describe_artifact(
    folder: Path,
    graph: Graph,
    *,
    inputs: tuple[TensorSpec, ...],
    outputs: tuple[TensorSpec, ...],
    exporter: str,
    macs: int | None = None,
    remarks: tuple[str, ...] = (),
    deterministic: bool = True,
    precision: str = "fp32",
    known: tuple[FileDigest, ...] = (),
) -> Artifact:
    """Describe the finished files of a folder; `known` are those that were hashed while they were written."""
    digests = {file.path: file for file in known}
    files = tuple(digests.get(path.name) or _digest(path) for path in sorted(folder.iterdir()))
    return Artifact(
        digest=artifact_digest(files),
        files=files,
        inputs=inputs,
        outputs=outputs,
        exporter=exporter,
        opset=graph.opset,
        ir_version=graph.ir_version,
        model_bytes=sum(file.size_bytes for file in files if file.path in (MODEL_FILE, WEIGHTS_FILE)),
        operators=graph.operators,
        macs=macs,
        remarks=remarks,
        deterministic=deterministic,
        precision=precision,
        structure=graph.structure,
    )


def _digest(path: Path) -> FileDigest:
    with open(path, "rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return FileDigest(path=path.name, size_bytes=path.stat().st_size, sha256=sha256)
