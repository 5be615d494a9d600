"""A run without INPUTS executes no script: what it would need one for is a failure that says what to type.

A cache may come from anyone, and so may the path of a script in it.
"""

from __future__ import annotations

import contextlib
import dataclasses
import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path

from turnkey_runner.contract import Failure, Kind, Stage
from turnkeyml.cache.store import Store
from turnkeyml.dispatch.plan import BuildPlan, PlannedJob
from turnkeyml.errors import CacheError
from turnkeyml.events import BuildEnds, OnEvent
from turnkeyml.records import Build


def readable_builds(store: Store, names: Iterable[str]) -> Iterator[Build]:
    """The builds of these names, without damaged ones."""
    for name in names:
        with contextlib.suppress(CacheError):
            yield store.load_build(name)


def without_script_jobs(plan: BuildPlan, store: Store) -> BuildPlan:
    """The plan without the jobs that need the build's script: its model is missing, or is to be measured live."""
    artifact = plan.build.artifact
    has_artifact = artifact is not None and store.has_artifact(artifact)

    def is_possible(job: PlannedJob) -> bool:
        return job.answer is not None or (has_artifact and not job.target.is_live_model)

    return dataclasses.replace(plan, jobs=tuple(filter(is_possible, plan.jobs)))


def fail_without_script(plan: BuildPlan, store: Store, on_event: OnEvent) -> BuildPlan:
    """The plan of a build that counts as failed in this run; its record in the cache stays as it is."""
    artifact, script = plan.build.artifact, shlex.quote(plan.build.source.path)
    is_live = artifact is not None and store.has_artifact(artifact)
    failure = Failure(
        stage=Stage.BENCHMARK if is_live else Stage.EXPORT,
        kind=Kind.BAD_JOB,
        message="the live PyTorch model needs its script" if is_live else "the exported model is not in the cache",
        remedy=f"if you trust the script: `turnkey run {script} -d {shlex.quote(_shown(store.path))}`",
    )
    failed = dataclasses.replace(plan.build, failure=failure)
    on_event(BuildEnds(build=failed, cached=True))
    return dataclasses.replace(plan, build=failed)


def _shown(cache: Path) -> str:
    """The cache as a person would type it: relative to the working folder where it is below it."""
    return str(cache.relative_to(Path.cwd())) if cache.is_relative_to(Path.cwd()) else str(cache)
