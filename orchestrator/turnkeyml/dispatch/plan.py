"""The jobs of a build, planned once: artifact, target, and the answer that the cache has."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from turnkeyml.dispatch.reuse import ResultLookup
from turnkeyml.options.run_options import RunOptions
from turnkeyml.options.targets import Target
from turnkeyml.records import Artifact, Build, StoredResult


@dataclass(frozen=True, kw_only=True)
class PlannedJob:
    """One build for one target."""

    build: Build
    target: Target
    input_name: str
    artifact: Artifact | None
    """What the target's runtime is given; None: it is still to be converted, or cannot be."""
    answer: StoredResult | None = None
    """The stored result that answers the job."""

    @property
    def key(self) -> tuple[str, Target]:
        """What identifies the job within a run."""
        return (self.build.name, self.target)


@dataclass(frozen=True, kw_only=True)
class BuildPlan:
    """A build and its jobs; none where nothing is to be measured."""

    build: Build
    input_name: str
    jobs: tuple[PlannedJob, ...] = ()
    damage: str = ""
    """What is damaged of its artifact, where that cannot be made again in this run."""

    @property
    def needs_artifact(self) -> bool:
        """Whether a job has to be measured."""
        return any(job.answer is None for job in self.jobs)

    def with_build(self, build: Build) -> BuildPlan:
        """The plan for the same build with another set of artifacts."""
        jobs = tuple(
            dataclasses.replace(
                job, build=build, artifact=build.artifact_of(job.target.device.name, job.target.precision)
            )
            for job in self.jobs
        )
        return dataclasses.replace(self, build=build, jobs=jobs)


def plan_build(build: Build, input_name: str, options: RunOptions, lookup: ResultLookup) -> BuildPlan:
    """Plan the jobs of a build, and look each one's answer up."""
    if not options.measure or build.artifact is None:
        return BuildPlan(build=build, input_name=input_name)
    jobs = tuple(
        PlannedJob(
            build=build,
            target=target,
            input_name=input_name,
            artifact=build.artifact_of(target.device.name, target.precision),
            answer=None if options.ignores_cache else lookup.find_answer(build, target),
        )
        for target in options.targets
    )
    return BuildPlan(build=build, input_name=input_name, jobs=jobs)
