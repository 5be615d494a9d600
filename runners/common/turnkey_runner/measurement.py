"""One job in one fresh process: verify, load, first inference, parity, warm-up, timed loop."""

from __future__ import annotations

import dataclasses
import importlib
import os
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path

from turnkey_runner import artifact, conditions, parity, timing
from turnkey_runner.contract import Failure, Job, Kind, Measurement, OutputParity, Progress, Result, Stage, Status
from turnkey_runner.errors import JobError
from turnkey_runner.session import Runtime, Session

INPUTS = "inputs.npz"
REFERENCES = "outputs.npz"


def measure_job(
    job: Job, process: int, volume: Path, runtimes: Mapping[str, Runtime], report: Callable[[Progress], None]
) -> Result:
    """Run a job once in this process. A failure of any stage is in the result, never an exception."""
    cpus = conditions.choose_cpus(job.threads)
    os.sched_setaffinity(0, cpus)
    job = dataclasses.replace(job, threads=job.threads or len(cpus))
    stage = Stage.LOAD
    result = answer(job)

    def enter(next_stage: Stage) -> None:
        nonlocal stage
        stage = next_stage
        report(Progress(id=job.id, stage=stage, process=process))

    try:
        enter(Stage.LOAD)
        runtime = _runtime(job, runtimes)
        folder = artifact.open_artifact(volume, job.artifact, job.files)
        importlib.import_module(runtime.engine)
        start = time.perf_counter_ns()
        with runtime.open_session(job, folder) as session:
            load_ns = time.perf_counter_ns() - start
            result = dataclasses.replace(
                result, load=Status.SUCCESSFUL, executed=dataclasses.replace(session.executed, cpus=cpus)
            )
            result = _measure_session(job, process, session, folder, load_ns, result, enter)
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
    )


def failed(result: Result, failure: Failure) -> Result:
    """The result with a failure in it, and the status of the stage that failed."""
    status = {Kind.TIMEOUT: Status.TIMEOUT, Kind.CRASHED: Status.CRASHED, Kind.RUNNER_LOST: Status.CRASHED}.get(
        failure.kind, Status.FAILED
    )
    if failure.kind is Kind.KILLED or (failure.kind is Kind.OUT_OF_MEMORY and "limit" in failure.message):
        status = Status.KILLED
    match failure.stage:
        case Stage.BENCHMARK:
            return dataclasses.replace(result, failure=failure, benchmark=status)
        case Stage.PARITY:
            return dataclasses.replace(result, failure=failure, parity=status)
        case _:
            return dataclasses.replace(result, failure=failure, load=status)


def failure_of(error: Exception, stage: Stage) -> Failure:
    """Say what an exception means, in one line, with its traceback as the detail."""
    detail = "".join(traceback.format_exception(error))
    if isinstance(error, JobError):
        return Failure(stage=stage, kind=error.kind, message=error.message, remedy=error.remedy, detail=detail)
    words = " ".join(str(error).split())
    kind, remedy = _classify(error, words)
    return Failure(
        stage=stage, kind=kind, message=f"{type(error).__name__}: {words}"[:400], remedy=remedy, detail=detail
    )


def _classify(error: Exception, words: str) -> tuple[Kind, str]:
    lower = words.lower()
    if isinstance(error, MemoryError) or any(
        sign in lower for sign in ("bad_alloc", "out of memory", "failed to allocate")
    ):
        return Kind.OUT_OF_MEMORY, "give the job more with --memory, or choose a smaller batch"
    if any(
        sign in lower
        for sign in ("not implemented", "not_implemented", "unsupported", "not supported", "not registered")
    ):
        return Kind.UNSUPPORTED, "try another runtime, or another --onnx-opset"
    return Kind.ENGINE_ERROR, ""


def _runtime(job: Job, runtimes: Mapping[str, Runtime]) -> Runtime:
    try:
        return runtimes[job.runtime]
    except KeyError:
        known = ", ".join(runtimes)
        raise JobError(Kind.BAD_JOB, f"this runner has no runtime {job.runtime!r}", f"it has: {known}") from None


def _measure_session(
    job: Job,
    process: int,
    session: Session,
    folder: Path,
    load_ns: int,
    result: Result,
    enter: Callable[[Stage], None],
) -> Result:
    enter(Stage.BENCHMARK)
    start = time.perf_counter_ns()
    session.infer()
    first_ns = time.perf_counter_ns() - start

    enter(Stage.PARITY)
    outputs = _compare(job, session, folder)
    verdict = Status.SUCCESSFUL if all(output.passed for output in outputs) else Status.FAILED
    if not outputs:
        verdict = Status.SKIPPED

    enter(Stage.BENCHMARK)
    warmup = timing.warm_up(session.infer, job.settings)
    before = conditions.take_snapshot()
    timed = timing.measure(session.infer, warmup, job.settings)
    during = conditions.between(before, conditions.take_snapshot(), process, timed.wall_ns)

    def single(name: str, value: int) -> Measurement:
        return Measurement(name=name, unit="ns", samples=(value,), process=process)

    measurements = (
        single("load", load_ns),
        single("first", first_ns),
        Measurement(name="warmup", unit="ns", samples=warmup[:1000], process=process),
        Measurement(name="latency", unit="ns", samples=timed.samples, process=process, block=timed.block),
        Measurement(name="memory_peak", unit="bytes", samples=(peak_memory_bytes(),), process=process),
    )
    return dataclasses.replace(
        result,
        benchmark=Status.SUCCESSFUL,
        parity=verdict,
        measurements=measurements,
        outputs=outputs,
        conditions=(during,),
    )


def _compare(job: Job, session: Session, folder: Path) -> tuple[OutputParity, ...]:
    """The outputs of the first inference against the references; nothing for an artifact that has none."""
    if all(file.path != REFERENCES for file in job.files):
        return ()
    references = artifact.read_tensors(folder / REFERENCES, job.outputs)
    return parity.compare(references, session.outputs(), job.outputs, job.precision)


def peak_memory_bytes() -> int:
    """The high-water mark of this process's resident memory."""
    for line in Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0
