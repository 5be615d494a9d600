"""Where jobs are measured: nobody else on the device meanwhile, exporters on its CPUs held, energy read beside it."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from turnkey_runner.contract import Failure, Job, Kind, Progress, Stage, Status
from turnkey_runner.host.hardware import describe_hardware
from turnkeyml.builds.fingerprint import fingerprint_versions
from turnkeyml.cache.store import Store
from turnkeyml.dispatch.device_lock import device_lock, physical_gpu
from turnkeyml.dispatch.live_model import measure_live_model
from turnkeyml.dispatch.rapl import Package, find_packages, sampling
from turnkeyml.dispatch.runner_pool import Runners
from turnkeyml.events import Listener
from turnkeyml.launchers.runner_client import ConnectedRunner
from turnkeyml.options import RunOptions, Target, on_host
from turnkeyml.records import Build, StoredResult
from turnkeyml.results.consistency import find_contradictions
from turnkeyml.results.energy import Trace
from turnkeyml.worker.client import Worker


class JobExecutor:
    """The runners of a run, and the worker for the live model. For one thread, but for `start_early`."""

    def __init__(self, options: RunOptions, store: Store, worker: Worker, listener: Listener) -> None:
        self._options = options
        self._store = store
        self._worker = worker
        self._listener = listener
        self._runners = Runners(options, store.volume, listener.notify)
        self._packages = find_packages()

    def start_early(self) -> None:
        """Start the runners beside what the caller does, so that the first job does not wait for them."""
        self._runners.start_early()

    def stop(self) -> None:
        """End the runners."""
        self._runners.stop()

    def would_repeat(self, stored: StoredResult, target: Target) -> bool:
        """Whether the runner that measures now is the one that a filed result is of: its image, engines, hardware."""
        live = self._runners.ensure(target.device)
        return (stored.image, stored.runner) == (live.runner.identity, _description(live))

    def measure(
        self, build: Build, job: Job, target: Target, source: str, process: int | None = None
    ) -> tuple[StoredResult, Trace]:
        """Measure a job, or one process of it; a failure is in the result. `source` is the input's name.

        Raises `LauncherError` or `RunnerError` where no runner can be started.
        """
        if not on_host(target):
            self._runners.ensure(target.device)  # starting one is not to be measured, nor to hold the exporters
        with (
            device_lock(self._place(target), self._listener.notify),
            self._held(target),
            sampling(self._counters(target)) as trace,
        ):
            if on_host(target):
                return self._run_beside(build, job, source), trace
            return self._put(build, job, target, source, process), trace

    def _held(self, target: Target) -> AbstractContextManager[None]:
        """Hold exporters that share the CPUs of what is measured; a card is not disturbed by them."""
        return nullcontext() if target.device.gpu or self._worker.cpus else self._worker.suspended()

    def _counters(self, target: Target) -> tuple[Package, ...]:
        """What to read beside a measurement: nothing for a card, whose energy the host's packages do not count."""
        return () if target.device.gpu else self._packages

    def _place(self, target: Target) -> str:
        """What one measurement occupies: a device of the host, or one of its cards."""
        return (
            f"{target.device.name}-{physical_gpu(self._options.job.gpu)}" if target.device.gpu else target.device.name
        )

    def _put(self, build: Build, job: Job, target: Target, source: str, process: int | None) -> StoredResult:
        """Put a job to the device's runner."""
        runner = self._runners.of(target.device)
        start = time.monotonic()
        result, live = runner.measure(replace(job, process=process), self._relay(build, source))
        stored = StoredResult(
            build=build.name,
            job=job,
            result=result,
            launcher=self._runners.launcher.name,
            image=live.runner.identity,
            runner=_description(live),
            duration_s=round(time.monotonic() - start, 4),
            measured_at=now(),
            structure=_structure(build, job),
        )
        return _examined(stored)

    def _run_beside(self, build: Build, job: Job, source: str) -> StoredResult:
        """Measure the live PyTorch model in the worker."""
        self._listener.stage_begins(build.name, Stage.BENCHMARK, source)
        start = time.monotonic()
        result = measure_live_model(build, job, self._store, self._worker)
        return StoredResult(
            build=build.name,
            job=job,
            result=result,
            launcher="worker",
            image="",
            runner=describe_hardware() | fingerprint_versions(),
            duration_s=round(time.monotonic() - start, 4),
            measured_at=now(),
            structure=_structure(build, job),
        )

    def _relay(self, build: Build, source: str) -> Callable[[Progress], None]:
        return lambda progress: self._listener.stage_begins(build.name, progress.stage, source)


def _examined(stored: StoredResult) -> StoredResult:
    """The result, or a failed one where it cannot be: a container's numbers are believed as far as a clock outside."""
    problems = list(find_contradictions(stored))
    if stored.result.failure is not None or not problems:
        return stored
    failure = Failure(
        stage=Stage.BENCHMARK,
        kind=Kind.BAD_RESULT,
        message=f"the runner's result cannot be: {problems[0]}",
        remedy=f"build the runner again: `turnkey runners build {stored.job.device}`",
        detail="\n".join(problems),
    )
    result = replace(
        stored.result, id=stored.job.id, artifact=stored.job.artifact, failure=failure, benchmark=Status.FAILED
    )
    return replace(stored, result=result)


def _structure(build: Build, job: Job) -> str:
    artifact = build.artifact_of(job.device, job.precision)
    return artifact.structure if artifact is not None else ""


def now() -> str:
    """The time as it is filed."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def _description(live: ConnectedRunner) -> dict[str, str]:
    """What the runner says of itself: hardware and versions."""
    engines = {engine.engine: engine.version for engine in live.description.runtimes}
    return live.description.hardware | live.description.versions | engines
