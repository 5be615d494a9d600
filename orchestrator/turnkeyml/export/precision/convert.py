"""Converts an artifact to another precision: a new artifact with the same inputs, outputs and references."""

from __future__ import annotations

import dataclasses
import shutil
import traceback
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx

from turnkey_runner.contract import Failure, Kind, Stage, Status
from turnkeyml.analysis.failures import host_failure
from turnkeyml.export import onnx_info
from turnkeyml.export.artifact import describe_artifact
from turnkeyml.export.precision.cast import ConversionError, cast_model
from turnkeyml.export.precision.quantize import quantize_model
from turnkeyml.records import (
    INPUTS_FILE,
    MODEL_FILE,
    RANDOM_INPUTS_FILE,
    RANDOM_REFERENCES_FILE,
    REFERENCES_FILE,
    Artifact,
    Conversion,
    StageRecord,
)


def convert(original: Artifact, form: str, source: Path, target: Path) -> Conversion:
    """Convert the artifact in the folder `source` to a form of a precision, and write it to the empty folder `target`.

    A failure is part of the return value. The caller adds time and memory with `with_cost`.
    """
    try:
        artifact = _convert(original, form, source, target)
    except Exception as error:  # a model that cannot be converted is a row of the report
        return Conversion(record=StageRecord(status=Status.FAILED), failure=_failure_from_exception(error))
    return Conversion(record=StageRecord(status=Status.SUCCESSFUL), artifact=artifact)


def _convert(original: Artifact, form: str, source: Path, target: Path) -> Artifact:
    match form:
        case "fp16" | "bf16" as precision:
            cast_model(source, target, precision)
        case "int8" | "int8-symmetric":
            calibration_inputs = [_read_inputs(source / INPUTS_FILE, original)]
            quantize_model(source, target, calibration_inputs, symmetric=form == "int8-symmetric")
        case unknown:
            raise ConversionError(f"there is no form {unknown}")
    for name in (INPUTS_FILE, REFERENCES_FILE, RANDOM_INPUTS_FILE, RANDOM_REFERENCES_FILE):
        if (source / name).exists():
            shutil.copyfile(source / name, target / name)
    graph = _read_converted(target, source)
    converted = describe_artifact(
        target,
        graph,
        inputs=original.inputs,
        outputs=original.outputs,
        exporter=original.exporter,
        call_macs=original.call_macs,
        remarks=original.remarks,
        left_out=original.left_out,
        deterministic=original.deterministic,
        precision=form.partition("-")[0],
    )
    for kind, found, expected in (
        ("inputs", graph.inputs, original.inputs),
        ("outputs", graph.outputs, original.outputs),
    ):
        types = [(spec.name, spec.dtype) for spec in found]
        if types != [(spec.name, spec.dtype) for spec in expected]:
            raise ConversionError(f"the converted model has other {kind}: {types}")
    return converted


def _read_converted(target: Path, source: Path) -> onnx_info.Graph:
    """Check and describe the converted model. Raises what onnx's checker raises, unless it objects to the original."""
    try:
        return onnx_info.read_graph(target)
    except onnx.checker.ValidationError:
        if onnx_info.find_objection(source / MODEL_FILE):  # ONNX Runtime has accepted that one
            return onnx_info.describe_graph(onnx.load(target / MODEL_FILE, load_external_data=False))
        raise


def _read_inputs(path: Path, artifact: Artifact) -> Mapping[str, np.ndarray]:
    with np.load(path, allow_pickle=False) as archive:
        return {spec.name: archive[str(index)] for index, spec in enumerate(artifact.inputs)}


def _failure_from_exception(error: Exception) -> Failure:
    message = str(error) if isinstance(error, ConversionError) else f"{type(error).__name__}: {error}"
    kind, remedy = host_failure(error) or (Kind.EXPORT_ERROR, "see the build's log_convert.txt")
    if kind is Kind.OUT_OF_MEMORY:
        message = f"not enough memory to convert the model: {message}"
    return Failure(
        stage=Stage.CONVERT,
        kind=kind,
        message=" ".join(message.split())[:500],
        remedy=remedy,
        detail="".join(traceback.format_exception(error)),
    )


def with_cost(conversion: Conversion, cost: StageRecord) -> Conversion:
    """The conversion with the time and memory of `cost`."""
    return dataclasses.replace(conversion, record=dataclasses.replace(cost, status=conversion.record.status))
