"""The steps of one request: analyze, then export or measure. Importing this imports torch."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path

import onnx
import torch

from turnkey_runner.contract import Failure, Job, Kind, Stage, Status
from turnkeyml.analysis.analyze import analyze_script
from turnkeyml.analysis.run_script import script_dependencies
from turnkeyml.analysis.trace_calls import Call
from turnkeyml.export import onnx_file
from turnkeyml.export.export import export_call, failure_from_exception
from turnkeyml.records import Artifact, SourceFile
from turnkeyml.system.hashing import file_sha256
from turnkeyml.worker.child import fast_start
from turnkeyml.worker.child.restore import restore_process
from turnkeyml.worker.messages import Analyzed, Exported, Measured, StageBegan, WorkEvent, WorkRequest
from turnkeyml.worker.stage_meter import stage_meter

Send = Callable[[WorkEvent], None]


def work(request: WorkRequest, send: Send) -> None:
    """Analyze, then export; send an event at the beginning and end of each step."""
    send(StageBegan(stage=Stage.ANALYSIS))
    if request.input_path.endswith(".onnx"):
        _work_on_onnx(request, send)
    else:
        _work_on_script(request, send)


def _work_on_script(request: WorkRequest, send: Send) -> None:
    path = Path(request.input_path)
    end = stage_meter()
    traced, failure = analyze_script(path, request.options)
    restore_process()
    imported = script_dependencies(path)
    send(
        Analyzed(
            invocations=tuple(one.invocation for one in traced),
            imported=imported,
            record=end(Status.FAILED if failure else Status.SUCCESSFUL),
            versions=_versions(),
            failure=failure,
        )
    )
    if request.job is not None:
        _measure(request, request.job, {one.invocation.hash: one.call for one in traced}, send)
        return
    for one in traced if request.export else ():
        if not request.only or one.invocation.hash in request.only:
            export = functools.partial(export_call, one.call, opset=request.options.opset)
            _export(request, one.invocation.hash, export, send)


def _measure(request: WorkRequest, job: Job, calls: dict[str, Call], send: Send) -> None:
    """Measure the live model of the requested invocation; where the script does not make it, nothing is sent."""
    from turnkeyml.worker.child.live_model import measure_call

    (hash8,) = request.only
    if hash8 in calls:
        send(StageBegan(stage=Stage.BENCHMARK, hash=hash8))
        send(Measured(result=measure_call(job, request.process, Path(request.volume), calls[hash8])))


def _work_on_onnx(request: WorkRequest, send: Send) -> None:
    restore_process()
    path = Path(request.input_path)
    end = stage_meter()
    try:
        model = onnx_file.load_onnx(path)
        invocation = onnx_file.describe_onnx(path, model, request.options.dims)
    except onnx_file.InvalidOnnxError as error:
        failure = Failure(stage=Stage.ANALYSIS, kind=Kind.INVALID_MODEL, message=str(error))
        send(Analyzed(invocations=(), imported=(), record=end(Status.FAILED), versions=_versions(), failure=failure))
        return
    weights = tuple(
        SourceFile(path=name, sha256=file_sha256(path.parent / name)) for name in onnx_file.external_files(path)
    )
    send(Analyzed(invocations=(invocation,), imported=weights, record=end(Status.SUCCESSFUL), versions=_versions()))
    if request.export and (not request.only or invocation.hash in request.only):
        _export(request, invocation.hash, functools.partial(onnx_file.export_onnx, model), send)


def _export(request: WorkRequest, hash8: str, export: Callable[[Path], Artifact], send: Send) -> None:
    staging = Path(request.staging)
    send(StageBegan(stage=Stage.EXPORT, hash=hash8))
    end = stage_meter()
    folder = staging / hash8
    folder.mkdir()
    fast_start.prepare_export()
    try:
        artifact = export(folder)
    except Exception as error:  # a model that cannot be exported is a row of the report
        failure = failure_from_exception(error)
        print(failure.detail, flush=True)
        send(Exported(hash=hash8, record=end(Status.FAILED), failure=failure))
    else:
        send(Exported(hash=hash8, record=end(Status.SUCCESSFUL), folder=str(folder), artifact=artifact))


def _versions() -> dict[str, str]:
    """Versions of torch and onnx, and of the model libraries that the script has imported."""
    libraries = ("onnxscript", "transformers", "timm", "torchvision", "diffusers", "torch_geometric", "numpy")
    found = {name: getattr(sys.modules.get(name), "__version__", "") for name in libraries}
    return {"torch": torch.__version__, "onnx": onnx.__version__} | {k: str(v) for k, v in found.items() if v}
