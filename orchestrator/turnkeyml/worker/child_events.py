"""Reads the events of one child, keeps its deadline, and synthesizes the answer where it ends without one."""

from __future__ import annotations

import dataclasses
import os
import selectors
import signal
from collections.abc import Callable, Iterator

from turnkey_runner.contract import Failure, Job, Kind, Result, Stage, Status, codec
from turnkeyml.records import StageRecord
from turnkeyml.worker.messages import Analyzed, Exported, Measured, StageBegan, WorkEvent

_POLL_S = 0.5
"""How often to look at the clock, which may have stood still."""


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
        self._stage = StageBegan(stage=Stage.ANALYSIS)
        self._stage_start = clock()
        self._decode_error = ""
        """Why a message could not be decoded; empty if all could."""
        self.timed_out = False
        """Whether the current stage has exceeded its limit."""
        self.pending = True
        """Whether the current stage has no answer yet."""

    @property
    def stage(self) -> StageBegan:
        """The current stage."""
        return self._stage

    def events(self, ended: int) -> Iterator[WorkEvent]:
        """The events of the child, which starts now, until it is late, ends, or sends what cannot be decoded.

        `ended` is a descriptor that becomes readable when the child has ended.
        """
        self._stage_start = self._clock()
        received = b""
        with selectors.DefaultSelector() as selector:
            selector.register(self._reader, selectors.EVENT_READ)
            selector.register(ended, selectors.EVENT_READ)
            while chunk := self._read_chunk(selector):
                received += chunk
                *lines, received = received.split(b"\n")
                for line in lines:
                    try:
                        event = self._decode(line)
                    except codec.ContractError as error:
                        self._fail(error)
                        return
                    yield event

    def _read_chunk(self, selector: selectors.BaseSelector) -> bytes:
        """The next bytes; none once the child is late or dead (a process that it forked may keep the pipe open)."""
        while True:
            remaining_s = self._stage_start + self._timeout_s - self._clock()
            if remaining_s <= 0:
                self.timed_out = True
                return b""
            ready = selector.select(max(remaining_s, _POLL_S))
            if any(key.fd == self._reader for key, _ in ready):
                return os.read(self._reader, 1 << 16)
            if ready:
                return b""

    def _decode(self, line: bytes) -> WorkEvent:
        event: WorkEvent = codec.decode(line, StageBegan, Analyzed, Exported, Measured)
        match event:
            case StageBegan():
                self._stage, self.pending, self._stage_start = event, True, self._clock()
            case Analyzed() | Exported():
                self.pending = False
                return dataclasses.replace(event, record=self._without_suspensions(event.record))
            case Measured():
                self.pending = False
        return event

    def _without_suspensions(self, record: StageRecord) -> StageRecord:
        """The child's own clock went on while it was suspended: its stage took no longer than measured here."""
        reported_s, measured_s = record.duration_s, round(self._clock() - self._stage_start, 4)
        if reported_s is None or reported_s <= measured_s:
            return record
        return dataclasses.replace(record, duration_s=measured_s)

    def _fail(self, error: codec.ContractError) -> None:
        """Fail the current stage. After the analysis was answered, the script as a whole fails.

        An export that was answered stays as it is: it was stored, and the remaining ones are requested again.
        """
        self._decode_error = str(error)
        if self._stage.stage is Stage.ANALYSIS:
            self.pending = True

    def synthesize_answer(self, status: int, log: str = "") -> WorkEvent:
        """The answer to the current stage for a child that has ended with a wait status, and without an answer.

        The end of the stage's log says whether memory ran out where no exception could.
        """
        stage = self._stage.stage
        stage_status, failure = self._explain(
            stage, os.waitstatus_to_exitcode(status), is_out_of_memory=any(text in log for text in _OUT_OF_MEMORY)
        )
        record = StageRecord(status=stage_status, duration_s=round(self._clock() - self._stage_start, 4))
        if stage is Stage.BENCHMARK and self._job is not None:
            return Measured(result=measurement_failed(self._job, failure, stage_status))
        if stage is Stage.EXPORT:
            return Exported(hash=self._stage.hash, record=record, failure=failure)
        return Analyzed(invocations=(), imported=(), record=record, versions={}, failure=failure)

    def _explain(self, stage: Stage, exit_code: int, *, is_out_of_memory: bool) -> tuple[Status, Failure]:
        """The stage's status and its failure."""
        status, kind, remedy = Status.CRASHED, Kind.CRASHED, f"see the build's log_{stage}.txt"
        if self.timed_out:
            status, kind = Status.TIMEOUT, Kind.TIMEOUT
            message = f"the {stage} did not end within {self._timeout_s:g} s"
            remedy = "allow more with --timeout"
        elif self._decode_error:
            status, kind = Status.FAILED, Kind.INTERNAL
            message = f"the worker sent a message that cannot be read: {self._decode_error}"
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
            message = f"the {stage} crashed with {signal.Signals(-exit_code).name}"
        elif stage is Stage.ANALYSIS:
            message = f"the script ended its process with status {exit_code} (os._exit or a native library)"
        else:
            message = f"the {stage} ended its process with status {exit_code}"
        return status, Failure(stage=stage, kind=kind, message=message, remedy=remedy)


def measurement_failed(job: Job, failure: Failure, status: Status = Status.FAILED) -> Result:
    """The result of a job whose process gave no result."""
    return dataclasses.replace(Result.answering(job), benchmark=status, failure=failure)
