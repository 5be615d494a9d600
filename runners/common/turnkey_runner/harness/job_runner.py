"""Runs a process of a job: forks it, follows what it sends, and ends it with everything that it started."""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import hashlib
import os
import selectors
import shutil
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from turnkey_runner.contract import Conditions, Job, Progress, Result, Stage, Status, codec
from turnkey_runner.contract.lines import LineBuffer, Tail
from turnkey_runner.harness import job_process, measure_job
from turnkey_runner.harness.connection import Connection
from turnkey_runner.harness.container_init import TimeLimit
from turnkey_runner.harness.measure_job import Folders
from turnkey_runner.harness.session import Runtime
from turnkey_runner.harness.suspension import TICK_S, SuspensionWatch
from turnkey_runner.host import hardware, process_tree, processes
from turnkey_runner.stats.merge import LOG_TAIL_BYTES

EXIT_PATIENCE_S = 1.0
MAX_PROGRESS = 1000
"""Messages of a process; a job has about five."""
_LOG_PIPE_BYTES = 1 << 20
"""An engine that prints must not wait for the supervisor in the timed loop."""
_CHUNK_BYTES = 1 << 18
_END_TIMEOUT_S = 10.0
"""For ending what a job left: a fork bomb takes many passes."""
_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108


def descriptors() -> frozenset[int]:
    """Return the open descriptors of this process."""
    listed = map(int, os.listdir("/proc/self/fd"))
    return frozenset(one for one in listed if os.path.exists(f"/proc/self/fd/{one}"))


@dataclasses.dataclass(kw_only=True)
class _Followed:
    """What is known of a job's process."""

    stage: Stage = Stage.LOAD
    result: Result | None = None
    timed_out: bool = False
    progress: int = 0
    problem: str = ""
    """What was wrong with what it sent."""


class JobRunner:
    """Forks the processes of jobs, one at a time."""

    def __init__(self, runtimes: Mapping[str, Runtime], folders: Folders, time_limit: TimeLimit) -> None:
        self._runtimes = runtimes
        self._folders = folders
        self._time_limit = time_limit
        self._scratch: Path | None = None
        self._cpus = os.sched_getaffinity(0)
        self.inherited: frozenset[int] = frozenset()
        """Descriptors that the engines opened when they were imported."""

    @contextmanager
    def serving(self, job: Job) -> Iterator[None]:
        """Prepare for a job, and limit the time of the container until it is done."""
        self._time_limit.set(job.timeout_s)
        os.sched_setaffinity(0, self._cpus)  # which an earlier job may have changed
        self._use_scratch_of(job)
        try:
            yield
        finally:
            self._time_limit.lift()

    def run(self, job: Job, process: int, deadline: float, connection: Connection) -> Result:
        """Run one process of a job; a failure is in the result."""
        oom_kills_before = hardware.oom_kills()
        others = frozenset(one.pid for one in process_tree.children_of(os.getpid()))
        assert self._scratch is not None
        folders = dataclasses.replace(self._folders, scratch=self._scratch)
        reader, writer = os.pipe()
        log_reader, log_writer = os.pipe()
        with contextlib.suppress(OSError):  # beyond the user's limit
            fcntl.fcntl(log_reader, fcntl.F_SETPIPE_SZ, _LOG_PIPE_BYTES)
        os.set_blocking(log_reader, False)
        supervisor = os.getpid()
        child = os.fork()
        if child == 0:
            job_process.child_main(
                job, process, folders, self._runtimes, log_writer, writer, self.inherited, supervisor
            )
        os.close(writer)
        os.close(log_writer)
        log = Tail(LOG_TAIL_BYTES)
        followed = _Followed()
        watch = SuspensionWatch(child)
        try:
            _follow(followed, job, reader, log_reader, log, deadline, connection, watch)
        finally:
            patience_s = EXIT_PATIENCE_S if followed.result is not None else 0.0
            status = processes.end_child(child, patience_s=patience_s)
            self._end_what_is_left(others)
            _drain(log_reader, log)
            os.close(reader)
            os.close(log_reader)
        result = followed.result
        if result is None:
            oom = hardware.oom_kills() > oom_kills_before
            failure = job_process.explain_death(
                job, status, followed.stage, followed.timed_out, oom, log.text(), problem=followed.problem
            )
            result = Result.answering(job)
            if followed.stage is not Stage.LOAD:
                result = dataclasses.replace(result, load=Status.SUCCESSFUL)
            result = measure_job.failed(result, failure)
        return dataclasses.replace(result, log=log.text(), conditions=_with_stops(result, watch))

    def _end_what_is_left(self, others: frozenset[int]) -> None:
        """Kill what a job left behind: it would disturb, or forge, what is measured after it."""
        is_done = process_tree.end_children(timeout_s=_END_TIMEOUT_S, is_meant=lambda one: one.pid not in others)
        if not is_done and self._time_limit.is_in_own_container:
            # To all processes but this one and process 1, at once: nothing can fork away from it.
            with contextlib.suppress(ProcessLookupError):
                os.kill(-1, signal.SIGKILL)
            is_done = process_tree.end_children(timeout_s=_END_TIMEOUT_S)
        if not is_done:
            print("turnkey runner: cannot end what a job left running", file=sys.stderr, flush=True)
        if self._time_limit.is_in_own_container:
            _empty(_SHARED_MEMORY)

    def _use_scratch_of(self, job: Job) -> None:
        """Give each job a folder of its own; its processes may find there what an earlier one compiled."""
        key = repr(dataclasses.replace(job, id="", process=None, best_ns=None, wait_s=0.0))
        scratch = self._folders.scratch / f"job-{hashlib.sha256(key.encode()).hexdigest()[:16]}"
        if self._scratch is not None and self._scratch != scratch:
            shutil.rmtree(self._scratch, ignore_errors=True)
        scratch.mkdir(mode=0o700, exist_ok=True)
        self._scratch = scratch


def _follow(
    followed: _Followed,
    job: Job,
    reader: int,
    log_reader: int,
    log: Tail,
    deadline: float,
    connection: Connection,
    watch: SuspensionWatch,
) -> None:
    """Relay the process's progress until it answers, dies or is late. The end of the requests ends it."""
    lines = LineBuffer()
    with selectors.DefaultSelector() as ready:
        for descriptor in (reader, log_reader, connection.requests):
            ready.register(descriptor, selectors.EVENT_READ)
        while True:
            remaining_s = deadline - time.monotonic()
            if remaining_s <= 0:
                followed.timed_out = True
                return
            sleep_s = min(TICK_S, remaining_s)
            for key, _ in watch.sleep(ready.select, sleep_s):
                if key.fd == connection.requests:
                    connection.receive()
                elif key.fd == log_reader:
                    if not _read_log(log_reader, log):
                        ready.unregister(log_reader)
                elif _take_answers(followed, job, reader, lines, connection):
                    return


def _take_answers(followed: _Followed, job: Job, reader: int, lines: LineBuffer, connection: Connection) -> bool:
    """Read what the process sent, and relay its progress; return whether nothing more is expected of it."""
    chunk = os.read(reader, _CHUNK_BYTES)
    if not chunk:
        return True
    try:
        lines.feed(chunk)
        while (line := lines.take()) is not None:
            message = _read_message(line, job)
            if isinstance(message, Result):
                followed.result = message
                return True
            followed.stage = message.stage
            followed.progress += 1
            if followed.progress > MAX_PROGRESS:
                raise codec.ContractError(f"more than {MAX_PROGRESS} messages of progress")
            connection.send(message)
    except codec.ContractError as error:
        followed.problem = str(error)
    return bool(followed.problem)


def _read_message(line: bytes, job: Job) -> Progress | Result:
    codec.check_density(line)
    message: Progress | Result = codec.decode(line, Progress, Result)
    if message.id != job.id:
        raise codec.ContractError(f"an answer to {message.id!r}")
    return message


def _read_log(log_reader: int, log: Tail) -> bool:
    """Read what was printed; return whether more may come."""
    try:
        chunk = os.read(log_reader, _CHUNK_BYTES)
    except BlockingIOError:
        return True
    log.feed(chunk)
    return bool(chunk)


def _drain(log_reader: int, log: Tail) -> None:
    """Read what is left in the pipe; every process that could write more has ended."""
    for _ in range(2 * _LOG_PIPE_BYTES // _CHUNK_BYTES):
        with contextlib.suppress(BlockingIOError):
            chunk = os.read(log_reader, _CHUNK_BYTES)
            log.feed(chunk)
            if chunk:
                continue
        return


def _with_stops(result: Result, watch: SuspensionWatch) -> tuple[Conditions, ...]:
    """Return the conditions with the time for which the process was stopped in its loop."""
    return tuple(
        dataclasses.replace(one, suspended_ns=watch.stopped_ns(one.started_ns, one.wall_ns))
        if one.started_ns is not None
        else one
        for one in result.conditions
    )


def _empty(folder: Path) -> None:
    """Remove what is in a folder of this container."""
    with contextlib.suppress(OSError):
        for entry in folder.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry, ignore_errors=True)
            else:
                entry.unlink(missing_ok=True)
