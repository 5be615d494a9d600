"""A real runner as a child process, and what tests do with its results."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from conftest import REPOSITORY
from turnkey_runner.contract import Describe, Description, Job, Progress, Result, codec
from turnkey_runner.harness.session import Runtime
from turnkeyml.devices import find_device

RUNTIMES = find_device("x86").runtimes
_PROGRAM = ("-m", "turnkey_x86")


def runtime_table() -> dict[str, Runtime]:
    """The table of the x86 runner. No engine is imported: the runtimes import theirs when a session is opened."""
    before = list(sys.path)
    sys.path.insert(0, str(REPOSITORY / "runners" / "x86"))
    try:
        return importlib.import_module("turnkey_x86.__main__").RUNTIMES
    finally:
        sys.path[:] = before


class RunnerProcess:
    """The x86 runner as a child process."""

    def __init__(
        self,
        interpreter: Path,
        volume: Path,
        program: Sequence[str] | None = None,
        *,
        scratch: Path | None = None,
        path: tuple[Path, ...] = (),
        variables: dict[str, str] | None = None,
    ) -> None:
        self.volume = volume
        self.home = volume / "home"
        self.home.mkdir(exist_ok=True)
        roots = [*path, *(REPOSITORY / "runners" / name for name in ("common", "x86", "nvidia"))]
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": ":".join(map(str, roots)),
            "OPENBLAS_NUM_THREADS": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "HOME": str(self.home),
            **(variables or {}),
        }
        self.process = subprocess.Popen(
            [
                *(str(interpreter), *(program or _PROGRAM), "--volume", str(volume)),
                *(["--scratch", str(scratch)] if scratch else []),
            ],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def send(self, message: object) -> None:
        self.send_line(codec.encode(message))

    def send_line(self, line: bytes) -> None:
        self.process.stdin.write(line)
        self.process.stdin.flush()

    def read(self) -> Progress | Result | Description:
        return codec.decode(self.process.stdout.readline(), Progress, Result, Description)

    def describe(self) -> Description:
        self.send(Describe())
        return self.read()

    def run(self, job: Job) -> Result:
        self.send(job)
        while not isinstance(message := self.read(), Result):
            assert message.id == job.id
        return message

    def end(self) -> int:
        self.process.stdin.close()
        status = self.process.wait(10)
        self.process.stdout.close()
        self.process.stderr.close()
        return status


class SharedRunner(RunnerProcess):
    """The runner of `ort`; jobs of the other environments' runtimes go to theirs, which are started for them."""

    def __init__(self, python_of: Callable[[str], Path], volume: Path) -> None:
        super().__init__(python_of("ort"), volume, [*_PROGRAM, "--runtime", "ort"])
        self._python_of = python_of
        self._others: dict[str, RunnerProcess] = {}

    def of(self, runtime: str) -> RunnerProcess:
        """The runner that has a runtime; this one for a runtime that no runner has."""
        if runtime not in RUNTIMES or runtime == "ort":
            return self
        if runtime not in self._others:
            program = [*_PROGRAM, "--runtime", runtime]
            self._others[runtime] = RunnerProcess(self._python_of(runtime), self.volume, program)
        return self._others[runtime]

    def run(self, job: Job) -> Result:
        runner = self.of(job.runtime)
        return super().run(job) if runner is self else runner.run(job)

    def end(self) -> int:
        return max(super().end(), *(one.end() for one in self._others.values()), 0)


def as_json(result: Result) -> str:
    """For the message of a failing assertion."""
    return json.dumps(codec.to_plain(result), indent=1)[:4000]
