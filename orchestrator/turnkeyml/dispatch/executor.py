"""Runs one job at a time per device: takes the device's lock, suspends exporters, samples energy."""

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
from turnkeyml.dispatch.device_lock import device_lock, lock_name
from turnkeyml.dispatch.known_states import add_probes, find_best_ns, host_key
from turnkeyml.dispatch.live_model import measure_live_model
from turnkeyml.dispatch.measured_work import work_of
from turnkeyml.dispatch.plan import PlannedJob
from turnkeyml.dispatch.rapl import Package, find_packages, sampling
from turnkeyml.dispatch.runner_pool import RunnerPool
from turnkeyml.events import Note, OnEvent, StageBegins
from turnkeyml.launchers.runner_client import ConnectedRunner
from turnkeyml.options.run_options import RunOptions
from turnkeyml.options.targets import Target
from turnkeyml.records import LIVE_MODEL_LAUNCHER, StoredResult
from turnkeyml.results.consistency import find_contradictions
from turnkeyml.results.energy import Trace
from turnkeyml.worker.client import Worker


class JobExecutor:
    """The runners of a run, and the worker for the live model. For one thread, except `prestart`."""

    def __init__(self, options: RunOptions, store: Store, worker: Worker, on_event: OnEvent) -> None:
        self._options = options
        self._store = store
        self._worker = worker
        self._on_event = on_event
        self._runners = RunnerPool(options, store.volume, self._notify)
        self._packages = find_packages()

    def prestart(self) -> None:
        """Start the runners in parallel to what the caller does, so that the first job does not wait for them."""
        self._runners.prestart()

    def stop(self) -> None:
        """End the runners."""
        self._runners.stop()

    def is_same_runner(self, stored: StoredResult, target: Target) -> bool:
        """Whether a result was measured by the runner that measures now: its image, engines and hardware."""
        runner = self._runners.ensure(target)
        return (stored.image, stored.runner) == (runner.runner.identity, _description(runner))

    def measure(self, planned: PlannedJob, job: Job, process: int | None = None) -> tuple[StoredResult, Trace]:
        """Measure a job, or one process of it; a failure is in the result.

        Raises `LauncherError` or `RunnerError` where no runner can be started.
        """
        target = planned.target
        if not target.is_live_model:
            self._runners.ensure(target)  # its start is neither measured, nor are exporters suspended for it
        with (
            device_lock(lock_name(target.device, target.unit), self._notify),
            self._exporters_suspended(target),
            sampling(self._counters(target)) as trace,
        ):
            if target.is_live_model:
                return self._measure_live_model(planned, job), trace
            return self._measure_artifact(planned, job, process), trace

    def _exporters_suspended(self, target: Target) -> AbstractContextManager[None]:
        """Suspend exporters that share the CPUs of the measurement; they do not disturb an accelerator."""
        return nullcontext() if target.device.accelerator or self._worker.cpus else self._worker.suspended()

    def _counters(self, target: Target) -> tuple[Package, ...]:
        """The energy counters to read; none for an accelerator, whose energy the CPU packages do not count."""
        return () if target.device.accelerator else self._packages

    def _measure_artifact(self, planned: PlannedJob, job: Job, process: int | None) -> StoredResult:
        """Send a job to the runner that has its runtime."""
        runner = self._runners.of(planned.target)
        target = planned.target
        accelerator = f"{target.device.name} {target.unit}" if target.device.accelerator else ""
        key = host_key(_description(self._runners.ensure(target)), job.threads, accelerator)
        start = time.monotonic()
        sent = replace(job, process=process, best_ns=find_best_ns(key))
        result, connected = runner.measure(sent, self._relay(planned))
        add_probes(key, result.conditions)
        stored = StoredResult(
            build=planned.build.name,
            job=job,
            result=result,
            launcher=self._runners.launcher.name,
            image=connected.runner.identity,
            runner=_description(connected),
            duration_s=round(time.monotonic() - start, 4),
            measured_at=now(),
            **work_of(planned.artifact),
        )
        return _refuse_contradictions(stored)

    def _measure_live_model(self, planned: PlannedJob, job: Job) -> StoredResult:
        """Measure the live PyTorch model in the worker."""
        self._on_event(StageBegins(name=planned.build.name, stage=Stage.BENCHMARK, input=planned.input_name))
        key = host_key(describe_hardware(), job.threads)
        start = time.monotonic()
        result = measure_live_model(planned.build, replace(job, best_ns=find_best_ns(key)), self._store, self._worker)
        add_probes(key, result.conditions)
        return StoredResult(
            build=planned.build.name,
            job=job,
            result=result,
            launcher=LIVE_MODEL_LAUNCHER,
            image="",
            runner=describe_hardware() | fingerprint_versions(),
            duration_s=round(time.monotonic() - start, 4),
            measured_at=now(),
            structure=planned.artifact.structure if planned.artifact else "",
            macs=planned.artifact.call_macs if planned.artifact else None,
        )

    def _relay(self, planned: PlannedJob) -> Callable[[Progress], None]:
        """Pass a runner's progress on as events."""
        return lambda progress: self._on_event(
            StageBegins(name=planned.build.name, stage=progress.stage, input=planned.input_name)
        )

    def _notify(self, message: str) -> None:
        self._on_event(Note(message=message))


def _refuse_contradictions(stored: StoredResult) -> StoredResult:
    """The result, or a failed one if it contradicts itself: a container's numbers are checked against our clock."""
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
    echoed = {
        name: getattr(stored.job, name) for name in ("id", "artifact", "device", "runtime", "precision", "settings")
    }
    result = replace(stored.result, **echoed, failure=failure, benchmark=Status.FAILED)
    return replace(stored, result=result)


def now() -> str:
    """The time as it is stored."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def _description(connected: ConnectedRunner) -> dict[str, str]:
    """What a runner reports of itself: hardware and versions."""
    engines = {one.package or one.engine: one.version for one in connected.description.runtimes}
    return connected.description.hardware | connected.description.versions | engines
