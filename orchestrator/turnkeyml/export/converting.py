"""An artifact into another precision: an artifact of its own, with the same inputs, outputs and references."""

from __future__ import annotations

import dataclasses
import shutil
import traceback
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from turnkey_runner.contract import Failure, Kind, Stage, Status
from turnkeyml.export import graph
from turnkeyml.export.casting import ConversionError, cast_model
from turnkeyml.export.quantizing import quantize_model
from turnkeyml.export.sealing import seal
from turnkeyml.messages import ConvertRequest
from turnkeyml.records import INPUTS_FILE, REFERENCES_FILE, VARIED_FILE, Artifact, Conversion, StageRecord

_ALLOCATORS = ("std::bad_alloc", "BFCArena::")
"""ONNX Runtime's, as it names them where one of them fails."""


def convert(request: ConvertRequest) -> Conversion:
    """Convert; a failure is in what comes back. The record's time and memory are the caller's to add."""
    try:
        artifact = _convert(request, Path(request.source), Path(request.target))
    except Exception as error:  # a model that cannot be converted is a row of the report
        return Conversion(record=StageRecord(status=Status.FAILED), failure=_explain(error))
    return Conversion(record=StageRecord(status=Status.SUCCESSFUL), artifact=artifact)


def _convert(request: ConvertRequest, source: Path, target: Path) -> Artifact:
    match request.form:
        case "fp16" | "bf16" as precision:
            cast_model(source, target, precision)
        case "int8" | "int8-symmetric" as form:
            feeds = [_feeds(source / INPUTS_FILE, request.artifact)]
            quantize_model(source, target, feeds, symmetric=form == "int8-symmetric")
        case unknown:
            raise ConversionError(f"there is no form {unknown}")
    for name in (INPUTS_FILE, REFERENCES_FILE, VARIED_FILE):
        if (source / name).exists():
            shutil.copyfile(source / name, target / name)
    given = request.artifact
    sealed = seal(
        target,
        graph.read_graph(target),
        inputs=given.inputs,
        outputs=given.outputs,
        exporter=given.exporter,
        macs=given.macs,
        remarks=given.remarks,
        deterministic=given.deterministic,
        precision=request.form.partition("-")[0],
    )
    kept = [(spec.name, spec.dtype) for spec in graph.read_graph(target).inputs]
    if kept != [(spec.name, spec.dtype) for spec in given.inputs]:
        raise ConversionError(f"the converted model has other inputs: {kept}")
    return sealed


def _feeds(path: Path, artifact: Artifact) -> Mapping[str, np.ndarray]:
    with np.load(path, allow_pickle=False) as archive:
        return {spec.name: archive[str(index)] for index, spec in enumerate(artifact.inputs)}


def _explain(error: Exception) -> Failure:
    words = str(error) if isinstance(error, ConversionError) else f"{type(error).__name__}: {error}"
    kind, remedy = Kind.EXPORT_ERROR, "see the build's log_convert.txt"
    if isinstance(error, MemoryError) or any(word in words for word in _ALLOCATORS):
        kind, remedy = Kind.OUT_OF_MEMORY, "allow more with --memory, or free some"
        words = f"the memory does not suffice to convert the model: {words}"
    return Failure(
        stage=Stage.CONVERT,
        kind=kind,
        message=" ".join(words.split())[:500],
        remedy=remedy,
        detail="".join(traceback.format_exception(error)),
    )


def with_cost(conversion: Conversion, cost: StageRecord) -> Conversion:
    """The conversion with what it cost."""
    return dataclasses.replace(conversion, record=dataclasses.replace(cost, status=conversion.record.status))
