"""The closed lists of the contract: stages, their statuses, and kinds of failures."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """The status of a stage. A stage after a failed one is `not_started`."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    SUCCESSFUL = "successful"
    FAILED = "failed"
    TIMEOUT = "timeout"
    KILLED = "killed"
    CRASHED = "crashed"
    SKIPPED = "skipped"


class Stage(StrEnum):
    """The stages of a build, in order; the last three run in a runner."""

    ANALYSIS = "analysis"
    EXPORT = "export"
    CONVERT = "convert"
    LOAD = "load"
    BENCHMARK = "benchmark"
    PARITY = "parity"


class Kind(StrEnum):
    """The kind of a failure; a closed list, so that a report can count by it."""

    BAD_JOB = "bad_job"  # the job names what this runner does not have, or a file that is missing
    DIGEST_MISMATCH = "digest_mismatch"  # the artifact is not the one that was exported
    UNSUPPORTED = "unsupported"  # the engine does not know an operator, a type or a shape
    ENGINE_ERROR = "engine_error"  # any other exception of the engine
    OUT_OF_MEMORY = "out_of_memory"  # an allocation failed, and the process went on to report it
    OOM_KILLED = "oom_killed"  # the kernel killed the process at a memory limit
    CRASHED = "crashed"  # the process ended by a signal or without an answer
    KILLED = "killed"  # the process was killed from outside
    TIMEOUT = "timeout"
    NO_DEVICE = "no_device"  # there is no such GPU, no driver, or one that is too old
    DEVICE_LOST = "device_lost"  # the GPU fell off the bus or reported a fault: an infrastructure failure
    BAD_RESULT = "bad_result"  # the runner's numbers contradict one another, its job, or the orchestrator's clock
    RUNNER_LOST = "runner_lost"  # the runner's process is gone: an infrastructure failure
    SCRIPT_ERROR = "script_error"  # the script raised an exception
    NO_MODEL = "no_model"  # the script called no model
    EXPORT_ERROR = "export_error"
    INVALID_MODEL = "invalid_model"  # an .onnx file that the checker rejects
    PARITY_FAILED = "parity_failed"
    INTERNAL = "internal"  # a fault of turnkey
