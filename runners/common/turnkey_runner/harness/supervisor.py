"""The runner's main process: reads jobs, has them run in child processes, and always answers."""

from __future__ import annotations

import argparse
import dataclasses
import gc
import os
import platform
import sys
import tempfile
import time
from collections.abc import Mapping
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
    Result,
    Stage,
    codec,
)
from turnkey_runner.harness import artifact, container_init, measure_job
from turnkey_runner.harness.classify import failure_of
from turnkey_runner.harness.confinement import shield
from turnkey_runner.harness.connection import Connection, StreamClosed
from turnkey_runner.harness.container_init import TimeLimit
from turnkey_runner.harness.device_monitor import Monitor
from turnkey_runner.harness.engine_probe import describe_engine
from turnkey_runner.harness.errors import JobError
from turnkey_runner.harness.job_runner import JobRunner, descriptors
from turnkey_runner.harness.measure_job import Folders
from turnkey_runner.harness.session import Runtime
from turnkey_runner.harness.socket_server import EXIT_DEVICE_LOST, serve_socket
from turnkey_runner.host import hardware, process_tree
from turnkey_runner.stats.merge import run_processes


def main(device: str, runtimes: Mapping[str, Runtime], monitor: Monitor | None = None) -> int:
    """Serve jobs on stdin and stdout until stdin closes. What engines print goes to stderr."""
    options = argparse.ArgumentParser(description=f"The turnkey runner of the device {device}.")
    options.add_argument("--volume", type=Path, required=True, help="folder with the jobs' artifacts")
    options.add_argument("--scratch", type=Path, default=Path(tempfile.gettempdir()), help="folder to write in")
    options.add_argument("--socket", type=Path, help="serve on a Unix socket at this path, one connection at a time")
    options.add_argument("--runtime", choices=runtimes, action="append", help="offer it; repeatable [default: all]")
    arguments = options.parse_args()
    runtimes = {name: runtimes[name] for name in arguments.runtime or runtimes}
    folders = Folders(volume=arguments.volume, scratch=arguments.scratch)
    time_limit = container_init.split_off(follows_stdin=arguments.socket is None)
    shield()
    process_tree.become_subreaper()
    requests, answers = _take_streams()
    runner = Supervisor(device, runtimes, folders, monitor, time_limit)
    if arguments.socket is None:
        return runner.serve(Connection(requests, answers))
    answers.close()
    return serve_socket(arguments.socket, runner.answer)


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
        time_limit: TimeLimit | None = None,
    ) -> None:
        self._device = device
        self._runtimes = runtimes
        self._monitor = monitor
        self._jobs = JobRunner(runtimes, folders, time_limit or TimeLimit(None))
        before = descriptors()
        self._engines = tuple(describe_engine(name, runtime) for name, runtime in runtimes.items())
        self._jobs.inherited = descriptors() - before
        artifact.prepare_reading()
        gc.freeze()  # a collection in a child would touch, and so copy, all objects of the engines

    def serve(self, connection: Connection) -> int:
        """Answer one orchestrator's requests until its stream closes; return an exit status."""
        try:
            while (status := self.answer(connection)) is None:
                pass
        except StreamClosed:
            return 0
        except codec.ContractError as error:
            print(f"turnkey runner: {error}", file=sys.stderr, flush=True)
            return 2
        return status

    def answer(self, connection: Connection) -> int | None:
        """Answer the next request. Raises `StreamClosed` or `ContractError`.

        The stream's end also ends the process that measures. A lost device ends the runner after the answer: a running
        container does not get it back, but a new one does. Then an exit status is returned.
        """
        match connection.next_request():
            case Describe():
                connection.send(self._describe())
            case Job() as job:
                result = self._run(job, connection)
                connection.send(result)
                if result.failure is not None and result.failure.kind is Kind.DEVICE_LOST:
                    return EXIT_DEVICE_LOST
        return None

    def _describe(self) -> Description:
        return Description(
            device=self._device,
            contracts=CONTRACTS,
            runtimes=self._engines,
            hardware=hardware.describe_hardware() | (self._monitor.describe() if self._monitor else {}),
            versions={"python": platform.python_version(), "numpy": np.__version__},
        )

    def _run(self, job: Job, connection: Connection) -> Result:
        """Run the job's processes one after the other and merge their results, or only the requested process."""
        deadline = time.monotonic() + job.timeout_s
        refusal = self._find_refusal(job)
        if refusal is not None:
            return measure_job.failed(Result.answering(job), refusal)
        with self._jobs.serving(job):
            if job.process is not None:
                return self._run_process(job, job.process, deadline, connection)
            return run_processes(
                lambda process, wait_s: self._run_process(
                    dataclasses.replace(job, wait_s=wait_s), process, deadline, connection
                ),
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

    def _run_process(self, job: Job, process: int, deadline: float, connection: Connection) -> Result:
        """Run one process; once more where something stopped it while it was timed, if there is time."""
        start = time.monotonic()
        result = self._run_monitored(job, process, deadline, connection)
        took_s = time.monotonic() - start
        if any(one.suspended_ns for one in result.conditions) and took_s < deadline - time.monotonic():
            return self._run_monitored(job, process, deadline, connection)
        return result

    def _run_monitored(self, job: Job, process: int, deadline: float, connection: Connection) -> Result:
        """Run one process while the device is monitored."""
        if self._monitor is None:
            return self._jobs.run(job, process, deadline, connection)
        try:
            watching = self._monitor.watch(job)
        except JobError as error:  # lost since the previous process
            return measure_job.failed(Result.answering(job), failure_of(error, Stage.LOAD))
        with watching as observe:
            result = self._jobs.run(job, process, deadline, connection)
            observed = tuple(
                one if one.started_ns is None else dataclasses.replace(one, gpu=observe(one.started_ns, one.wall_ns))
                for one in result.conditions
            )
        return dataclasses.replace(result, conditions=observed)
