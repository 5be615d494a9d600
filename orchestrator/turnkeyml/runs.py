"""What a run is asked for, who is told of it, and what it has done."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from turnkey_runner.contract import Stage, Status
from turnkey_runner.verdict import Verdict, judge
from turnkeyml.building import BuildOptions
from turnkeyml.jobs import JobOptions, Target
from turnkeyml.records import Build, FiledResult
from turnkeyml.sweeping import Sweep


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
