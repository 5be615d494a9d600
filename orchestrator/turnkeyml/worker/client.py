"""The parent's half of the worker: starts it, follows its children, and tells what became of them if they do not."""

from __future__ import annotations

import contextlib
import os
import select
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from turnkey_runner import codec
from turnkey_runner.contract import Failure, Job, Kind, Result, Stage, Status
from turnkeyml.errors import WorkerError
from turnkeyml.records import Analyzed, Exported, Measured, StageBegan, StageRecord, WorkEvent, WorkRequest

_START_TIMEOUT_S = 300.0
"""Importing torch from a cold disk, on a busy machine."""
_END_TIMEOUT_S = 30.0


class Worker:
    """The fork server with torch, started at the first request and again after it was lost."""

    def __init__(self) -> None:
        self._server: subprocess.Popen[bytes] | None = None
        self._channel: socket.socket | None = None
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the worker)

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()
        self._log.close()

    def work(self, request: WorkRequest, *, timeout_s: float) -> Iterator[WorkEvent]:
        """Have a script analyzed and exported in a process of its own; yield what happens.

        The stream always ends in an answer: where the process dies or is late (`timeout_s` for each
        stage), the missing `Analyzed` or `Exported` is made here, with the failure. Closing the
        iterator ends the process and everything that it started. Raises `WorkerError` where no
        worker can be started.
        """
        request_path = Path(request.staging) / "request.json"
        request_path.write_bytes(codec.encode(request))
        reader, writer = os.pipe()
        try:
            try:
                child = self._fork(request_path, writer)
            finally:
                os.close(writer)
            following = _Following(reader, self._channel, timeout_s, request.job)
            try:
                yield from following.events()
            finally:
                _end(child)
                status = self._reap()
            if following.unanswered:
                yield following.missing_answer(status)
        finally:
            os.close(reader)

    def _fork(self, request_path: Path, writer: int) -> int:
        """Hand a request over; return the process id of the child that has it."""
        channel = self._ensure()
        try:
            socket.send_fds(channel, [str(request_path).encode()], [writer])
            return int(self._receive(_START_TIMEOUT_S))
        except (OSError, ValueError) as error:
            words = self._last_words()
            self._stop()
            message = f"the worker process cannot start: {words or error}"
            raise WorkerError(
                message, remedy="see `turnkey doctor`; is torch installed in this environment?"
            ) from error

    def _reap(self) -> int:
        """The wait status of the child, which has ended or was ended."""
        try:
            return int(self._receive(_END_TIMEOUT_S))
        except (OSError, ValueError):
            self._stop()  # the server itself was killed: the next request starts another
            return signal.SIGKILL

    def _receive(self, timeout_s: float) -> bytes:
        assert self._channel is not None
        ready, _, _ = select.select([self._channel], [], [], timeout_s)
        if not ready:
            raise TimeoutError(f"no answer within {timeout_s:g} s")
        return self._channel.recv(64)

    def _ensure(self) -> socket.socket:
        if self._channel is None:
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            environment = dict(os.environ)
            # A compiled model calls its original eagerly then; read by torch when it is imported.
            environment["TORCH_COMPILE_DISABLE"] = "1"
            # numpy's own thread pool would be started before the forks.
            environment["OPENBLAS_NUM_THREADS"] = "1"
            with theirs:
                self._server = subprocess.Popen(
                    [sys.executable, "-X", "faulthandler", "-m", "turnkeyml.worker", str(theirs.fileno())],
                    stdin=subprocess.DEVNULL,
                    stdout=self._log,
                    stderr=self._log,
                    pass_fds=(theirs.fileno(),),
                    env=environment,
                    start_new_session=True,
                )
            self._channel = ours
        return self._channel

    def _stop(self) -> None:
        """Close the socket, and so end the server and its child."""
        if self._channel is not None:
            self._channel.close()
        if self._server is not None:
            try:
                self._server.wait(_END_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
        self._channel = self._server = None

    def _last_words(self) -> str:
        self._log.seek(0)
        lines = self._log.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else ""


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


class _Following:
    """Reads the events of one child and keeps the time."""

    def __init__(self, reader: int, ended: socket.socket | None, timeout_s: float, job: Job | None) -> None:
        """Read from `reader`; `ended` becomes readable when the child has ended."""
        self._reader = reader
        self._ended = ended
        self._job = job
        self._timeout_s = timeout_s
        self._stage = StageBegan(stage=Stage.ANALYSIS)
        self._began = time.monotonic()
        self._late = False
        self.unanswered = True
        """Whether the stage that began has not been answered."""

    def events(self) -> Iterator[WorkEvent]:
        """What the child tells, until it ends or is late."""
        received = b""
        with selectors.DefaultSelector() as ready:
            ready.register(self._reader, selectors.EVENT_READ)
            if self._ended is not None:
                ready.register(self._ended, selectors.EVENT_READ)
            while chunk := self._next_chunk(ready):
                received += chunk
                *lines, received = received.split(b"\n")
                for line in lines:
                    yield self._note(line)

    def _next_chunk(self, ready: selectors.BaseSelector) -> bytes:
        """What the child says next; nothing once it is late or dead (a process it forked may hold the pipe open)."""
        remaining = self._began + self._timeout_s - time.monotonic()
        found = ready.select(max(0.0, remaining))
        self._late = not found
        if any(key.fd == self._reader for key, _ in found):
            return os.read(self._reader, 1 << 16)
        return b""

    def missing_answer(self, status: int) -> WorkEvent:
        """The answer that a child owes which ended with a wait status."""
        stage = self._stage.stage
        how, failure = self._explain(stage, os.waitstatus_to_exitcode(status))
        record = StageRecord(status=how, duration_s=round(time.monotonic() - self._began, 4))
        if stage is Stage.BENCHMARK and self._job is not None:
            return Measured(result=measurement_failed(self._job, failure, how))
        if stage is Stage.EXPORT:
            return Exported(hash=self._stage.hash, record=record, failure=failure)
        return Analyzed(invocations=(), imported=(), record=record, versions={}, failure=failure)

    def _note(self, line: bytes) -> WorkEvent:
        event: WorkEvent = codec.decode(line, StageBegan, Analyzed, Exported, Measured)
        if isinstance(event, StageBegan):
            self._stage, self.unanswered, self._began = event, True, time.monotonic()
        else:
            self.unanswered = False
        return event

    def _explain(self, stage: Stage, code: int) -> tuple[Status, Failure]:
        remedy = f"see the build's log_{stage}.txt"
        if self._late:
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


def _end(child: int) -> None:
    """End a child and what it started: its session, or itself where it has none yet."""
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError):
            kill(child, signal.SIGKILL)
