"""Reads the events of one script, keeps its deadline, and synthesizes the answer where it ends without one."""

from __future__ import annotations

import dataclasses
import os
import selectors
import signal
from collections.abc import Callable, Iterator

from turnkey_runner.contract import Failure, Job, Kind, Result, Stage, Status, codec
from turnkeyml.records import StageRecord
from turnkeyml.worker.event_order import EventOrder
from turnkeyml.worker.event_text import MAX_MESSAGE_CHARACTERS, clean_event, clean_text
from turnkeyml.worker.messages import (
    Analyzed,
    ChildEnded,
    Exported,
    Measured,
    MustRunAlone,
    StageBegan,
    WorkEvent,
    WorkFailed,
)
from turnkeyml.worker.suspend import SupervisedScript

_POLL_S = 2.0
"""How often to look at the clock, which may have stood still, and to continue a supervisor that was stopped."""


_OUT_OF_MEMORY = ("std::bad_alloc", "MemoryError", "Cannot allocate memory")
"""What libraries print when they end the process for lack of memory."""


class ChildEventReader:
    """Reads events from a pipe; each stage has the same time limit."""

    def __init__(self, reader: int, *, timeout_s: float, clock: Callable[[], float], job: Job | None = None) -> None:
        """Prepare to read.

        Args:
            reader: the descriptor to read from.
            timeout_s: the limit of each stage.
            clock: what the limit is measured with; it may stand still while the child is suspended.
            job: what the child measures, if it does.
        """
        self._reader = reader
        self._job = job
        self._timeout_s = timeout_s
        self._clock = clock
        self._order = EventOrder(job)
        self._stage_start = clock()
        self._problem = ""
        """Why the worker gave no answer, where it is neither the script's nor the model's fault."""
        self._wait_status: int | None = None
        """How the script's process ended by itself; None where its supervisor did not report that."""
        self._is_stopped = False
        self.timed_out = False
        """Whether the current stage has exceeded its limit."""
        self.must_run_alone = False
        """Whether the script was ended before it wrote what others that run at the same time may read."""

    @property
    def pending(self) -> bool:
        """Whether the current stage has no answer yet."""
        return self._order.pending

    @property
    def has_cause(self) -> bool:
        """Whether it is known why an answer is missing, however the processes have ended."""
        return self.timed_out or bool(self._problem) or self._wait_status is not None

    @property
    def stage(self) -> StageBegan:
        """The current stage."""
        return self._order.stage

    def events(self, ended: int, script: SupervisedScript | None = None) -> Iterator[WorkEvent]:
        """The events of the script, which starts now, until it is late, ends, or sends what cannot be read.

        `ended` is a descriptor that becomes readable when the supervisor has ended.
        """
        self._stage_start = self._clock()
        received = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(self._reader, selectors.EVENT_READ)
            selector.register(ended, selectors.EVENT_READ)
            while chunk := self._read_chunk(selector, script):
                received += chunk
                if b"\n" not in chunk:
                    continue
                *lines, rest = received.split(b"\n")
                received = rest
                for line in lines:
                    try:
                        event = self._decode(bytes(line))
                    except ValueError as error:  # ContractError is one, and what a type raises for a text
                        self._fail(f"the worker sent a message that cannot be read: {error}")
                        return
                    if event is not None:
                        yield event

    def _read_chunk(self, selector: selectors.BaseSelector, script: SupervisedScript | None) -> bytes:
        """The next bytes; none once the script is late, or its supervisor has ended."""
        while True:
            remaining_s = self._stage_start + self._timeout_s - self._clock()
            if remaining_s <= 0:
                self.timed_out = True
                self._is_stopped = script is not None and script.is_stopped()
                return b""
            ready = selector.select(min(remaining_s + 0.001, _POLL_S))
            if any(key.fd == self._reader for key, _ in ready):
                return os.read(self._reader, 1 << 16)
            if ready:
                return b""
            if script is not None:
                script.resume_supervisor()

    def _decode(self, line: bytes) -> WorkEvent | None:
        event = codec.decode(line, StageBegan, Analyzed, Exported, Measured, WorkFailed, MustRunAlone, ChildEnded)
        event = clean_event(event)
        match event:
            case ChildEnded():
                self._wait_status = event.wait_status
                return None
            case MustRunAlone():
                self.must_run_alone = True
                return None
            case WorkFailed():
                self._fail(event.message)
                return None
        self._order.check(event)
        match event:
            case StageBegan():
                self._stage_start = self._clock()
            case Analyzed() | Exported():
                return dataclasses.replace(event, record=self._without_suspensions(event.record))
        return event  # type: ignore[no-any-return]

    def _without_suspensions(self, record: StageRecord) -> StageRecord:
        """The child's own clock went on while it was suspended: its stage took no longer than measured here."""
        reported_s, measured_s = record.duration_s, round(self._clock() - self._stage_start, 4)
        if reported_s is None or reported_s <= measured_s:
            return record
        return dataclasses.replace(record, duration_s=measured_s)

    def _fail(self, problem: str) -> None:
        """Fail the current stage. After the analysis was answered, the script as a whole fails.

        An export that was answered stays as it is: it was stored, and the remaining ones are requested again.
        """
        self._problem = self._problem or clean_text(problem, MAX_MESSAGE_CHARACTERS)
        self._order.fail()

    def synthesize_answer(self, log: str = "") -> WorkEvent:
        """The answer to the current stage, where the process of the script or model has ended without one.

        The end of the stage's log says whether memory ran out where no exception could.
        """
        began = self._order.stage
        stage = began.stage
        stage_status, failure = self._explain(stage, is_out_of_memory=any(text in log for text in _OUT_OF_MEMORY))
        record = StageRecord(status=stage_status, duration_s=round(self._clock() - self._stage_start, 4))
        if stage is Stage.BENCHMARK and self._job is not None:
            return Measured(result=measurement_failed(self._job, failure, stage_status))
        if stage is Stage.EXPORT:
            return Exported(hash=began.hash, record=record, failure=failure)
        return Analyzed(invocations=(), imported=(), record=record, versions={}, failure=failure)

    def _explain(self, stage: Stage, *, is_out_of_memory: bool) -> tuple[Status, Failure]:
        """The stage's status and its failure."""
        status, kind, remedy = Status.CRASHED, Kind.CRASHED, f"see the build's log_{stage}.txt"
        exit_code = None if self._wait_status is None else os.waitstatus_to_exitcode(self._wait_status)
        if self.timed_out:
            status, kind = Status.TIMEOUT, Kind.TIMEOUT
            message = f"the {stage} did not end within {self._timeout_s:g} s"
            remedy = "allow more with --timeout"
            if self._is_stopped:
                message += ": its process was stopped (SIGSTOP)"
                remedy = "see whether the script stops itself"
        elif self._problem:
            status, kind, message = Status.FAILED, Kind.INTERNAL, self._problem
        elif exit_code is None:
            status, kind = Status.KILLED, Kind.KILLED
            message = f"the {stage} was killed from outside (SIGKILL) with the process that supervises the script"
            remedy = "see whether the script kills its parent processes, or whether the kernel ran out of memory"
        elif exit_code == -signal.SIGXCPU:
            status, kind = Status.TIMEOUT, Kind.TIMEOUT
            message = f"the {stage} used more processor time than it may within {self._timeout_s:g} s"
            remedy = "allow more with --timeout"
        elif exit_code == -signal.SIGKILL:
            status, kind = Status.KILLED, Kind.KILLED
            message = f"the {stage} was killed from outside (SIGKILL), possibly by the kernel for lack of memory"
            remedy = "use a smaller batch; with --memory, the failure says where memory ran out"
        elif exit_code < 0 and is_out_of_memory:
            status, kind = Status.CRASHED, Kind.OUT_OF_MEMORY
            message = f"the {stage} reached its memory limit, and a library ended the process"
            remedy = "allow more with --memory"
        elif exit_code < 0:
            message = f"the {stage} crashed with {_signal_name(-exit_code)}"
        elif stage is Stage.ANALYSIS:
            message = f"the script ended its process with status {exit_code} (os._exit or a native library)"
        else:
            message = f"the {stage} ended its process with status {exit_code}"
        return status, Failure(stage=stage, kind=kind, message=message, remedy=remedy)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:  # a real-time signal
        return f"signal {number}"


def measurement_failed(job: Job, failure: Failure, status: Status = Status.FAILED) -> Result:
    """The result of a job whose process gave no result."""
    return dataclasses.replace(Result.answering(job), benchmark=status, failure=failure)
