"""Describes a finished artifact, with the digest of each file and of all files together."""

from __future__ import annotations

import hashlib
from pathlib import Path

from turnkey_runner.contract import FileDigest, TensorSpec
from turnkeyml.export.macs.graph import MacCount
from turnkeyml.export.onnx_info import Graph
from turnkeyml.records import MODEL_FILE, WEIGHTS_FILE, Artifact
from turnkeyml.system.hashing import artifact_digest

EXTERNAL_DATA_ABOVE_BYTES = 1_000_000_000
"""Protobuf messages are limited to 2 GB, and parsers that hold the weights twice are slow below that."""


def describe_artifact(
    folder: Path,
    graph: Graph,
    *,
    inputs: tuple[TensorSpec, ...],
    outputs: tuple[TensorSpec, ...],
    exporter: str,
    call_macs: int | None = None,
    remarks: tuple[str, ...] = (),
    left_out: tuple[str, ...] = (),
    deterministic: bool = True,
    precision: str = "fp32",
    digests: tuple[FileDigest, ...] = (),
) -> Artifact:
    """Describe the finished files of a folder.

    Args:
        graph: what `model.onnx` in the folder contains.
        call_macs: multiply-accumulates of the call in PyTorch; None where they are not known.
        remarks: what the user should know about the export.
        left_out: what of the call's inputs and outputs the graph does not have.
        deterministic: whether two runs of the model gave the same outputs.
        digests: those of files that were hashed while they were written.
    """
    counted = graph.macs or MacCount(macs=None)
    if counted.unknown:
        remarks = (*remarks, f"multiply-accumulates {_source(call_macs)}: {counted.unknown}")
    digest_of = {file.path: file for file in digests}
    files = tuple(digest_of.get(path.name) or _hash_file(path) for path in sorted(folder.iterdir()))
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
        macs=call_macs if counted.macs is None else counted.macs,
        constant_macs=counted.constant_macs,
        call_macs=call_macs,
        remarks=remarks,
        left_out=left_out,
        deterministic=deterministic,
        precision=precision,
        structure=graph.structure,
        computes_in=graph.computes_in,
    )


def _source(call_macs: int | None) -> str:
    return "are not known" if call_macs is None else "are those of the call in PyTorch, not counted in the graph"


def _hash_file(path: Path) -> FileDigest:
    with open(path, "rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return FileDigest(path=path.name, size_bytes=path.stat().st_size, sha256=sha256)
