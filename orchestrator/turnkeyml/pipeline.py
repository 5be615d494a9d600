"""The straight line from scripts to filed results: read this first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from turnkey_runner.contract import Stage
from turnkeyml.building import build_input
from turnkeyml.cache.store import Store
from turnkeyml.errors import CacheError
from turnkeyml.labels import Labels, satisfies
from turnkeyml.measuring import Dispatch
from turnkeyml.records import Build
from turnkeyml.runs import Listener, Outcome, RunOptions
from turnkeyml.sources import Input
from turnkeyml.sweeping import combinations
from turnkeyml.worker.client import Worker


def run_inputs(inputs: Sequence[Input], options: RunOptions, store: Store, listener: Listener) -> Outcome:
    """Analyze, export, measure and file each input, one after the other: a measurement wants a quiet machine."""
    outcome = Outcome()
    runs = [(one, found) for one in inputs for found in combinations(one.path, options.build.analysis, options.sweeps)]
    with Worker() as worker, Dispatch(options, store, worker, listener) as dispatch:
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
    with Worker() as worker, Dispatch(options, store, worker, listener) as dispatch:
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
    one: Input, options: RunOptions, store: Store, worker: Worker, dispatch: Dispatch, listener: Listener
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
    build: Build, options: RunOptions, store: Store, worker: Worker, dispatch: Dispatch, listener: Listener
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
