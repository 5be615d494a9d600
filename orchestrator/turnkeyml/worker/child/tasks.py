"""The steps of one request: analyze, then export or measure. Importing this imports torch."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import onnx
import torch

from turnkey_runner.contract import Job, Stage, Status
from turnkeyml import labels
from turnkeyml.analysis import source_digests
from turnkeyml.analysis.analyze import analyze_script
from turnkeyml.analysis.recorded_call import Call
from turnkeyml.analysis.run_script import script_dependencies, script_environment
from turnkeyml.export.export import export_call, failure_from_exception
from turnkeyml.records import Artifact, SourceFile
from turnkeyml.worker.child import fast_start
from turnkeyml.worker.child.hidden_modules import forget_hidden, restore_needed
from turnkeyml.worker.child.restore import restore_process
from turnkeyml.worker.child.supervised import Send
from turnkeyml.worker.messages import Analyzed, Exported, Measured, StageBegan, WorkRequest
from turnkeyml.worker.script_imports import read_modules
from turnkeyml.worker.stage_meter import stage_meter


def work(request: WorkRequest, send: Send) -> None:
    """Analyze, then export; send an event at the beginning and end of each step."""
    send(StageBegan(stage=Stage.ANALYSIS))
    typed = Path(request.input_path)
    path = typed.absolute()  # the script may change the working folder
    end = stage_meter()
    forgotten = forget_hidden(path.resolve().parent)
    traced, failure = analyze_script(typed, request.options)
    restore_process()
    restore_needed(forgotten)
    imported = script_dependencies(path)
    send(
        Analyzed(
            invocations=tuple(one.invocation for one in traced),
            imported=imported,
            record=end(Status.FAILED if failure else Status.SUCCESSFUL),
            versions=_versions(),
            failure=failure,
            environment=script_environment(path, imported),
            **_describe_source(path, imported),
        )
    )
    if request.job is not None:
        _measure(request, request.job, {one.invocation.hash: one.call for one in traced}, send)
        return
    for one in traced if request.export else ():
        if not request.only or one.invocation.hash in request.only:
            export = functools.partial(export_call, one.call, opset=request.options.opset)
            _export(request, one.invocation.hash, export, send)
            one.call.release()


def _describe_source(path: Path, imported: tuple[SourceFile, ...]) -> dict[str, Any]:
    """What the script says of itself, in the bytes that were compiled."""
    real = os.path.realpath(path)
    source = source_digests.recorded_source(real)
    if source is None:
        return {}
    files = [os.path.join(os.path.dirname(real), file.path) for file in imported if file.path.endswith(".py")]
    sources = [source, *(source_digests.recorded_source(os.path.realpath(file)) or _read(file) for file in files)]
    first_line = source.decode("utf-8-sig", errors="replace").partition("\n")[0]
    return {
        "source_sha256": source_digests.recorded_digest(real),
        "labels": {key: tuple(values) for key, values in labels.load_from_line(first_line).items()},
        "modules": tuple(sorted({name.partition(".")[0] for text in sources for name in read_modules(text)})),
    }


def _read(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError:
        return b""


def _measure(request: WorkRequest, job: Job, calls: dict[str, Call], send: Send) -> None:
    """Measure the live model of the requested invocation; where the script does not make it, nothing is sent."""
    from turnkeyml.worker.child.live_model import measure_call

    (hash8,) = request.only
    if hash8 in calls:
        send(StageBegan(stage=Stage.BENCHMARK, hash=hash8))
        send(Measured(result=measure_call(job, request.process, Path(request.volume), calls[hash8])))


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
        send(Exported(hash=hash8, record=end(Status.SUCCESSFUL), artifact=artifact))


def _versions() -> dict[str, str]:
    """Versions of torch and onnx, and of the model libraries that the script has imported."""
    libraries = ("onnxscript", "transformers", "timm", "torchvision", "diffusers", "torch_geometric", "numpy")
    found = {name: getattr(sys.modules.get(name), "__version__", "") for name in libraries}
    return {"torch": torch.__version__, "onnx": onnx.__version__} | {k: str(v) for k, v in found.items() if v}
