"""Runner processes as fixtures."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from runners.runner_process import RunnerProcess, SharedRunner

PythonOf = Callable[[str], Path]


@pytest.fixture(scope="session")
def python_of(cache_root: Path) -> PythonOf:
    """Returns the interpreter of a runtime's environment, which turnkey makes."""
    from turnkeyml.devices import find_device
    from turnkeyml.launchers.venvs import ensure_environment

    def find(runtime: str) -> Path:
        previous = os.environ.get("TURNKEY_CACHE_ROOT")
        os.environ["TURNKEY_CACHE_ROOT"] = str(cache_root)
        try:
            return ensure_environment(find_device("x86").runner_of(runtime))
        finally:
            if previous is None:
                del os.environ["TURNKEY_CACHE_ROOT"]
            else:
                os.environ["TURNKEY_CACHE_ROOT"] = previous

    return find


@pytest.fixture(scope="session")
def runner_python(python_of: PythonOf) -> Path:
    """The interpreter of the runner's own environment."""
    return python_of("ort")


@pytest.fixture(scope="session")
def shared_runner(python_of: PythonOf, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedRunner]:
    """One warm runner per environment, for all tests that do not end it."""
    runner = SharedRunner(python_of, tmp_path_factory.mktemp("volume"))
    yield runner
    assert runner.end() == 0


@pytest.fixture
def own_runner(runner_python: Path, tmp_path: Path) -> Iterator[RunnerProcess]:
    """A runner of the test's own."""
    runner = RunnerProcess(runner_python, tmp_path)
    yield runner
    if runner.process.poll() is None:
        runner.process.kill()
        runner.process.wait()
    for stream in (runner.process.stdin, runner.process.stdout, runner.process.stderr):
        if not stream.closed:
            stream.close()
