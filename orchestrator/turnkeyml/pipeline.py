"""The straight line from scripts to filed results: read this first."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from turnkey_runner.contract import Job, Progress, Stage, Status
from turnkey_runner.hardware import describe_hardware
from turnkey_runner.verdict import Verdict, judge
from turnkeyml import jobs
from turnkeyml.beside import measure_beside
from turnkeyml.building import BuildOptions, build_input
from turnkeyml.cache.store import Store
from turnkeyml.devices import Device
from turnkeyml.dispatch.choose import choose_launcher, choose_limits
from turnkeyml.dispatch.execute import WarmRunner
from turnkeyml.dispatch.launcher import Launcher
from turnkeyml.errors import CacheError
from turnkeyml.fingerprint import fingerprint_versions
from turnkeyml.jobs import JobOptions, Target
from turnkeyml.labels import Labels, satisfies
from turnkeyml.records import Build, FiledResult
from turnkeyml.sources import Input
from turnkeyml.sweeping import Sweep, combinations
from turnkeyml.worker.client import Worker


@dataclass(frozen=True, kw_only=True)
class RunOptions:
    """Everything that a run was asked for, beside its inputs."""

    targets: tuple[Target, ...]
    build: BuildOptions
    job: JobOptions
    sweeps: tuple[Sweep, ...] = ()
    """Each input is taken once for each combination of these values."""
    launcher: str = "auto"
    measure: bool = True
    """False: stop at the artifact (`--build-only`) or at the invocation (`--analyze-only`)."""
    remeasure: bool = False
    """Measure again what a filed result already answers."""
    lean_cache: bool = False
    """Drop each artifact after its jobs."""
    memory_bytes: int | None = None


class Listener(Protocol):
    """Is told how a run goes; decides nothing."""

    def say(self, line: str) -> None:
        """Something that a person should know."""

    def input_begins(self, index: int, count: int, name: str) -> None:
        """The next input, or build of the cache."""

    def stage_begins(self, name: str, stage: Stage) -> None:
        """A script or build enters a stage."""

    def build_ends(self, build: Build, *, cached: bool) -> None:
        """A build is exported, or has failed."""

    def job_ends(self, build: Build, filed: FiledResult, *, cached: bool) -> None:
        """A job has its result."""


@dataclass(kw_only=True)
class Outcome:
    """What a run has done."""

    builds: list[Build] = field(default_factory=list)
    results: list[tuple[Build, FiledResult]] = field(default_factory=list)

    @property
    def failed(self) -> int:
        """Builds and results that did not succeed; a parity failure is one."""
        return sum(build.failure is not None for build in self.builds) + sum(
            filed.result.failure is not None or filed.result.parity is Status.FAILED for _, filed in self.results
        )

    @property
    def not_valid(self) -> int:
        """Results that have numbers with another verdict than `valid`."""
        return sum(judge(filed.result).verdict is not Verdict.VALID for _, filed in self.results)


def run_inputs(inputs: Sequence[Input], options: RunOptions, store: Store, listener: Listener) -> Outcome:
    """Analyze, export, measure and file each input, one after the other: a measurement wants a quiet machine."""
    outcome = Outcome()
    runs = [(one, found) for one in inputs for found in combinations(one.path, options.build.analysis, options.sweeps)]
    with Worker() as worker, _Dispatch(options, store, worker, listener) as dispatch:
        for index, (one, analysis) in enumerate(runs):
            listener.input_begins(index, len(runs), " ".join([str(one.path), *analysis.script_args]))
            swept = replace(options, build=replace(options.build, analysis=analysis))
            for build in _make_builds(one, swept, store, worker, dispatch, listener):
                outcome.builds.append(build)
                outcome.results += [(build, filed) for filed in dispatch.measure(build)]
    return outcome


def run_cached(labels: Labels, options: RunOptions, store: Store, listener: Listener) -> Outcome:
    """Measure every build that the cache holds: no analysis, no export, no torch.

    A build whose artifact was dropped (`--lean-cache`) is made again from its script.
    """
    outcome = Outcome()
    builds = [build for build in _load_builds(store, listener) if satisfies(_as_lists(build), labels)]
    usable = [build for build in builds if build.artifact is not None]
    if len(usable) < len(builds):
        listener.say(
            f"{len(builds) - len(usable)} builds without an artifact are passed over; see `turnkey cache list`"
        )
    with Worker() as worker, _Dispatch(options, store, worker, listener) as dispatch:
        for index, build in enumerate(usable):
            listener.input_begins(index, len(usable), build.name)
            whole = _with_artifact(build, options, store, worker, dispatch, listener)
            outcome.builds.append(whole)
            outcome.results += [(whole, filed) for filed in dispatch.measure(whole)]
    return outcome


def _load_builds(store: Store, listener: Listener) -> list[Build]:
    builds = []
    for name in store.build_names():
        try:
            builds.append(store.load_build(name))
        except CacheError as error:
            listener.say(str(error))
    return builds


def _make_builds(
    one: Input, options: RunOptions, store: Store, worker: Worker, dispatch: _Dispatch, listener: Listener
) -> list[Build]:
    began: list[Stage] = []

    def on_stage(name: str, stage: Stage) -> None:
        began.append(stage)
        listener.stage_begins(name, stage)

    builds = build_input(one, options.build, store, worker, dispatch.has_work, on_stage)
    for build in builds:
        listener.build_ends(build, cached=not began)
    return builds


def _with_artifact(
    build: Build, options: RunOptions, store: Store, worker: Worker, dispatch: _Dispatch, listener: Listener
) -> Build:
    """The build with its artifact on the disk, made again where it was dropped and is needed."""
    assert build.artifact is not None
    if store.has_artifact(build.artifact) or not dispatch.has_work(build):
        return build
    digits = build.name.rpartition("_")[2]
    source = Input(path=Path(build.source.path), only=(digits,), labels=_as_lists(build))
    again = replace(options.build, analysis=build.source.options, rebuild="always")
    return _make_builds(source, replace(options, build=again), store, worker, dispatch, listener)[0]


def _as_lists(build: Build) -> Labels:
    return {key: list(values) for key, values in build.labels.items()}


class _Dispatch:
    """The runners of a run: chosen and started when the first job needs one, ended with the run."""

    def __init__(self, options: RunOptions, store: Store, worker: Worker, listener: Listener) -> None:
        self._options = options
        self._store = store
        self._worker = worker
        self._listener = listener
        self._stack = ExitStack()
        self._launcher: Launcher | None = None
        self._runners: dict[str, WarmRunner] = {}

    def __enter__(self) -> _Dispatch:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def has_work(self, build: Build) -> bool:
        """Whether a build has a job that no filed result answers."""
        return self._options.measure and any(self._answer(build, target) is None for target in self._options.targets)

    def measure(self, build: Build) -> list[FiledResult]:
        """Put a build's jobs to the runners; file each result before the next begins."""
        if not self._options.measure or build.artifact is None:
            return []
        results = []
        for target in self._options.targets:
            filed = self._answer(build, target)
            cached = filed is not None
            if filed is None:
                filed = self._run(build, target)
                self._store.save_result(filed)
            self._listener.job_ends(build, filed, cached=cached)
            results.append(filed)
        if self._options.lean_cache:
            self._store.drop_artifact(build.artifact)
        return results

    def _answer(self, build: Build, target: Target) -> FiledResult | None:
        if self._options.remeasure or self._options.build.rebuild == "always":
            return None
        return jobs.find_answer(self._store, build, target, self._options.job, self._options.launcher)

    def _run(self, build: Build, target: Target) -> FiledResult:
        assert build.artifact is not None
        job = jobs.make_job(build.artifact, target, self._options.job)
        if jobs.on_host(target):
            return self._run_beside(build, job)
        runner = self._runner(target.device)
        start = time.monotonic()
        result, live = runner.measure(job, self._relay(build))
        return FiledResult(
            build=build.name,
            job=job,
            result=result,
            launcher=self._chosen().name,
            image=live.runner.identity,
            runner=live.description.hardware
            | live.description.versions
            | {engine.engine: engine.version for engine in live.description.runtimes},
            duration_s=round(time.monotonic() - start, 4),
            measured_at=_now(),
        )

    def _run_beside(self, build: Build, job: Job) -> FiledResult:
        """Measure the live PyTorch model in the worker."""
        self._listener.stage_begins(build.name, Stage.BENCHMARK)
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
        return lambda progress: self._listener.stage_begins(build.name, progress.stage)

    def _chosen(self) -> Launcher:
        if self._launcher is None:
            devices = tuple({target.device.name: target.device for target in self._options.targets}.values())
            self._launcher = choose_launcher(self._options.launcher, devices, self._listener.say)
        return self._launcher

    def _runner(self, device: Device) -> WarmRunner:
        if device.name not in self._runners:
            limits = choose_limits(self._options.memory_bytes)
            runner = WarmRunner(self._chosen(), device, self._store.volume, limits)
            self._runners[device.name] = self._stack.enter_context(runner)
        return self._runners[device.name]


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
