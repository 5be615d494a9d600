"""The steps of one request: analyze, then export or measure. Importing this imports torch."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path

import onnx
import torch

from turnkey_runner.contract import Job, Stage, Status
from turnkeyml.analysis.analyze import analyze_script
from turnkeyml.analysis.run_script import script_dependencies
from turnkeyml.analysis.trace_calls import Call
from turnkeyml.export.export import export_call, failure_from_exception
from turnkeyml.records import Artifact
from turnkeyml.worker.child import fast_start
from turnkeyml.worker.messages import Analyzed, Exported, Measured, StageBegan, WorkEvent, WorkRequest
from turnkeyml.worker.stage_meter import log_path, stage_meter

Send = Callable[[WorkEvent], None]
Redirect = Callable[[Path], None]


def work(request: WorkRequest, send: Send, redirect: Redirect) -> None:
    """Analyze, then export; send an event at the beginning and end of each step."""
    send(StageBegan(stage=Stage.ANALYSIS))
    path = Path(request.input_path)
    end = stage_meter()
    traced, failure = analyze_script(path, request.options)
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
        _measure(request, request.job, {one.invocation.hash: one.call for one in traced}, send, redirect)
        return
    for one in traced if request.export else ():
        if not request.only or one.invocation.hash in request.only:
            export = functools.partial(export_call, one.call, opset=request.options.opset)
            _export(request, one.invocation.hash, export, send, redirect)


def _measure(request: WorkRequest, job: Job, calls: dict[str, Call], send: Send, redirect: Redirect) -> None:
    """Measure the live model of the requested invocation; where the script does not make it, nothing is sent."""
    from turnkeyml.worker.child.live_model import measure_call

    (hash8,) = request.only
    if hash8 in calls:
        redirect(log_path(Path(request.staging), "benchmark", hash8))
        send(StageBegan(stage=Stage.BENCHMARK, hash=hash8))
        send(Measured(result=measure_call(job, request.process, Path(request.volume), calls[hash8])))


def _export(
    request: WorkRequest, hash8: str, export: Callable[[Path], Artifact], send: Send, redirect: Redirect
) -> None:
    staging = Path(request.staging)
    redirect(log_path(staging, "export", hash8))
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
