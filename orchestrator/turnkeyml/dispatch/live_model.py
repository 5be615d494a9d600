"""Measures the live PyTorch model in the worker, in as many fresh processes as the settings require."""

from __future__ import annotations

import dataclasses
import functools

from turnkey_runner.contract import Failure, Job, Kind, Result, Stage, Status
from turnkey_runner.stats.merge import run_processes
from turnkeyml.cache.store import Store
from turnkeyml.records import Build, Source
from turnkeyml.system.path_state import MISSING
from turnkeyml.worker.child_events import measurement_failed
from turnkeyml.worker.client import Worker
from turnkeyml.worker.messages import Analyzed, Measured, WorkRequest


def measure_live_model(build: Build, job: Job, store: Store, worker: Worker) -> Result:
    """Run the build's script once per process and measure the model that it calls. A failure is part of the result."""
    if build.source.path.endswith(".onnx"):
        message = "an .onnx file has no PyTorch model to measure"
        return measurement_failed(job, Failure(stage=Stage.LOAD, kind=Kind.BAD_JOB, message=message))
    return run_processes(functools.partial(_measure_once, build, job, store, worker), job.settings)


def _measure_once(build: Build, job: Job, store: Store, worker: Worker, process: int, wait_s: float) -> Result:
    assert build.invocation is not None
    hash8 = build.invocation.hash
    failure = Failure(
        stage=Stage.LOAD,
        kind=Kind.NO_MODEL,
        message=f"the script no longer calls the model with the invocation {hash8}",
        remedy="run turnkey again with the script as INPUT",
    )
    with store.staging() as staging:
        request = WorkRequest(
            input_path=build.source.path,
            options=build.source.options,
            staging=str(staging),
            only=(hash8,),
            export=False,
            memory_bytes=job.memory_bytes,
            job=dataclasses.replace(job, wait_s=wait_s),
            process=process,
            volume=str(store.volume),
        )
        for event in worker.work(request, timeout_s=job.timeout_s):
            if isinstance(event, Measured):
                return event.result
            if isinstance(event, Analyzed) and event.failure is not None:
                failure = dataclasses.replace(event.failure, stage=Stage.LOAD)
            elif isinstance(event, Analyzed) and not _is_same_code(event, build.source):
                message = "the script or one of its modules has changed since its artifact was exported"
                failure = dataclasses.replace(failure, kind=Kind.BAD_JOB, message=message)
                break
    return dataclasses.replace(measurement_failed(job, failure, Status.NOT_STARTED), load=Status.FAILED)


def _is_same_code(event: Analyzed, source: Source) -> bool:
    """Whether the script and its modules are those of the build; its data may be files that it writes itself."""
    found, expected = (
        {file for file in files if file.path.endswith(".py") and file.sha256 != MISSING}
        for files in (event.imported, source.imported)
    )
    return event.source_sha256 == source.sha256 and found == expected
