"""Closing an artifact: the digest of each file, and of all of them together."""

from __future__ import annotations

import hashlib
from pathlib import Path

from turnkey_runner.contract import FileDigest, TensorSpec
from turnkeyml.export.graph import Graph
from turnkeyml.records import MODEL_FILE, WEIGHTS_FILE, Artifact


def seal(
    folder: Path,
    graph: Graph,
    *,
    inputs: tuple[TensorSpec, ...],
    outputs: tuple[TensorSpec, ...],
    exporter: str,
    macs: int | None = None,
    remarks: tuple[str, ...] = (),
) -> Artifact:
    """Describe the finished files of a folder."""
    files = tuple(_digest(path) for path in sorted(folder.iterdir()))
    return Artifact(
        digest=content_address(files),
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
    )


def content_address(files: tuple[FileDigest, ...]) -> str:
    """SHA-256 over the names, sizes and SHA-256 of an artifact's files, in the order of their names."""
    lines = (f"{file.path} {file.size_bytes} {file.sha256}\n" for file in sorted(files, key=lambda file: file.path))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _digest(path: Path) -> FileDigest:
    with open(path, "rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return FileDigest(path=path.name, size_bytes=path.stat().st_size, sha256=sha256)
