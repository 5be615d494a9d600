"""The forked process of a job: its main function, and why it died without an answer."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import resource
import signal
import tempfile
from collections.abc import Mapping
from pathlib import Path

from turnkey_runner.contract import Failure, Job, Kind, Stage, codec
from turnkey_runner.harness import artifact, confinement, measure_job
from turnkey_runner.harness.connection import write_all
from turnkey_runner.harness.measure_job import Folders
from turnkey_runner.harness.session import Runtime
from turnkey_runner.host import processes


def child_main(
    job: Job,
    process: int,
    folders: Folders,
    runtimes: Mapping[str, Runtime],
    log: int,
    writer: int,
    inherited: frozenset[int],
    supervisor: int,
) -> None:
    """Measure in a forked process and answer through `writer`; never returns.

    Ends by `os._exit`, so that no engine's destructor can hang after the answer was given.

    Args:
        log: a descriptor; what is printed is written to it.
        inherited: descriptors that the engines had opened before; all others but `writer` are closed.
        supervisor: the process id of the supervisor; this process ends with it.
    """
    try:
        processes.die_with_parent(supervisor)
        os.setpgid(0, 0)
        os.dup2(log, 1)
        os.dup2(log, 2)
        processes.close_all_but({0, 1, 2, writer} | inherited)
        if job.memory_bytes is not None:
            resource.setrlimit(resource.RLIMIT_DATA, (job.memory_bytes, job.memory_bytes))
        _offer_to_oom_killer()
        _use_scratch(folders.scratch)
        confined = confinement.confine(artifact.find_folder(folders.volume, job.artifact), folders.scratch)
        with os.fdopen(writer, "wb", buffering=0) as answers:
            result = measure_job.measure_job(
                job, process, folders, runtimes, lambda progress: write_all(answers, codec.encode(progress))
            )
            conditions = tuple(dataclasses.replace(one, confined=confined) for one in result.conditions)
            write_all(answers, codec.encode(dataclasses.replace(result, conditions=conditions)))
    except BaseException:  # the supervisor reports a child that ended without an answer
        os._exit(70)
    os._exit(0)


def _offer_to_oom_killer() -> None:
    """Have the kernel end this process, not the supervisor, where memory is short."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def _use_scratch(scratch: Path) -> None:
    """Have temporary files made where this process may write."""
    os.environ["TMPDIR"] = str(scratch)
    tempfile.tempdir = None


def explain_death(
    job: Job, status: int, stage: Stage, timed_out: bool, oom: bool, log: str, *, problem: str = ""
) -> Failure:
    """Return the failure of a job whose process ended without an answer, from its wait status.

    `problem` is what was wrong with what it sent instead.
    """
    if problem:
        message = f"the job's process sent what is not of the contract: {problem}"
        return Failure(stage=stage, kind=Kind.CRASHED, message=message, detail=log)
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
