"""What is read while a job is measured."""

import dataclasses
from contextlib import contextmanager

import pytest

from factories import example_artifact, example_build, stored_result
from turnkey_runner.contract import CONTRACTS, Description, Result, codec
from turnkeyml.cache.store import Store
from turnkeyml.devices import find_device
from turnkeyml.dispatch import executor
from turnkeyml.dispatch.plan import PlannedJob
from turnkeyml.dispatch.rapl import Package
from turnkeyml.launchers.base import Runner
from turnkeyml.options.request import RunRequest
from turnkeyml.options.resolve import resolve_options
from turnkeyml.options.targets import Target
from turnkeyml.worker.client import Worker


class AnsweringStream:
    """A runner's stream that describes itself, and answers each job with one result."""

    def __init__(self, device: str, result: Result) -> None:
        self._result = result
        description = Description(device=device, contracts=CONTRACTS, runtimes=(), hardware={}, versions={})
        self._answers = [codec.encode(description)]

    def send(self, line: bytes) -> None:
        """Prepare the answer to a job."""
        if b'"turnkey.job/1"' in line:
            self._answers.append(codec.encode(self._result))

    def receive(self, timeout_s: float) -> bytes:
        """The next answer."""
        return self._answers.pop(0)

    def stderr_tail(self) -> str:
        """Nothing."""
        return ""


class AnsweringLauncher:
    """Starts no process: its runner answers at once."""

    name = "process"
    is_local = True

    def __init__(self, result: Result) -> None:
        self._result = result

    @contextmanager
    def start(self, device, volume, limits):
        """A runner that answers with the result."""
        yield Runner(stream=AnsweringStream(device.name, self._result), identity="me")

    def identity(self, device):
        """Always the same."""
        return "me"


@pytest.mark.parametrize(("device", "read"), [("x86", True), ("nvidia", False)])
def test_the_packages_of_the_host_are_not_the_energy_of_a_gpu(tmp_path, monkeypatch, device, read):
    """A result of a GPU has no energy rather than that of the CPU that drives it."""
    (tmp_path / "energy_uj").write_text("17\n")
    monkeypatch.setenv("TURNKEY_LOCK_DIR", str(tmp_path))
    monkeypatch.setattr(executor, "find_packages", lambda: (Package(counter=tmp_path / "energy_uj", range_uj=100),))
    known = stored_result([[10**6] * 5])
    job = dataclasses.replace(known.job, device=device)
    result = dataclasses.replace(known.result, device=device)
    store = Store.create(tmp_path / "cache")
    options = resolve_options(
        dataclasses.replace(RunRequest(), devices=(device,), runtimes=("ort",) * (device == "x86"))
    )
    with Worker(cpus=(0,)) as worker:
        measuring = executor.JobExecutor(options, store, worker, lambda event: None)
        measuring._runners._launcher = AnsweringLauncher(result)
        planned = PlannedJob(
            build=example_build(),
            target=Target(device=find_device(device), runtime=job.runtime, precision="fp32"),
            input_name="",
            artifact=example_artifact(),
        )
        _, trace = measuring.measure(planned, job)
        measuring.stop()
    assert bool(trace.energy_uj) is read
