"""The steps of a request for an .onnx file: validate and describe it, then write its artifact. No torch."""

from __future__ import annotations

import traceback
from pathlib import Path

import numpy as np
import onnx

from turnkey_runner.contract import Failure, Kind, Stage, Status
from turnkeyml.analysis.failures import host_failure
from turnkeyml.export import onnx_artifact, onnx_file
from turnkeyml.export.validator.refusal import Reason
from turnkeyml.worker.child.supervised import Send
from turnkeyml.worker.messages import Analyzed, Exported, StageBegan, WorkRequest
from turnkeyml.worker.stage_meter import stage_meter

_MAX_MESSAGE_CHARACTERS = 1000


def work(request: WorkRequest, memory_bytes: int, send: Send) -> None:
    """Analyze, then export; send an event at the beginning and end of each step."""
    send(StageBegan(stage=Stage.ANALYSIS))
    path = Path(request.input_path)
    versions = {"onnx": onnx.__version__, "numpy": np.__version__}
    end = stage_meter()
    try:
        options = onnx_file.OnnxOptions(dims=request.options.dims, inputs=request.options.inputs)
        loaded = onnx_file.load_onnx(path, options, memory_bytes)
    except Exception as error:  # whatever a parser raises for a broken file is a row of the report
        failure = _failure(Stage.ANALYSIS, error, path.name)
        print(failure.detail, flush=True)
        send(Analyzed(invocations=(), imported=(), record=end(Status.FAILED), versions=versions, failure=failure))
        return
    invocation = loaded.invocation
    send(
        Analyzed(
            invocations=(invocation,),
            imported=loaded.read_files,
            record=end(Status.SUCCESSFUL),
            versions=versions,
            source_sha256=loaded.sha256,
        )
    )
    if request.export and (not request.only or invocation.hash in request.only):
        _export(loaded, Path(request.staging), send)


def _export(loaded: onnx_file.LoadedModel, staging: Path, send: Send) -> None:
    hash8 = loaded.invocation.hash
    send(StageBegan(stage=Stage.EXPORT, hash=hash8))
    end = stage_meter()
    folder = staging / hash8
    folder.mkdir()
    try:
        artifact = onnx_artifact.export_onnx(loaded, folder)
    except Exception as error:  # a model that cannot be exported is a row of the report
        failure = _failure(Stage.EXPORT, error, "the model")
        print(failure.detail, flush=True)
        send(Exported(hash=hash8, record=end(Status.FAILED), failure=failure))
    else:
        send(Exported(hash=hash8, record=end(Status.SUCCESSFUL), artifact=artifact))


def _failure(stage: Stage, error: Exception, name: str) -> Failure:
    """The failure that an exception stands for; the message is of one line."""
    kind = Kind.INVALID_MODEL if stage is Stage.ANALYSIS else Kind.EXPORT_ERROR
    kind, remedy = host_failure(error) or (kind, f"see the build's log_{stage}.txt")
    message = f"{type(error).__name__}: {error}"
    if isinstance(error, onnx_file.InvalidOnnxError):
        kind, message, remedy = Kind.INVALID_MODEL, str(error), error.remedy
        if error.reason is Reason.MEMORY:
            kind, remedy = Kind.OUT_OF_MEMORY, "allow more with --memory"
    elif kind is Kind.OUT_OF_MEMORY:
        message = f"the memory limit was reached while {name} was read"
    return Failure(
        stage=stage,
        kind=kind,
        message=" ".join(message.split())[:_MAX_MESSAGE_CHARACTERS],
        remedy=remedy,
        detail="".join(traceback.format_exception(error)),
    )
