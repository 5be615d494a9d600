"""What kind of failure an exception is, and which status a kind of failure gives its stage: two tables."""

from __future__ import annotations

import errno
import traceback
from collections.abc import Sequence
from dataclasses import dataclass

from turnkey_runner.contract import Failure, Kind, Stage, Status
from turnkey_runner.harness.engine_reason import reason_of
from turnkey_runner.harness.errors import JobError

MAX_MESSAGE_CHARS = 1000
_MORE_MEMORY = "give the job more with --memory, or choose a smaller batch"
_OTHER_RUNTIME = "try another runtime, or for a script another --onnx-opset"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Exceptions of one kind. All conditions that are given must hold."""

    kind: Kind
    remedy: str = ""
    type: type[Exception] = Exception
    type_name: str = ""
    """The name of the exception's class, for an engine that is not installed everywhere."""
    errno: int | None = None
    texts: tuple[str, ...] = ()
    """One of these is in the message (compared in lower case): for engines that raise one type for everything."""

    def matches(self, error: Exception) -> bool:
        """Whether the exception is of this kind."""
        message = str(error).lower()
        return (
            isinstance(error, self.type)
            and self.type_name in ("", type(error).__name__)
            and self.errno in (None, getattr(error, "errno", None))
            and (not self.texts or any(text in message for text in self.texts))
        )


RULES = (
    Rule(kind=Kind.OUT_OF_MEMORY, remedy=_MORE_MEMORY, type=MemoryError),
    Rule(kind=Kind.OUT_OF_MEMORY, remedy=_MORE_MEMORY, type=OSError, errno=errno.ENOMEM),
    Rule(kind=Kind.UNSUPPORTED, remedy=_OTHER_RUNTIME, type=NotImplementedError),
    # ONNX Runtime has a class per status, except for std::bad_alloc: that is a RuntimeException.
    Rule(kind=Kind.UNSUPPORTED, remedy=_OTHER_RUNTIME, type_name="NotImplemented"),
    # OpenVINO raises RuntimeError for everything, TensorRT's and ONNX Runtime's allocators write it in the message.
    Rule(kind=Kind.OUT_OF_MEMORY, remedy=_MORE_MEMORY, texts=("bad_alloc", "out of memory", "failed to allocate")),
    Rule(
        kind=Kind.UNSUPPORTED,
        remedy=_OTHER_RUNTIME,
        texts=("not implemented", "not_implemented", "unsupported", "not supported", "not registered"),
    ),
)
"""The first that matches counts; an exception that none matches is an `engine_error`."""

_STATUSES = {
    Kind.TIMEOUT: Status.TIMEOUT,
    Kind.CRASHED: Status.CRASHED,
    Kind.RUNNER_LOST: Status.CRASHED,
    Kind.KILLED: Status.KILLED,
    Kind.OOM_KILLED: Status.KILLED,
}


def find_rule(error: Exception, rules: Sequence[Rule] = RULES) -> Rule | None:
    """Return the first rule that an exception matches."""
    return next((rule for rule in rules if rule.matches(error)), None)


def status_of(kind: Kind) -> Status:
    """Return the status of a stage with a failure of this kind."""
    return _STATUSES.get(kind, Status.FAILED)


def one_line(error: Exception) -> str:
    """Return an exception's type and message in one line of limited length."""
    return f"{type(error).__name__}: {reason_of(str(error))}"[:MAX_MESSAGE_CHARS]


def failure_of(error: Exception, stage: Stage) -> Failure:
    """Return an exception as a failure: its kind, one line, a remedy, and the traceback as detail."""
    detail = "".join(traceback.format_exception(error))
    if isinstance(error, JobError):
        return Failure(stage=stage, kind=error.kind, message=error.message, remedy=error.remedy, detail=detail)
    rule = find_rule(error) or Rule(kind=Kind.ENGINE_ERROR)
    return Failure(stage=stage, kind=rule.kind, message=one_line(error), remedy=rule.remedy, detail=detail)
