"""Exceptions and kinds of failures: what each is, decided by its type where the engine has one."""

import errno
import signal

import pytest

from onnx_factories import affine_model, make_job, write_artifact
from turnkey_runner.contract import Failure, Kind, Result, Stage, Status
from turnkey_runner.harness.classify import MAX_MESSAGE_CHARS, RULES, failure_of, find_rule, status_of
from turnkey_runner.harness.errors import JobError
from turnkey_runner.harness.job_process import explain_death
from turnkey_runner.harness.measure_job import failed


class NotImplemented(Exception):
    """As onnxruntime.capi.onnxruntime_pybind11_state.NotImplemented."""


MEMORY, TYPES = Kind.OUT_OF_MEMORY, Kind.UNSUPPORTED


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (MemoryError(), MEMORY),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), MEMORY),
        (OSError(errno.ENOENT, "No such file"), Kind.ENGINE_ERROR),
        (RuntimeError("[ONNXRuntimeError] : 6 : RUNTIME_EXCEPTION : std::bad_alloc"), MEMORY),
        (RuntimeError("Failed to allocate 4096 bytes"), MEMORY),
        (RuntimeError("CUDA error: Out of memory"), MEMORY),
        (NotImplementedError("complex128"), TYPES),
        (NotImplemented("[ONNXRuntimeError] : 9 : could not find an implementation for Foo(1)"), TYPES),
        (RuntimeError("[ONNXRuntimeError] : 9 : NOT_IMPLEMENTED : Could not find an implementation"), TYPES),
        (RuntimeError("Fatal error: Foo(-1) is not a registered function/op"), Kind.ENGINE_ERROR),
        (RuntimeError("com.acme:Foo is not registered"), TYPES),
        (RuntimeError("OpenVINO does not support the following ONNX operations: unsupported Foo"), TYPES),
        (RuntimeError("the limit of the queue"), Kind.ENGINE_ERROR),
        (ValueError(""), Kind.ENGINE_ERROR),
    ],
    ids=str,
)
def test_an_exception_has_its_kind(error, kind):
    failure = failure_of(error, Stage.LOAD)
    assert (failure.kind, bool(failure.remedy)) == (kind, kind is not Kind.ENGINE_ERROR)
    assert failure.message.startswith(type(error).__name__)


def test_every_rule_is_needed():
    """Each rule is the first that matches some exception; else it would be dead."""
    first = {find_rule(error) for error in _SAMPLES}
    assert first == set(RULES)


_SAMPLES = [
    MemoryError(),
    OSError(errno.ENOMEM, "x"),
    NotImplementedError(),
    NotImplemented(),
    RuntimeError("std::bad_alloc"),
    RuntimeError("unsupported"),
]


def test_a_failure_that_names_its_kind_keeps_it():
    failure = failure_of(JobError(Kind.DEVICE_LOST, "out of memory", "restart"), Stage.PARITY)
    assert (failure.kind, failure.stage, failure.remedy) == (Kind.DEVICE_LOST, Stage.PARITY, "restart")


def test_a_message_is_one_line_of_limited_length():
    failure = failure_of(RuntimeError("two\nlines " + "x" * 2000), Stage.LOAD)
    assert failure.message.startswith("RuntimeError: two lines x")
    assert len(failure.message) == MAX_MESSAGE_CHARS


@pytest.mark.parametrize("kind", Kind)
def test_a_status_follows_from_the_kind_alone(kind, tmp_path):
    """No word of the message decides: an allocator that failed at "the limit" has not been killed."""
    expected = {
        Kind.TIMEOUT: Status.TIMEOUT,
        Kind.CRASHED: Status.CRASHED,
        Kind.RUNNER_LOST: Status.CRASHED,
        Kind.KILLED: Status.KILLED,
        Kind.OOM_KILLED: Status.KILLED,
    }.get(kind, Status.FAILED)
    job = make_job(write_artifact(tmp_path, *affine_model()))
    failure = Failure(stage=Stage.LOAD, kind=kind, message="beyond the limit of the arena")
    assert status_of(kind) is failed(Result.answering(job), failure).load is expected


@pytest.mark.parametrize(
    ("status", "timed_out", "oom", "kind"),
    [
        (signal.SIGKILL, True, False, Kind.TIMEOUT),
        (signal.SIGKILL, False, True, Kind.OOM_KILLED),
        (signal.SIGKILL, False, False, Kind.KILLED),
        (signal.SIGSEGV, False, False, Kind.CRASHED),
        (7 << 8, False, False, Kind.CRASHED),
    ],
)
def test_a_process_that_ends_without_an_answer_has_its_kind(status, timed_out, oom, kind, tmp_path):
    """A wait status holds a signal in its low byte, an exit status in the next."""
    job = make_job(write_artifact(tmp_path, *affine_model()))
    assert explain_death(job, status, Stage.LOAD, timed_out, oom, "").kind is kind
