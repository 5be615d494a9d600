"""The straight line from inputs to stored results: read this first.

A run has five steps: resolve inputs, build, plan, dispatch, summarize. Builds and plans are made in threads, ahead of
the measurements (`BoundedPrefetcher`); dispatch and summarize are in the caller's thread.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from turnkey_runner.contract import Stage
from turnkeyml.builds.builder import BuildSet, build_input
from turnkeyml.cache.store import Store
from turnkeyml.dispatch.plan import BuildPlan
from turnkeyml.errors import CacheError, UsageError
from turnkeyml.events import BuildEnds, InputBegins, InputEnds, Note, OnEvent, RunBegins, StageBegins
from turnkeyml.inputs.resolve import Input
from turnkeyml.inputs.sweep import expand_sweeps
from turnkeyml.inputs.values import locate_values
from turnkeyml.labels import Labels, satisfies
from turnkeyml.options.run_options import BuildOptions, RunOptions
from turnkeyml.pipeline.context import Item, PlannedInput, RunContext, open_run
from turnkeyml.pipeline.outcome import Outcome
from turnkeyml.pipeline.unnamed_scripts import fail_without_script, readable_builds, without_script_jobs
from turnkeyml.records import AnalysisOptions, Build, StoredResult
from turnkeyml.worker.fork_client import ForkServer


def run_inputs(
    inputs: Sequence[Input],
    options: RunOptions,
    store: Store,
    on_event: OnEvent,
    prestarted: ForkServer | None = None,
) -> Outcome:
    """Analyze, export, measure and store each input; `prestarted` is a fork server that is starting already."""
    scripts = frozenset(os.path.abspath(one.path) for one in inputs)
    return _run(_resolve_sweeps(inputs, options), _build_and_plan_input, options, store, on_event, scripts, prestarted)


def run_cached(labels: Labels, options: RunOptions, store: Store, on_event: OnEvent) -> Outcome:
    """Measure every build in the cache: no analysis, no export, no torch.

    No script is executed. A build that needs its own, because its artifact was dropped (`--lean-cache`), fails.
    """

    def plan_cached(context: RunContext, name: str) -> PlannedInput:
        return _plan_cached(context, name, labels)

    if options.request.input_values:
        raise UsageError("--inputs gives values to .onnx files, and none is named", remedy="name the .onnx file")
    names = store.select_builds(labels)
    reserved = readable_builds(store, names) if options.request.lean_cache else ()
    return _run(names, plan_cached, options, store, on_event, reserved=reserved)


def _run(
    items: Sequence[Item],
    build_and_plan: Callable[[RunContext, Item], PlannedInput],
    options: RunOptions,
    store: Store,
    on_event: OnEvent,
    scripts: frozenset[str] = frozenset(),
    prestarted: ForkServer | None = None,
    reserved: Iterable[Build] = (),
) -> Outcome:
    """Items are resolved inputs: build and plan them ahead, dispatch their jobs, summarize."""
    on_event(RunBegins(inputs=len(items)))
    with open_run(items, build_and_plan, options, store, on_event, scripts, prestarted) as (context, planned):
        context.scheduler.reserve_artifacts(reserved)
        return _summarize(_dispatch(context, planned))


# 1. resolve inputs


def _resolve_sweeps(inputs: Sequence[Input], options: RunOptions) -> list[tuple[Input, AnalysisOptions]]:
    """Each input once per combination of swept values."""
    return [
        (one, analysis)
        for one in inputs
        for analysis in expand_sweeps(one.path, locate_values(one.path, options.build.analysis), options.sweeps)
    ]


# 2. build


def _build(context: RunContext, script: Input, options: BuildOptions, input_name: str) -> BuildSet:
    """The builds of one input, from the cache or by analysis and export; a failure is a build too."""

    def needs_artifact(build: Build) -> bool:
        return context.scheduler.needs_artifact(build, input_name)

    def on_stage(name: str, stage: Stage) -> None:
        context.scheduler.prestart_runners()
        context.on_event(StageBegins(name=name, stage=stage, input=input_name))

    return build_input(script, options, context.store, context.worker, needs_artifact, on_stage)


def _report_builds(context: RunContext, made: BuildSet) -> list[Build]:
    for builds, cached in ((made.cached, True), (made.new, False)):
        for build in builds:
            context.on_event(BuildEnds(build=build, cached=cached))
    context.disk_space.check(max((one.model_bytes for build in made.new for one in build.artifacts), default=0))
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
    return _report_builds(context, _build(context, script, options, build.name))[0]


# 3. plan


def _build_and_plan_input(context: RunContext, item: tuple[Input, AnalysisOptions]) -> PlannedInput:
    script, analysis = item
    name = " ".join([str(script.path), *analysis.script_args])
    context.on_event(InputBegins(input=name))
    options = dataclasses.replace(context.options.build, analysis=analysis)
    made = _build(context, script, options, name)
    plans = [context.scheduler.plan(build, name) for build in made.cached]
    if context.checker.remove_damaged(plans):
        made = _build(context, script, options, name)
        plans = [context.scheduler.plan(build, name) for build in made.cached]
    _report_builds(context, made)
    plans += [context.scheduler.plan(build, name) for build in made.new]
    return PlannedInput(name=name, plans=tuple(map(context.scheduler.convert_artifacts, plans)))


def _plan_cached(context: RunContext, name: str, labels: Labels) -> PlannedInput:
    context.on_event(InputBegins(input=name))
    build = _load_measurable(context, name, labels)
    if build is None:
        return PlannedInput(name=name)
    plan = context.checker.refuse_damaged(context.scheduler.plan(build, name))
    possible = without_script_jobs(plan, context.store)
    converted = context.scheduler.convert_artifacts(possible)
    if len(possible.jobs) < len(plan.jobs):
        converted = fail_without_script(converted, context.store, context.on_event)
    return PlannedInput(name=name, plans=(converted,))


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
    if not context.scripts:
        possible = without_script_jobs(plan, context.store)
        return fail_without_script(possible, context.store, context.on_event)
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


def _labels_of(build: Build) -> Labels:
    return {key: list(values) for key, values in build.labels.items()}
