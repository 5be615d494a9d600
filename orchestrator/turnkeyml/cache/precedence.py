"""Which of two results of the same job stands: a good one is never replaced by a failure of what measured it."""

from __future__ import annotations

import dataclasses
from enum import Enum, auto

from turnkey_runner.contract import Kind, Stage
from turnkeyml.records import StoredResult


class Fault(Enum):
    """What is at fault when a job fails; it decides whether the job is tried again, and what the failure replaces."""

    INFRASTRUCTURE = auto()
    """The runner, its stream or its device is gone: a fresh runner may measure the job."""
    ENVIRONMENT = auto()
    """The image, the environment or the artifact: a fresh runner would answer the same."""
    CRASH = auto()
    """The job's process was ended by a signal or the kernel: perhaps the model's fault, perhaps the machine's."""
    MODEL = auto()
    """The same model would fail again, or take as long."""


FAULTS = {
    Kind.RUNNER_LOST: Fault.INFRASTRUCTURE,
    Kind.DEVICE_LOST: Fault.INFRASTRUCTURE,
    Kind.BAD_JOB: Fault.ENVIRONMENT,
    Kind.BAD_RESULT: Fault.ENVIRONMENT,
    Kind.DIGEST_MISMATCH: Fault.ENVIRONMENT,
    Kind.NO_DEVICE: Fault.ENVIRONMENT,
    Kind.INTERNAL: Fault.ENVIRONMENT,
    Kind.CRASHED: Fault.CRASH,
    Kind.KILLED: Fault.CRASH,
    Kind.OOM_KILLED: Fault.CRASH,
    Kind.OUT_OF_MEMORY: Fault.MODEL,
    Kind.TIMEOUT: Fault.MODEL,
    Kind.UNSUPPORTED: Fault.MODEL,
    Kind.ENGINE_ERROR: Fault.MODEL,
    Kind.SCRIPT_ERROR: Fault.MODEL,
    Kind.NO_MODEL: Fault.MODEL,
    Kind.EXPORT_ERROR: Fault.MODEL,
    Kind.INVALID_MODEL: Fault.MODEL,
    Kind.PARITY_FAILED: Fault.MODEL,
}
"""Every kind of failure of the contract."""

RETRIES = {Fault.INFRASTRUCTURE: 3, Fault.CRASH: 1, Fault.ENVIRONMENT: 0, Fault.MODEL: 0}
"""How often a job that failed is measured once more in the same run."""


def fault_of(stored: StoredResult) -> Fault | None:
    """What is at fault where a result failed; None where it did not."""
    failure = stored.result.failure
    return None if failure is None else FAULTS[failure.kind]


def stays(stored: StoredResult, new: StoredResult, *, replaces_same: bool) -> bool:
    """Whether a stored result stays although there is a new one of the same device, runtime, precision and mode.

    A finished measurement of the same model stays whatever fails; one of an earlier model, and an unfinished one, stay
    unless the present model is at fault. Of two good answers to the same question the first one stays, unless the user
    asked to measure again (`replaces_same`).
    """
    if stored.result.failure is not None:
        return False
    fault = fault_of(new)
    if fault is None:
        return not replaces_same and not stored.is_unfinished and not new.is_unfinished and _is_same(stored, new)
    if fault in (Fault.INFRASTRUCTURE, Fault.ENVIRONMENT):
        return True
    return not stored.is_unfinished and _is_same_model(stored, new)


def _is_same(stored: StoredResult, new: StoredResult) -> bool:
    """Whether two measurements answer the same job in the same environment, and are not one and the same."""
    jobs = [
        dataclasses.replace(one.job, id="", timeout_s=0.0, memory_bytes=None, process=None) for one in (stored, new)
    ]
    environments = [(one.launcher, one.image, one.runner) for one in (stored, new)]
    return stored.job.id != new.job.id and jobs[0] == jobs[1] and environments[0] == environments[1]


def _is_same_model(stored: StoredResult, new: StoredResult) -> bool:
    """Whether both are of one model; a model that could not be converted has no files to compare."""
    failure = new.result.failure
    if failure is not None and failure.stage is Stage.CONVERT:
        return True
    return stored.job.files == new.job.files or (bool(stored.structure) and stored.structure == new.structure)
