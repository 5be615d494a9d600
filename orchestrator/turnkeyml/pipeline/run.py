"""The straight line from scripts to filed results: read this first."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from turnkey_runner.contract import Stage
from turnkeyml.builds.builder import build_input
from turnkeyml.cache.store import Store
from turnkeyml.dispatch.scheduler import Dispatch
from turnkeyml.errors import CacheError
from turnkeyml.events import Listener
from turnkeyml.inputs.resolve import Input
from turnkeyml.inputs.sweep import combinations
from turnkeyml.labels import Labels, satisfies
from turnkeyml.options import RunOptions, on_host
from turnkeyml.pipeline.outcome import Outcome
from turnkeyml.pipeline.prefetch import BoundedPrefetcher
from turnkeyml.records import AnalysisOptions, Build
from turnkeyml.system import host
from turnkeyml.worker.client import Worker
from turnkeyml.worker.fork_client import ForkServer

Item = TypeVar("Item")


@dataclass(frozen=True, kw_only=True)
class _Line:
    """What every step of a run needs."""

    options: RunOptions
    store: Store
    worker: Worker
    dispatch: Dispatch
    listener: Listener


@dataclass(frozen=True, kw_only=True)
class _Prepared:
    """An input whose builds are ready to be measured."""

    name: str
    builds: Sequence[Build]


def run_inputs(
    inputs: Sequence[Input],
    options: RunOptions,
    store: Store,
    listener: Listener,
    early: ForkServer | None = None,
) -> Outcome:
    """Analyze, export, measure and file each input; `early` is a fork server that is getting ready already."""
    runs = [(one, found) for one in inputs for found in combinations(one.path, options.build.analysis, options.sweeps)]
    return _run(runs, _prepare_input, options, store, listener, early)


def run_cached(labels: Labels, options: RunOptions, store: Store, listener: Listener) -> Outcome:
    """Measure every build that the cache holds: no analysis, no export, no torch.

    A build whose artifact was dropped (`--lean-cache`) is made again from its script.
    """
    names = store.select_builds(labels)
    return _run(names, functools.partial(_prepare_cached, labels), options, store, listener)


def _run(
    items: Sequence[Item],
    prepare: Callable[[_Line, Item], _Prepared],
    options: RunOptions,
    store: Store,
    listener: Listener,
    early: ForkServer | None = None,
) -> Outcome:
    """Prepare items several at once and ahead of the measurements, which hold them where they share the host."""
    outcome = Outcome()
    cpus = _cpus_beside(options)
    jobs = options.jobs or host.choose_jobs(len(items), cpus)
    options = replace(options, build=replace(options.build, threads=host.choose_threads(jobs, cpus)))
    listener.run_begins(len(items))
    with (
        store.in_use(),
        Worker(cpus, alone=len(items) == 1, early=early) as worker,
        Dispatch(options, store, worker, listener) as dispatch,
    ):
        line = _Line(options=options, store=store, worker=worker, dispatch=dispatch, listener=listener)
        with BoundedPrefetcher(
            items,
            functools.partial(prepare, line),
            jobs=jobs,
            room=functools.partial(_has_room, options),
            can_start=host.can_start,
            cancel=worker.cancel,
        ) as ahead:
            for prepared in ahead:
                for ready in prepared.builds:
                    build = _complete(line, ready, prepared.name) if options.lean_cache else ready
                    outcome.add_build(build)
                    for stored in dispatch.measure(build, prepared.name):
                        outcome.add_result(stored)
                listener.input_ends(prepared.name)
            for stored in dispatch.finish():
                outcome.add_result(stored)
    return outcome


def _cpus_beside(options: RunOptions) -> tuple[int, ...]:
    """CPUs that scripts can be kept on while others measure; none where they share them, and are held instead."""
    if not options.measure or any(on_host(target) for target in options.targets):
        return ()
    return host.spare_cpus(options.job.threads)


def _has_room(options: RunOptions, waiting: list[_Prepared]) -> bool:
    """Whether another input may be prepared while these wait: memory is bounded by it, with `--lean-cache` the disk."""
    if not options.lean_cache:
        return len(waiting) < _WAITING
    artifacts = [artifact for prepared in waiting for build in prepared.builds for artifact in build.artifacts]
    return len(waiting) < _LEAN_WAITING and sum(one.model_bytes for one in artifacts) < _LEAN_WAITING_BYTES


_WAITING = 256
"""Builds are records of a few KiB; artifacts lie on the disk."""
_LEAN_WAITING = 4
_LEAN_WAITING_BYTES = 4 << 30


def _prepare_input(line: _Line, run: tuple[Input, AnalysisOptions]) -> _Prepared:
    """The builds of one input, from the cache or made, in the precisions that are asked for."""
    source, analysis = run
    name = " ".join([str(source.path), *analysis.script_args])
    line.listener.input_begins(name)
    own = replace(line.options, build=replace(line.options.build, analysis=analysis))
    builds = _make_builds(line, name, source, own)
    return _Prepared(name=name, builds=[line.dispatch.prepare(build, name) for build in builds])


def _prepare_cached(labels: Labels, line: _Line, name: str) -> _Prepared:
    """One build of the cache; nothing of one that is damaged, has other labels or has no artifact."""
    line.listener.input_begins(name)
    try:
        with line.worker.suspender.exclusive_section():
            build = line.store.load_build(name)
    except CacheError as error:
        line.listener.notify(str(error))
        return _Prepared(name=name, builds=())
    if not satisfies(_as_lists(build), labels):
        return _Prepared(name=name, builds=())
    if build.artifact is None:
        line.listener.notify(f"{name} has no artifact and is passed over; see `turnkey cache show {name}`")
        return _Prepared(name=name, builds=())
    return _Prepared(name=name, builds=[line.dispatch.prepare(_with_artifact(line, build), name)])


def _make_builds(line: _Line, input_name: str, source: Input, options: RunOptions) -> list[Build]:
    def on_stage(name: str, stage: Stage) -> None:
        line.dispatch.expect_work()
        line.listener.stage_begins(name, stage, input_name)

    built = build_input(source, options.build, line.store, line.worker, line.dispatch.has_work, on_stage)
    for builds, cached in ((built.cached, True), (built.made, False)):
        for build in builds:
            line.listener.build_ends(build, cached=cached)
    return [*built.cached, *built.made]


def _with_artifact(line: _Line, build: Build) -> Build:
    """The build with its artifact on the disk, made again where it was dropped and is needed."""
    if build.artifact is None or line.store.has_artifact(build.artifact) or not line.dispatch.has_work(build):
        return build
    only = (build.invocation.hash,) if build.invocation else ()
    source = Input(path=Path(build.source.path), only=only, labels=_as_lists(build))
    again = replace(line.options.build, analysis=build.source.options, rebuild="always")
    return _make_builds(line, build.name, source, replace(line.options, build=again))[0]


def _complete(line: _Line, build: Build, input_name: str) -> Build:
    """A build that is ready, or prepared anew: with `--lean-cache` another's end may have dropped its artifact."""
    if build.artifact is None or not line.dispatch.lacks(build):
        return build
    line.dispatch.forget(build)
    return line.dispatch.prepare(_with_artifact(line, build), input_name)


def _as_lists(build: Build) -> Labels:
    return {key: list(values) for key, values in build.labels.items()}
