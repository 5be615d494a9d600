"""Runner processes as fixtures."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from runners.runner_process import RunnerProcess


@pytest.fixture(scope="session")
def runner_python(cache_root: Path) -> Path:
    """The interpreter of the runner's own environment, which turnkey makes."""
    from turnkeyml.devices import find_device
    from turnkeyml.launchers.venvs import ensure_environment

    previous = os.environ.get("TURNKEY_CACHE_ROOT")
    os.environ["TURNKEY_CACHE_ROOT"] = str(cache_root)
    try:
        return ensure_environment(find_device("x86"))
    finally:
        if previous is None:
            del os.environ["TURNKEY_CACHE_ROOT"]
        else:
            os.environ["TURNKEY_CACHE_ROOT"] = previous


@pytest.fixture(scope="session")
def shared_runner(runner_python: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunnerProcess]:
    """One warm runner for all tests that do not end it."""
    runner = RunnerProcess(runner_python, tmp_path_factory.mktemp("volume"))
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
