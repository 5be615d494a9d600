"""The parent's half of the worker: starts it, follows it, and tells what became of it if it does not itself."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from turnkey_runner import codec
from turnkey_runner.contract import Failure, Kind, Stage, Status
from turnkeyml.records import Analyzed, Exported, StageBegan, StageRecord, WorkEvent, WorkRequest
from turnkeyml.worker.stages import log_path

_GRACE_S = 5.0


def work(request: WorkRequest, *, timeout_s: float) -> Iterator[WorkEvent]:
    """Have a script analyzed and exported in a process of its own; yield what happens.

    The stream always ends in an answer: where the worker dies or is late (`timeout_s` for each
    stage), the missing `Analyzed` or `Exported` is made here, with the failure. Closing the
    iterator ends the worker and everything that it started.
    """
    staging = Path(request.staging)
    request_path = staging / "request.json"
    request_path.write_bytes(codec.encode(request))
    reader, writer = os.pipe()
    log_path(staging, "analysis").touch()
    command = [sys.executable, "-X", "faulthandler", "-m", "turnkeyml.worker", str(request_path), str(writer)]
    with open(log_path(staging, "analysis"), "ab") as log:
        worker = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=(writer,), start_new_session=True
        )
    os.close(writer)
    follower = _Follower(worker, reader, timeout_s)
    try:
        yield from follower.events()
    finally:
        os.close(reader)
        _end(worker)


class _Follower:
    """Reads the worker's events and keeps the time."""

    def __init__(self, worker: subprocess.Popen[bytes], reader: int, timeout_s: float) -> None:
        self._worker = worker
        self._reader = reader
        self._timeout_s = timeout_s
        self._stage = StageBegan(stage=Stage.ANALYSIS)
        self._open = True
        """Whether the stage that began has not been answered yet."""
        self._began = time.monotonic()

    def events(self) -> Iterator[WorkEvent]:
        received = b""
        pidfd = os.pidfd_open(self._worker.pid)
        try:
            with selectors.DefaultSelector() as ready:
                ready.register(self._reader, selectors.EVENT_READ)
                ready.register(pidfd, selectors.EVENT_READ)
                while True:
                    chunk = self._next_chunk(ready)
                    if not chunk:
                        break
                    received += chunk
                    *lines, received = received.split(b"\n")
                    for line in lines:
                        yield self._note(line)
        finally:
            os.close(pidfd)
        if self._open:
            yield self._missing_answer()

    def _next_chunk(self, ready: selectors.BaseSelector) -> bytes:
        """What the worker says next; nothing once it is dead or late (a grandchild may hold the pipe open)."""
        remaining = self._began + self._timeout_s - time.monotonic()
        events = ready.select(max(0.0, remaining))
        if any(key.fd == self._reader for key, _ in events):
            return os.read(self._reader, 1 << 16)
        return b""

    def _note(self, line: bytes) -> WorkEvent:
        event: WorkEvent = codec.decode(line, StageBegan, Analyzed, Exported)
        if isinstance(event, StageBegan):
            self._stage, self._open, self._began = event, True, time.monotonic()
        else:
            self._open = False
        return event

    def _missing_answer(self) -> WorkEvent:
        duration_s = time.monotonic() - self._began
        stage = self._stage.stage
        status, failure = self._explain(stage, late=duration_s >= self._timeout_s)
        record = StageRecord(status=status, duration_s=round(duration_s, 4))
        if stage is Stage.EXPORT:
            return Exported(hash=self._stage.hash, record=record, failure=failure)
        return Analyzed(invocations=(), imported=(), record=record, versions={}, failure=failure)

    def _explain(self, stage: Stage, *, late: bool) -> tuple[Status, Failure]:
        if late:
            message = f"the {stage} did not end within {self._timeout_s:g} s"
            return Status.TIMEOUT, Failure(
                stage=stage, kind=Kind.TIMEOUT, message=message, remedy="allow more with --timeout"
            )
        try:
            code = self._worker.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            return Status.CRASHED, Failure(stage=stage, kind=Kind.CRASHED, message="the worker closed its stream")
        if code == -signal.SIGKILL:
            message = f"the {stage} was ended from outside (SIGKILL): perhaps for want of memory"
            remedy = "see `dmesg`; use a smaller batch, or limit it with --memory to learn more"
            return Status.KILLED, Failure(stage=stage, kind=Kind.KILLED, message=message, remedy=remedy)
        if code < 0:
            message = f"the {stage} crashed with {signal.Signals(-code).name}"
        elif stage is Stage.ANALYSIS:
            message = f"the script ended its process with status {code} (os._exit or a native library)"
        else:
            message = f"the {stage} ended its process with status {code}"
        return Status.CRASHED, Failure(
            stage=stage, kind=Kind.CRASHED, message=message, remedy=f"see the build's log_{stage}.txt"
        )


def _end(worker: subprocess.Popen[bytes]) -> None:
    """End the worker's whole session: what the script started ends with it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
