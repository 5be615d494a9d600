"""Following one child: what it tells, whether it is late, and the answer that it owes when it has ended without one."""

from __future__ import annotations

import dataclasses
import os
import selectors
import signal
from collections.abc import Callable, Iterator

from turnkey_runner.contract import Failure, Job, Kind, Result, Stage, Status, codec
from turnkeyml.records import StageRecord
from turnkeyml.worker.messages import Analyzed, Exported, Measured, StageBegan, WorkEvent

_HELD_S = 0.5
"""How often a clock that stands still is looked at."""


class ChildEventReader:
    """Reads the events of one child and keeps the time, by a clock that stands still while the child is held."""

    def __init__(self, reader: int, *, timeout_s: float, clock: Callable[[], float], job: Job | None = None) -> None:
        """Read from `reader`."""
        self._reader = reader
        self._job = job
        self._timeout_s = timeout_s
        self._clock = clock
        self._stage = StageBegan(stage=Stage.ANALYSIS)
        self._began = clock()
        self.timed_out = False
        """Whether the stage that began has taken longer than it may."""
        self.pending = True
        """Whether the stage that began has not been answered."""

    def events(self, ended: int) -> Iterator[WorkEvent]:
        """What the child, which begins now, tells until it is late or ends, which makes `ended` readable."""
        self._began = self._clock()
        received = b""
        with selectors.DefaultSelector() as ready:
            ready.register(self._reader, selectors.EVENT_READ)
            ready.register(ended, selectors.EVENT_READ)
            while chunk := self._next_chunk(ready):
                received += chunk
                *lines, received = received.split(b"\n")
                for line in lines:
                    yield self._note(line)

    def _next_chunk(self, ready: selectors.BaseSelector) -> bytes:
        """What the child says next; nothing once it is late or dead (a process it forked may hold the pipe open)."""
        while True:
            remaining = self._began + self._timeout_s - self._clock()
            if remaining <= 0:
                self.timed_out = True
                return b""
            found = ready.select(max(remaining, _HELD_S))
            if any(key.fd == self._reader for key, _ in found):
                return os.read(self._reader, 1 << 16)
            if found:
                return b""

    def synthesize_answer(self, status: int) -> WorkEvent:
        """The answer that a child owes which ended with a wait status."""
        stage = self._stage.stage
        how, failure = self._explain(stage, os.waitstatus_to_exitcode(status))
        record = StageRecord(status=how, duration_s=round(self._clock() - self._began, 4))
        if stage is Stage.BENCHMARK and self._job is not None:
            return Measured(result=measurement_failed(self._job, failure, how))
        if stage is Stage.EXPORT:
            return Exported(hash=self._stage.hash, record=record, failure=failure)
        return Analyzed(invocations=(), imported=(), record=record, versions={}, failure=failure)

    def _note(self, line: bytes) -> WorkEvent:
        event: WorkEvent = codec.decode(line, StageBegan, Analyzed, Exported, Measured)
        match event:
            case StageBegan():
                self._stage, self.pending, self._began = event, True, self._clock()
            case Analyzed() | Exported():
                self.pending = False
                return dataclasses.replace(event, record=self._without_holds(event.record))
            case Measured():
                self.pending = False
        return event

    def _without_holds(self, record: StageRecord) -> StageRecord:
        """The child's own clock went on while it was held; its stage lasted no longer than this one says."""
        told, seen = record.duration_s, round(self._clock() - self._began, 4)
        return record if told is None or told <= seen else dataclasses.replace(record, duration_s=seen)

    def _explain(self, stage: Stage, code: int) -> tuple[Status, Failure]:
        remedy = f"see the build's log_{stage}.txt"
        if self.timed_out:
            message = f"the {stage} did not end within {self._timeout_s:g} s"
            remedy = "allow more with --timeout"
            return Status.TIMEOUT, Failure(stage=stage, kind=Kind.TIMEOUT, message=message, remedy=remedy)
        if code == -signal.SIGKILL:
            message = f"the {stage} was ended from outside (SIGKILL): perhaps for want of memory"
            remedy = "use a smaller batch; a limit with --memory tells where the memory goes"
            return Status.KILLED, Failure(stage=stage, kind=Kind.KILLED, message=message, remedy=remedy)
        if code < 0:
            message = f"the {stage} crashed with {signal.Signals(-code).name}"
        elif stage is Stage.ANALYSIS:
            message = f"the script ended its process with status {code} (os._exit or a native library)"
        else:
            message = f"the {stage} ended its process with status {code}"
        return Status.CRASHED, Failure(stage=stage, kind=Kind.CRASHED, message=message, remedy=remedy)


def measurement_failed(job: Job, failure: Failure, status: Status = Status.FAILED) -> Result:
    """The result of a job whose process could not answer."""
    return Result(
        id=job.id,
        artifact=job.artifact,
        device=job.device,
        runtime=job.runtime,
        precision=job.precision,
        settings=job.settings,
        benchmark=status,
        failure=failure,
    )
