"""The measuring half of a run: builds into filed results, by runners that start when the first job needs one."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from turnkey_runner.contract import Failure, Job, Kind, Progress, Stage, Status
from turnkey_runner.hardware import describe_hardware
from turnkeyml import jobs
from turnkeyml.beside import measure_beside
from turnkeyml.cache.store import Store
from turnkeyml.converting import convert_build
from turnkeyml.dispatch.energy import energy_of, find_packages, sampling
from turnkeyml.dispatch.occupancy import card_of, occupied
from turnkeyml.fingerprint import fingerprint_versions
from turnkeyml.jobs import Target
from turnkeyml.records import UNCONVERTED, Build, FiledResult
from turnkeyml.report.brief import with_brief
from turnkeyml.runners import Runners
from turnkeyml.runs import Listener, RunOptions
from turnkeyml.twins import Twins
from turnkeyml.worker.client import Worker
from turnkeyml.worker.following import measurement_failed


class Dispatch:
    """The runners of a run: chosen and started when the first job needs one, ended with the run.

    `measure` is for one thread; builds are prepared and asked about by others.
    """

    def __init__(self, options: RunOptions, store: Store, worker: Worker, listener: Listener) -> None:
        self._options = options
        self._store = store
        self._worker = worker
        self._listener = listener
        self._runners = Runners(options, store.volume, listener.say)
        self._packages = find_packages()
        self._twins = Twins(store, options)
        self._source = ""

    def __enter__(self) -> Dispatch:
        return self

    def __exit__(self, *_: object) -> None:
        self._runners.stop()

    def has_work(self, build: Build) -> bool:
        """Whether a build has a job that no filed result answers."""
        return self._options.measure and any(self._answer(build, target) is None for target in self._options.targets)

    def expect_work(self) -> None:
        """A build is being made: start the runners meanwhile, so that its first job does not wait for them."""
        if self._options.measure:
            self._runners.start_early()

    def prepare(self, build: Build, source: str) -> Build:
        """The build with an artifact of each precision that a job will need, or with the failure to make one."""
        if not self._options.measure or build.artifact is None:
            return build
        for target in self._options.targets:
            if target.precision not in UNCONVERTED and self._answer(build, target) is None:
                self._listener.stage_begins(build.name, Stage.CONVERT, source)
                limits = self._options.job
                build = convert_build(
                    build,
                    target.precision,
                    self._store,
                    self._worker.gate,
                    timeout_s=limits.timeout_s,
                    memory_bytes=limits.memory_bytes,
                )
        return build

    def measure(self, build: Build, source: str) -> Iterator[FiledResult]:
        """Put a build's jobs to the runners; file each result before the next begins. `source` is the input's name."""
        self._source = source
        if not self._options.measure or build.artifact is None:
            return
        for target in self._options.targets:
            filed = self._answer(build, target)
            cached = filed is not None
            if filed is None:
                filed = with_brief(self._twins.find(build, target) or self._run(build, target))
                self._store.save_result(filed)
            self._twins.note(build, filed)
            self._listener.job_ends(build, filed, cached=cached)
            yield filed
        if self._options.lean_cache:
            for artifact in build.artifacts:
                self._store.drop_artifact(artifact)

    def _answer(self, build: Build, target: Target) -> FiledResult | None:
        if self._options.remeasure or self._options.build.rebuild == "always":
            return None
        return jobs.find_answer(self._store, build, target, self._options.job, self._options.launcher)

    def _run(self, build: Build, target: Target) -> FiledResult:
        artifact = build.artifact_of(target.precision)
        if artifact is None:
            return self._not_converted(build, target)
        job = jobs.make_job(artifact, target, self._options.job)
        if not jobs.on_host(target):
            self._runners.ensure(target.device)  # starting one is not to be measured, nor to hold the exporters
        with occupied(self._place(target), self._listener.say), self._held(target), sampling(self._packages) as trace:
            filed = self._run_beside(build, job) if jobs.on_host(target) else self._put(build, job, target)
        return replace(filed, energy_mj=energy_of(trace, filed.result))

    def _held(self, target: Target) -> AbstractContextManager[None]:
        """Hold exporters that share the CPUs of what is measured; a card is not disturbed by them."""
        return nullcontext() if target.device.gpu or self._worker.cpus else self._worker.paused()

    def _place(self, target: Target) -> str:
        """What one measurement occupies: a device of the host, or one of its cards."""
        return f"{target.device.name}-{card_of(self._options.job.gpu)}" if target.device.gpu else target.device.name

    def _put(self, build: Build, job: Job, target: Target) -> FiledResult:
        """Put a job to the device's runner."""
        runner = self._runners.of(target.device)
        start = time.monotonic()
        result, live = runner.measure(job, self._relay(build))
        return FiledResult(
            build=build.name,
            job=job,
            result=result,
            launcher=self._runners.launcher.name,
            image=live.runner.identity,
            runner=live.description.hardware
            | live.description.versions
            | {engine.engine: engine.version for engine in live.description.runtimes},
            duration_s=round(time.monotonic() - start, 4),
            measured_at=_now(),
        )

    def _not_converted(self, build: Build, target: Target) -> FiledResult:
        """The result of a job whose model could not be made."""
        assert build.artifact is not None
        job = jobs.make_job(build.artifact, target, self._options.job)
        failure = build.conversions[target.precision].failure or _UNKNOWN
        return FiledResult(
            build=build.name,
            job=job,
            result=measurement_failed(job, failure, Status.NOT_STARTED),
            launcher="",
            image="",
            duration_s=0.0,
            measured_at=_now(),
        )

    def _run_beside(self, build: Build, job: Job) -> FiledResult:
        """Measure the live PyTorch model in the worker."""
        self._listener.stage_begins(build.name, Stage.BENCHMARK, self._source)
        start = time.monotonic()
        result = measure_beside(build, job, self._store, self._worker)
        return FiledResult(
            build=build.name,
            job=job,
            result=result,
            launcher="worker",
            image="",
            runner=describe_hardware() | fingerprint_versions(),
            duration_s=round(time.monotonic() - start, 4),
            measured_at=_now(),
        )

    def _relay(self, build: Build) -> Callable[[Progress], None]:
        return lambda progress: self._listener.stage_begins(build.name, progress.stage, self._source)


_UNKNOWN = Failure(stage=Stage.CONVERT, kind=Kind.INTERNAL, message="the conversion does not say what failed")


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
