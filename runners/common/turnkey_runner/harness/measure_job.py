"""One job in one fresh process: verify, load, first inference, parity, warm-up, timed loop."""

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
    OutputParity,
    Progress,
    Result,
    RuntimeInfo,
    Stage,
    Status,
)
from turnkey_runner.harness import artifact, loops, parity
from turnkey_runner.harness.classify import failure_of, status_of
from turnkey_runner.harness.errors import JobError
from turnkey_runner.harness.input_rotation import bind_sets
from turnkey_runner.harness.loops import Opened
from turnkey_runner.harness.session import Bound, Runtime
from turnkey_runner.host import cpus, memory
from turnkey_runner.stats import tolerances

Told = TypeVar("Told")

REFERENCES = "outputs.npz"
LOADED_AGAIN_BYTES = 1 << 30
"""A larger model is not loaded once more for what is beside its latency: it may not fit twice."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Folders:
    """Where a runner reads and where it may write."""

    volume: Path
    scratch: Path


def measure_job(
    job: Job,
    process: int,
    folders: Folders,
    runtimes: Mapping[str, Runtime],
    report: Callable[[Progress], None],
) -> Result:
    """Run a job once in this process. A failure of any stage is in the result, never an exception."""
    chosen = cpus.choose_cpus(job.threads)
    cpus.pin(chosen)
    job = dataclasses.replace(job, threads=job.threads or len(chosen))
    stage = Stage.LOAD
    result = answer(job)

    def enter(next_stage: Stage) -> None:
        nonlocal stage
        stage = next_stage
        report(Progress(id=job.id, stage=stage, process=process))

    try:
        enter(Stage.LOAD)
        runtime = _runtime(job, runtimes)
        folder = artifact.open_artifact(folders.volume, job.artifact, job.files)
        importlib.import_module(runtime.engine)
        kept = _kept_compiled(job, runtime, folders.scratch) if runtime.compiles_once else None
        warm = kept is not None and any(kept.iterdir())
        start = time.perf_counter_ns()
        with runtime.open_session(job, folder, kept) as session:
            load_ns = time.perf_counter_ns() - start
            bound = bind_sets(session, artifact.read_tensors(folder / loops.INPUTS, job.inputs))
            runtime_info = dataclasses.replace(session.runtime_info, cpus=chosen, input_sets=len(bound))
            result = dataclasses.replace(result, load=Status.SUCCESSFUL, runtime_info=runtime_info)
            opened = Opened(job=job, process=process, session=session, folder=folder)
            opening = {"load_warm" if warm else "load": load_ns, **session.phases}
            result = _measure_session(opened, bound, opening, result, enter)
        if process == 0 and runtime.keeps_compiled and job.settings.processes > 1:
            result = _with_warm_load(result, job, runtime, folder, folders.scratch)
    except Exception as error:  # the one place: whatever an engine raises becomes data
        return failed(result, failure_of(error, stage))
    return result


def answer(job: Job) -> Result:
    """An empty result that echoes its job."""
    return Result(
        id=job.id,
        artifact=job.artifact,
        device=job.device,
        runtime=job.runtime,
        precision=job.precision,
        settings=job.settings,
        threads=job.threads,
        deterministic=job.deterministic,
    )


def failed(result: Result, failure: Failure) -> Result:
    """The result with a failure in it, and the status of the stage that failed."""
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
    outputs = _compare(opened.job, bound[0], opened.folder)
    forgotten = memory.reset_peak()  # comparing takes several times the outputs, which is no need of the model
    verdict = Status.SUCCESSFUL if all(output.passed for output in outputs) else Status.FAILED
    if not outputs:
        verdict = Status.SKIPPED

    enter(Stage.BENCHMARK)
    measured, during = loops.measure(opened, bound)
    peak_bytes = max(peak_bytes, memory.peak_bytes()) if forgotten else peak_bytes
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
    """What can be told of the execution only once it is measured; what takes a while, once a job."""
    runtime_info = dataclasses.replace(runtime_info, cpus=cpus.allowed())
    if opened.process > 0:
        return runtime_info
    inputs = opened.folder / loops.inputs_of(opened.job)
    constants: tuple[str, ...] = _told(lambda: artifact.find_constants(inputs, opened.job.inputs), ())
    ask, precisions = opened.session.precisions, runtime_info.precisions
    if ask is not None and _asks_precisions(opened.job):
        precisions = _told(ask, precisions)
    return dataclasses.replace(runtime_info, constant_inputs=constants, precisions=precisions)


def _asks_precisions(job: Job) -> bool:
    """For an fp32 model that is measured in a single short process it is not worth a second load."""
    return (job.precision not in ("fp32", "tf32") or job.settings.processes > 1) and _is_loaded_again(job)


def _told(ask: Callable[[], Told], otherwise: Told) -> Told:
    """An answer that the job does not depend on: it is measured, and the log tells why this is missing."""
    try:
        return ask()
    except Exception:
        traceback.print_exc()
        return otherwise


def _is_loaded_again(job: Job) -> bool:
    return sum(file.size_bytes for file in job.files) <= LOADED_AGAIN_BYTES


def _compare(job: Job, bound: Bound, folder: Path) -> tuple[OutputParity, ...]:
    """The outputs of the first inference against the references; nothing where there is none that could be right."""
    if not job.deterministic or all(file.path != REFERENCES for file in job.files):
        return ()
    references = artifact.read_tensors(folder / REFERENCES, job.outputs)
    return parity.compare(references, bound.outputs(), job.outputs, tolerances.gate_of(job.precision, job.tolerance))


def _kept_compiled(job: Job, runtime: Runtime, scratch: Path) -> Path:
    """The folder that the processes of a job share for what the first of them compiles; only the last job's stays."""
    key = repr((job.files, job.runtime, job.precision, job.gpu, job.settings.mode, runtime.compiled_for(job)))
    kept = scratch / f"compiled-{hashlib.sha256(key.encode()).hexdigest()[:16]}"
    for other in scratch.glob("compiled-*"):
        if other != kept:
            shutil.rmtree(other, ignore_errors=True)
    kept.mkdir(exist_ok=True)
    return kept


def _with_warm_load(result: Result, job: Job, runtime: Runtime, folder: Path, scratch: Path) -> Result:
    """Load twice more, the second time with what the first one compiled."""
    if not _is_loaded_again(job):
        return result
    with tempfile.TemporaryDirectory(dir=scratch, ignore_cleanup_errors=True) as kept:
        try:
            with runtime.open_session(job, folder, Path(kept)):
                pass
            start = time.perf_counter_ns()
            with runtime.open_session(job, folder, Path(kept)):
                load_ns = time.perf_counter_ns() - start
        except Exception:  # the job itself is measured; the log tells why this is missing
            traceback.print_exc()
            return result
    warm = Measurement(name="load_warm", unit="ns", samples=(load_ns,), process=0)
    return dataclasses.replace(result, measurements=(*result.measurements, warm))
