"""The forked process of a job: its main function, and why it died without an answer."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Mapping
from typing import BinaryIO

from turnkey_runner.contract import Failure, Job, Kind, Stage, codec
from turnkey_runner.harness import measure_job
from turnkey_runner.harness.measure_job import Folders
from turnkey_runner.harness.session import Runtime
from turnkey_runner.host import processes
from turnkey_runner.stats.merge import LOG_TAIL_BYTES


def child_main(
    job: Job,
    process: int,
    folders: Folders,
    runtimes: Mapping[str, Runtime],
    log: BinaryIO,
    writer: int,
    foreign: tuple[int, ...],
    supervisor: int,
) -> None:
    """Measure in a forked process and answer through `writer`; never returns.

    Ends by `os._exit`, so that no engine's destructor can hang after the answer was given.

    Args:
        foreign: descriptors of the supervisor's that this process must not hold open.
        supervisor: the process id of the supervisor; this process ends with it.
    """
    try:
        processes.die_with_parent(supervisor)
        os.setpgid(0, 0)
        for descriptor in foreign:
            os.close(descriptor)
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
        if job.memory_bytes is not None:
            resource.setrlimit(resource.RLIMIT_DATA, (job.memory_bytes, job.memory_bytes))
        with os.fdopen(writer, "wb", buffering=0) as answers:
            result = measure_job.measure_job(
                job, process, folders, runtimes, lambda progress: _write_all(answers, codec.encode(progress))
            )
            _write_all(answers, codec.encode(result))
    except BaseException:  # the supervisor reports a child that ended without an answer
        os._exit(70)
    os._exit(0)


def _write_all(stream: BinaryIO, line: bytes) -> None:
    view = memoryview(line)
    while view:
        view = view[stream.write(view) :]


def tail(log: BinaryIO) -> str:
    """Return the last part of what the process printed."""
    size = log.seek(0, os.SEEK_END)
    log.seek(max(0, size - LOG_TAIL_BYTES))
    return log.read().decode(errors="replace")


def explain_death(job: Job, status: int, stage: Stage, timed_out: bool, oom: bool, log: str) -> Failure:
    """Return the failure of a job whose process ended without an answer, from its wait status."""
    if timed_out:
        message = f"no answer within {job.timeout_s:g} s; killed in the stage {stage}"
        return Failure(stage=stage, kind=Kind.TIMEOUT, message=message, remedy="allow more with --timeout", detail=log)
    if oom:
        message = "killed by the kernel at the memory limit of the runner"
        remedy = "give the runner more with --memory, or choose a smaller batch"
        return Failure(stage=stage, kind=Kind.OOM_KILLED, message=message, remedy=remedy, detail=log)
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        kind = Kind.KILLED if number == signal.SIGKILL else Kind.CRASHED
        message = f"the job's process ended by {signal.Signals(number).name}"
        return Failure(stage=stage, kind=kind, message=message, detail=log)
    code = os.waitstatus_to_exitcode(status)
    return Failure(stage=stage, kind=Kind.CRASHED, message=f"the job's process ended with status {code}", detail=log)
