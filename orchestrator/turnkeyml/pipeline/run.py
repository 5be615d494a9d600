"""The straight line from inputs to stored results: read this first.

A run has five steps: resolve inputs, build, plan, dispatch, summarize. Builds and plans are made in threads, ahead of
the measurements (`BoundedPrefetcher`); dispatch and summarize are in the caller's thread.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from turnkey_runner.contract import Stage
from turnkeyml.builds.builder import build_input
from turnkeyml.cache.store import Store
from turnkeyml.dispatch.plan import BuildPlan
from turnkeyml.dispatch.scheduler import Scheduler
from turnkeyml.errors import CacheError
from turnkeyml.events import BuildEnds, InputBegins, InputEnds, Note, OnEvent, RunBegins, StageBegins
from turnkeyml.inputs.resolve import Input
from turnkeyml.inputs.sweep import expand_sweeps
from turnkeyml.labels import Labels, satisfies
from turnkeyml.options.run_options import BuildOptions, RunOptions
from turnkeyml.pipeline.outcome import Outcome
from turnkeyml.pipeline.prefetch import BoundedPrefetcher
from turnkeyml.records import AnalysisOptions, Build, StoredResult
from turnkeyml.system import host
from turnkeyml.worker.client import Worker
from turnkeyml.worker.fork_client import ForkServer

Item = TypeVar("Item")


@dataclass(frozen=True, kw_only=True)
class RunContext:
    """What every step of a run uses."""

    options: RunOptions
    store: Store
    worker: Worker
    scheduler: Scheduler
    on_event: OnEvent


@dataclass(frozen=True, kw_only=True)
class PlannedInput:
    """An input with the plans of its builds."""

    name: str
    plans: tuple[BuildPlan, ...] = ()


def run_inputs(
    inputs: Sequence[Input],
    options: RunOptions,
    store: Store,
    on_event: OnEvent,
    prestarted: ForkServer | None = None,
) -> Outcome:
    """Analyze, export, measure and store each input; `prestarted` is a fork server that is starting already."""
    return _run(_resolve_sweeps(inputs, options), _build_and_plan_input, options, store, on_event, prestarted)


def run_cached(labels: Labels, options: RunOptions, store: Store, on_event: OnEvent) -> Outcome:
    """Measure every build in the cache: no analysis, no export, no torch.

    A build whose artifact was dropped (`--lean-cache`) is built again from its script.
    """

    def plan_cached(context: RunContext, name: str) -> PlannedInput:
        return _plan_cached(context, name, labels)

    return _run(store.select_builds(labels), plan_cached, options, store, on_event)


def _run(
    items: Sequence[Item],
    build_and_plan: Callable[[RunContext, Item], PlannedInput],
    options: RunOptions,
    store: Store,
    on_event: OnEvent,
    prestarted: ForkServer | None = None,
) -> Outcome:
    """Items are resolved inputs: build and plan them ahead, dispatch their jobs, summarize."""
    on_event(RunBegins(inputs=len(items)))
    with _open_run(items, build_and_plan, options, store, on_event, prestarted) as (context, planned):
        return _summarize(_dispatch(context, planned))


# 1. resolve inputs


def _resolve_sweeps(inputs: Sequence[Input], options: RunOptions) -> list[tuple[Input, AnalysisOptions]]:
    """Each input once per combination of swept values."""
    return [
        (one, analysis)
        for one in inputs
        for analysis in expand_sweeps(one.path, options.build.analysis, options.sweeps)
    ]


# 2. build


def _build(context: RunContext, script: Input, options: BuildOptions, input_name: str) -> list[Build]:
    """The builds of one input, from the cache or by analysis and export; a failure is a build too."""

    def needs_artifact(build: Build) -> bool:
        return context.scheduler.needs_artifact(build, input_name)

    def on_stage(name: str, stage: Stage) -> None:
        context.scheduler.prestart_runners()
        context.on_event(StageBegins(name=name, stage=stage, input=input_name))

    made = build_input(script, options, context.store, context.worker, needs_artifact, on_stage)
    for builds, cached in ((made.cached, True), (made.new, False)):
        for build in builds:
            context.on_event(BuildEnds(build=build, cached=cached))
    return [*made.cached, *made.new]


def _load_measurable(context: RunContext, name: str, labels: Labels) -> Build | None:
    """A build of the cache; None for one that is damaged, has other labels or no artifact."""
    try:
        with context.worker.suspender.exclusive_section():
            build = context.store.load_build(name)
    except CacheError as error:
        context.on_event(Note(message=str(error)))
        return None
    if not satisfies(_labels_of(build), labels):
        return None
    if build.artifact is None:
        context.on_event(Note(message=f"{name} has no artifact and is skipped; see `turnkey cache show {name}`"))
        return None
    return build


def _rebuild(context: RunContext, build: Build) -> Build:
    """A build whose artifact was dropped, made again from its script."""
    hashes = (build.invocation.hash,) if build.invocation else ()
    script = Input(path=Path(build.source.path), invocation_hashes=hashes, labels=_labels_of(build))
    options = dataclasses.replace(context.options.build, analysis=build.source.options, rebuild="always")
    return _build(context, script, options, build.name)[0]


# 3. plan


def _build_and_plan_input(context: RunContext, item: tuple[Input, AnalysisOptions]) -> PlannedInput:
    script, analysis = item
    name = " ".join([str(script.path), *analysis.script_args])
    context.on_event(InputBegins(input=name))
    builds = _build(context, script, dataclasses.replace(context.options.build, analysis=analysis), name)
    return PlannedInput(name=name, plans=tuple(_plan(context, build, name) for build in builds))


def _plan_cached(context: RunContext, name: str, labels: Labels) -> PlannedInput:
    context.on_event(InputBegins(input=name))
    build = _load_measurable(context, name, labels)
    if build is None:
        return PlannedInput(name=name)
    plan = context.scheduler.plan(build, name)
    return PlannedInput(name=name, plans=(context.scheduler.convert_artifacts(_with_artifact(context, plan)),))


def _plan(context: RunContext, build: Build, input_name: str) -> BuildPlan:
    """The jobs of a build, with their artifacts converted where a precision needs it."""
    return context.scheduler.convert_artifacts(context.scheduler.plan(build, input_name))


def _with_artifact(context: RunContext, plan: BuildPlan) -> BuildPlan:
    """The plan, of a rebuilt build where a job needs an artifact that was dropped."""
    artifact = plan.build.artifact
    if artifact is None or context.store.has_artifact(artifact) or not plan.needs_artifact:
        return plan
    return context.scheduler.plan(_rebuild(context, plan.build), plan.input_name)


def _replan_dropped(context: RunContext, plan: BuildPlan) -> BuildPlan:
    """The plan, made again where the end of another build has dropped its artifact (`--lean-cache`)."""
    if not context.options.request.lean_cache or not context.scheduler.is_missing_artifact(plan):
        return plan
    context.scheduler.release_artifacts(plan)
    return context.scheduler.convert_artifacts(_with_artifact(context, plan))


# 4. dispatch


def _dispatch(context: RunContext, planned: Iterator[PlannedInput]) -> Iterator[Build | StoredResult]:
    """Measure plans as they come; yield each build, and each result when it is finished."""
    for one in planned:
        for plan in one.plans:
            current = _replan_dropped(context, plan)
            yield current.build
            yield from context.scheduler.measure(current)
        context.on_event(InputEnds(input=one.name))
    yield from context.scheduler.finish()


# 5. summarize


def _summarize(ended: Iterator[Build | StoredResult]) -> Outcome:
    outcome = Outcome()
    for one in ended:
        if isinstance(one, Build):
            outcome.add_build(one)
        else:
            outcome.add_result(one)
    return outcome


# Concurrency


@contextmanager
def _open_run(
    items: Sequence[Item],
    build_and_plan: Callable[[RunContext, Item], PlannedInput],
    options: RunOptions,
    store: Store,
    on_event: OnEvent,
    prestarted: ForkServer | None,
) -> Iterator[tuple[RunContext, Iterator[PlannedInput]]]:
    """Build and plan several items in parallel, ahead of the measurements, which suspend them on a shared host."""
    cpus = _exporter_cpus(options)
    jobs = options.request.jobs or host.choose_jobs(len(items), cpus)
    options = dataclasses.replace(
        options, build=dataclasses.replace(options.build, threads=host.choose_threads(jobs, cpus))
    )
    with ExitStack() as stack:
        stack.enter_context(store.in_use())
        worker = stack.enter_context(
            Worker(cpus, single_script=len(items) == 1, prestarted=prestarted, sandbox=options.request.sandbox)
        )
        scheduler = stack.enter_context(Scheduler(options, store, worker, on_event))
        context = RunContext(options=options, store=store, worker=worker, scheduler=scheduler, on_event=on_event)
        prefetcher = BoundedPrefetcher(
            items,
            lambda item: build_and_plan(context, item),
            jobs=jobs,
            has_capacity=lambda waiting: _has_capacity(options, waiting),
            can_start=host.can_start,
            cancel=worker.cancel,
        )
        yield context, iter(stack.enter_context(prefetcher))


def _exporter_cpus(options: RunOptions) -> tuple[int, ...]:
    """CPUs that scripts can use while others measure; none where they share them, and are suspended instead."""
    if not options.measure or any(target.is_live_model for target in options.targets):
        return ()
    return host.spare_cpus(options.job.threads)


def _has_capacity(options: RunOptions, waiting: list[PlannedInput]) -> bool:
    """Whether another input may be built while these wait: bounds the memory, and with `--lean-cache` the disk."""
    if not options.request.lean_cache:
        return len(waiting) < _MAX_WAITING
    artifacts = [artifact for one in waiting for plan in one.plans for artifact in plan.build.artifacts]
    size_bytes = sum(artifact.model_bytes for artifact in artifacts)
    return len(waiting) < _MAX_WAITING_LEAN and size_bytes < _MAX_WAITING_LEAN_BYTES


_MAX_WAITING = 256
"""Builds are records of a few KiB; artifacts are on the disk."""
_MAX_WAITING_LEAN = 4
_MAX_WAITING_LEAN_BYTES = 4 << 30


def _labels_of(build: Build) -> Labels:
    return {key: list(values) for key, values in build.labels.items()}
