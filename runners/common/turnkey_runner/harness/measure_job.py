"""Runs one job in a fresh process: verify, load, first inference, parity, warm-up, timed loop."""

from __future__ import annotations

import dataclasses
import hashlib
import importlib
import shutil
import tempfile
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from turnkey_runner.contract import (
    Failure,
    Job,
    Kind,
    Measurement,
    Progress,
    Result,
    RuntimeInfo,
    Stage,
    Status,
)
from turnkey_runner.harness import artifact, loops
from turnkey_runner.harness.classify import failure_of, status_of
from turnkey_runner.harness.compare_outputs import compare_outputs
from turnkey_runner.harness.errors import JobError
from turnkey_runner.harness.input_rotation import bind_sets
from turnkey_runner.harness.loops import Opened
from turnkey_runner.harness.session import Bound, Runtime
from turnkey_runner.host import cpus, memory
from turnkey_runner.host.probe import Prober, probing

Value = TypeVar("Value")

LOADED_AGAIN_BYTES = 1 << 30
"""A larger model is not loaded again for additional information: it may not fit into memory twice."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Folders:
    """The folder that a runner reads, and the folder that it may write."""

    volume: Path
    scratch: Path


def measure_job(
    job: Job,
    process: int,
    folders: Folders,
    runtimes: Mapping[str, Runtime],
    report: Callable[[Progress], None],
) -> Result:
    """Run a job once in this process. A failure of any stage is part of the result, never an exception."""
    chosen = cpus.choose_cpus(job.threads)
    cpus.pin(chosen)
    with probing(chosen, job.best_ns) as prober:
        return _measure(
            dataclasses.replace(job, threads=job.threads or len(chosen)), process, folders, runtimes, report, prober
        )


def _measure(
    job: Job,
    process: int,
    folders: Folders,
    runtimes: Mapping[str, Runtime],
    report: Callable[[Progress], None],
    prober: Prober,
) -> Result:
    stage = Stage.LOAD
    result = Result.answering(job)

    def enter(next_stage: Stage) -> None:
        nonlocal stage
        stage = next_stage
        report(Progress(id=job.id, stage=stage, process=process))

    try:
        enter(Stage.LOAD)
        runtime = _runtime(job, runtimes)
        folder = artifact.open_artifact(folders.volume, job.artifact, job.files)
        importlib.import_module(runtime.engine)
        compiled = _compiled_folder(job, runtime, folders.scratch) if runtime.compiles_once else None
        warm = compiled is not None and any(compiled.iterdir())
        start = time.perf_counter_ns()
        with runtime.open_session(job, folder, compiled) as session:
            load_ns = time.perf_counter_ns() - start
            bound = bind_sets(session, artifact.read_tensors(folder / loops.INPUTS, job.inputs))
            runtime_info = dataclasses.replace(session.runtime_info, cpus=prober.cpus, input_sets=len(bound))
            result = dataclasses.replace(result, load=Status.SUCCESSFUL, runtime_info=runtime_info)
            opened = Opened(job=job, process=process, session=session, folder=folder, prober=prober)
            opening = {"load_warm" if warm else "load": load_ns, **session.phases}
            result = _measure_session(opened, bound, opening, result, enter)
        if process == 0 and runtime.keeps_compiled and job.settings.processes > 1:
            result = _with_warm_load(result, job, runtime, folder, folders.scratch)
    except Exception as error:  # the one place where whatever an engine raises becomes data
        return failed(result, failure_of(error, stage))
    return result


def failed(result: Result, failure: Failure) -> Result:
    """Return the result with a failure, and the status of the stage that failed."""
    status = status_of(failure.kind)
    match failure.stage:
        case Stage.BENCHMARK:
            return dataclasses.replace(result, failure=failure, benchmark=status)
        case Stage.PARITY:
            return dataclasses.replace(result, failure=failure, parity=status)
        case _:
            return dataclasses.replace(result, failure=failure, load=status)


def _runtime(job: Job, runtimes: Mapping[str, Runtime]) -> Runtime:
    try:
        return runtimes[job.runtime]
    except KeyError:
        known = ", ".join(runtimes)
        raise JobError(Kind.BAD_JOB, f"this runner has no runtime {job.runtime!r}", f"it has: {known}") from None


def _measure_session(
    opened: Opened, bound: tuple[Bound, ...], opening: dict[str, int], result: Result, enter: Callable[[Stage], None]
) -> Result:
    enter(Stage.BENCHMARK)
    start = time.perf_counter_ns()
    bound[0].infer()
    first_ns = time.perf_counter_ns() - start

    enter(Stage.PARITY)
    peak_bytes = memory.peak_bytes()
    outputs = compare_outputs(opened.job, opened.session, bound[0], opened.folder)
    was_reset = memory.reset_peak()  # comparing needs several times the outputs' memory, which is not the model's
    verdict = Status.SUCCESSFUL if all(output.passed for output in outputs) else Status.FAILED
    if not outputs:
        verdict = Status.SKIPPED

    enter(Stage.BENCHMARK)
    measured, during = loops.measure(opened, bound)
    peak_bytes = max(peak_bytes, memory.peak_bytes()) if was_reset else peak_bytes
    assert result.runtime_info is not None
    return dataclasses.replace(
        result,
        benchmark=Status.SUCCESSFUL,
        parity=verdict,
        measurements=tuple(
            opened.single(name, passed_ns) for name, passed_ns in (opening | {"first": first_ns}).items()
        )
        + measured
        + (Measurement(name="memory_peak", unit="bytes", samples=(peak_bytes,), process=opened.process),),
        outputs=outputs,
        conditions=(during,),
        runtime_info=_observed(result.runtime_info, opened),
    )


def _observed(runtime_info: RuntimeInfo, opened: Opened) -> RuntimeInfo:
    """Add what is known only after the measurement; what takes long is done once per job."""
    runtime_info = dataclasses.replace(runtime_info, cpus=cpus.allowed())
    if opened.process > 0:
        return runtime_info
    inputs = opened.folder / loops.inputs_of(opened.job)
    constants: tuple[str, ...] = _try(lambda: artifact.find_constants(inputs, opened.job.inputs), ())
    count, precisions = opened.session.precisions, runtime_info.precisions
    if count is not None and _counts_precisions(opened.job):
        precisions = _try(count, precisions)
    return dataclasses.replace(runtime_info, constant_inputs=constants, precisions=precisions)


def _counts_precisions(job: Job) -> bool:
    """Whether it is worth loading again; for an fp32 model that is measured in a single process it is not."""
    return (job.precision not in ("fp32", "tf32") or job.settings.processes > 1) and _is_loaded_again(job)


def _try(get: Callable[[], Value], otherwise: Value) -> Value:
    """Return an optional value: if getting it fails, the job goes on, and the log says why it is missing."""
    try:
        return get()
    except Exception:
        traceback.print_exc()
        return otherwise


def _is_loaded_again(job: Job) -> bool:
    return sum(file.size_bytes for file in job.files) <= LOADED_AGAIN_BYTES


def _compiled_folder(job: Job, runtime: Runtime, scratch: Path) -> Path:
    """Return the folder in which a job's first process saves what it compiles; delete those of other jobs."""
    key = repr((job.files, job.runtime, job.precision, job.gpu, job.settings.mode, runtime.compiled_for(job)))
    compiled = scratch / f"compiled-{hashlib.sha256(key.encode()).hexdigest()[:16]}"
    for other in scratch.glob("compiled-*"):
        if other != compiled:
            shutil.rmtree(other, ignore_errors=True)
    compiled.mkdir(exist_ok=True)
    return compiled


def _with_warm_load(result: Result, job: Job, runtime: Runtime, folder: Path, scratch: Path) -> Result:
    """Load two more times, the second time with what the first one compiled."""
    if not _is_loaded_again(job):
        return result
    with tempfile.TemporaryDirectory(dir=scratch, ignore_cleanup_errors=True) as compiled:
        try:
            with runtime.open_session(job, folder, Path(compiled)):
                pass
            start = time.perf_counter_ns()
            with runtime.open_session(job, folder, Path(compiled)):
                load_ns = time.perf_counter_ns() - start
        except Exception:  # the job itself is measured; the log says why this is missing
            traceback.print_exc()
            return result
    warm = Measurement(name="load_warm", unit="ns", samples=(load_ns,), process=0)
    return dataclasses.replace(result, measurements=(*result.measurements, warm))
