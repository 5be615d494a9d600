"""The runner's main process: reads jobs, forks a child per job process, and always answers."""

from __future__ import annotations

import argparse
import dataclasses
import gc
import io
import os
import platform
import selectors
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import numpy as np

from turnkey_runner.contract import (
    CONTRACTS,
    Describe,
    Description,
    Failure,
    Job,
    Kind,
    Progress,
    Request,
    Result,
    Stage,
    Status,
    codec,
)
from turnkey_runner.harness import artifact, job_process, measure_job
from turnkey_runner.harness.classify import failure_of
from turnkey_runner.harness.device_monitor import Monitor
from turnkey_runner.harness.engine_probe import describe_engine
from turnkey_runner.harness.errors import JobError
from turnkey_runner.harness.measure_job import Folders
from turnkey_runner.harness.session import Runtime
from turnkey_runner.harness.socket_server import EXIT_DEVICE_LOST, serve_socket
from turnkey_runner.host import hardware, processes
from turnkey_runner.stats.merge import run_processes

EXIT_PATIENCE_S = 1.0


class StreamClosed(Exception):
    """The orchestrator has closed the stream: no answer is expected any more."""


def main(device: str, runtimes: Mapping[str, Runtime], monitor: Monitor | None = None) -> int:
    """Serve jobs on stdin and stdout until stdin closes. What engines print goes to stderr."""
    options = argparse.ArgumentParser(description=f"The turnkey runner of the device {device}.")
    options.add_argument("--volume", type=Path, required=True, help="folder with the jobs' artifacts")
    options.add_argument("--scratch", type=Path, default=Path(tempfile.gettempdir()), help="folder to write in")
    options.add_argument("--socket", type=Path, help="serve on a Unix socket at this path, one connection at a time")
    arguments = options.parse_args()
    folders = Folders(volume=arguments.volume, scratch=arguments.scratch)
    requests, answers = _take_streams()
    runner = Supervisor(device, runtimes, folders, monitor)
    if arguments.socket is None:
        return runner.serve(requests, answers)
    answers.close()
    return serve_socket(arguments.socket, runner.serve)


def _take_streams() -> tuple[int, BinaryIO]:
    """Move stdin and stdout to other descriptors, so that an engine that prints cannot corrupt the stream."""
    requests, answers = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)
    os.close(null)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 (lives as long as the process)
    return requests, os.fdopen(answers, "wb", buffering=0)


class Supervisor:
    """Owns the stream and the children. It imports the engines (except conflicting ones) and starts nothing in them."""

    def __init__(
        self,
        device: str,
        runtimes: Mapping[str, Runtime],
        folders: Folders,
        monitor: Monitor | None = None,
    ) -> None:
        self._device = device
        self._runtimes = runtimes
        self._folders = folders
        self._monitor = monitor
        self._requests = -1
        self._answers: BinaryIO = io.BytesIO()
        self._received = b""
        self._engines = tuple(describe_engine(name, runtime) for name, runtime in runtimes.items())
        artifact.prepare_reading()
        gc.freeze()  # a collection in a child would touch, and so copy, all objects of the engines

    def serve(self, requests: int, answers: BinaryIO) -> int:
        """Answer one orchestrator's requests until its stream closes; return an exit status.

        The stream's end also ends the process that measures. A lost device ends the runner after the answer: a running
        container does not get it back, but a new one does.
        """
        self._requests, self._answers, self._received = requests, answers, b""
        try:
            while True:
                match self._next_request():
                    case Describe():
                        self._send(self._describe())
                    case Job() as job:
                        result = self._run(job)
                        self._send(result)
                        if result.failure is not None and result.failure.kind is Kind.DEVICE_LOST:
                            return EXIT_DEVICE_LOST
        except (StreamClosed, BrokenPipeError, ConnectionResetError):
            return 0
        except codec.ContractError as error:
            print(f"turnkey runner: {error}", file=sys.stderr, flush=True)
            return 2

    def _next_request(self) -> Request:
        while b"\n" not in self._received:
            self._receive()
        line, _, self._received = self._received.partition(b"\n")
        request: Request = codec.decode(line, Job, Describe)
        return request

    def _receive(self) -> None:
        chunk = os.read(self._requests, 1 << 16)
        if not chunk:
            raise StreamClosed
        self._received += chunk
        if len(self._received) > codec.MAX_LINE_BYTES:
            raise codec.ContractError("a request longer than the contract allows")

    def _send(self, message: object) -> None:
        self._answers.write(codec.encode(message))

    def _describe(self) -> Description:
        return Description(
            device=self._device,
            contracts=CONTRACTS,
            runtimes=self._engines,
            hardware=hardware.describe_hardware() | (self._monitor.describe() if self._monitor else {}),
            versions={"python": platform.python_version(), "numpy": np.__version__},
        )

    def _run(self, job: Job) -> Result:
        """Run the job's processes one after the other and merge their results, or only the requested process."""
        deadline = time.monotonic() + job.timeout_s
        refusal = self._find_refusal(job)
        if refusal is not None:
            return measure_job.failed(Result.answering(job), refusal)
        if job.process is not None:
            return self._run_process(job, job.process, deadline)
        return run_processes(
            lambda process: self._run_process(job, process, deadline),
            job.settings,
            remaining_s=lambda: deadline - time.monotonic(),
        )

    def _find_refusal(self, job: Job) -> Failure | None:
        """Return why this runner cannot run a job at all: another device, no GPU, an engine that cannot be imported."""
        if job.device != self._device:
            message = f"this runner is for the device {self._device}"
            return Failure(stage=Stage.LOAD, kind=Kind.BAD_JOB, message=message, remedy="see `turnkey runners list`")
        failure = self._monitor.find_problem(job) if self._monitor else None
        if failure is not None:
            return failure
        problem = next((engine.problem for engine in self._engines if engine.name == job.runtime), "")
        if problem:
            remedy = self._runtimes[job.runtime].remedy
            return Failure(stage=Stage.LOAD, kind=Kind.BAD_JOB, message=problem, remedy=remedy)
        return None

    def _run_process(self, job: Job, process: int, deadline: float) -> Result:
        """Run one process while the device is monitored."""
        if self._monitor is None:
            return self._run_child(job, process, deadline)
        try:
            watching = self._monitor.watch(job)
        except JobError as error:  # lost since the previous process
            return measure_job.failed(Result.answering(job), failure_of(error, Stage.LOAD))
        with watching as observe:
            result = self._run_child(job, process, deadline)
            observed = tuple(
                one if one.started_ns is None else dataclasses.replace(one, gpu=observe(one.started_ns, one.wall_ns))
                for one in result.conditions
            )
        return dataclasses.replace(result, conditions=observed)

    def _run_child(self, job: Job, process: int, deadline: float) -> Result:
        oom_kills_before = hardware.oom_kills()
        timed_out = False
        with tempfile.TemporaryFile(dir=self._folders.scratch) as log:
            reader, writer = os.pipe()
            supervisor = os.getpid()
            child = os.fork()
            if child == 0:
                foreign = (reader, self._requests)
                job_process.child_main(job, process, self._folders, self._runtimes, log, writer, foreign, supervisor)
            os.close(writer)
            try:
                last, stage, timed_out = self._follow(reader, deadline)
            finally:
                os.close(reader)
                status = processes.end_child(child, patience_s=0.0 if timed_out else EXIT_PATIENCE_S)
            tail = job_process.tail(log)
        if last is None:
            failure = job_process.explain_death(
                job, status, stage, timed_out, hardware.oom_kills() > oom_kills_before, tail
            )
            result = Result.answering(job)
            if stage is not Stage.LOAD:
                result = dataclasses.replace(result, load=Status.SUCCESSFUL)
            last = measure_job.failed(result, failure)
        return dataclasses.replace(last, log=tail)

    def _follow(self, reader: int, deadline: float) -> tuple[Result | None, Stage, bool]:
        """Relay the child's progress until it answers, dies or is late. The end of the requests ends the child."""
        stage = Stage.LOAD
        received = b""
        with selectors.DefaultSelector() as ready:
            ready.register(reader, selectors.EVENT_READ)
            ready.register(self._requests, selectors.EVENT_READ)
            while True:
                remaining = deadline - time.monotonic()
                events = ready.select(max(0.0, remaining)) if remaining > 0 else []
                if not events and remaining <= 0:
                    return None, stage, True
                for key, _ in events:
                    if key.fd == self._requests:
                        self._receive()
                        continue
                    chunk = os.read(reader, 1 << 16)
                    if not chunk:
                        return None, stage, False
                    received += chunk
                for line in _lines(received) if received.endswith(b"\n") else ():
                    received = received[len(line) :]
                    message: Progress | Result = codec.decode(line, Progress, Result)
                    if isinstance(message, Result):
                        return message, stage, False
                    stage = message.stage
                    self._send(message)


def _lines(received: bytes) -> Iterator[bytes]:
    yield from (line for line in received.splitlines(keepends=True) if line.endswith(b"\n"))
