"""What a run is asked for, who is told of it, and what it has done."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from turnkey_runner.contract import Stage
from turnkeyml.records import Build, StoredResult


class Listener(Protocol):
    """Is told how a run goes, from several threads; decides nothing."""

    @property
    def wants_samples(self) -> bool:
        """Whether cached results are to come with their measurements, which takes ten times as long to read."""

    def notify(self, line: str) -> None:
        """Something that a person should know."""

    def run_begins(self, count: int) -> None:
        """So many inputs, or builds of the cache, are to be done."""

    def input_begins(self, name: str) -> None:
        """An input is looked at; several may be under way."""

    def stage_begins(self, name: str, stage: Stage, source: str = "") -> None:
        """A script or build enters a stage; `source` is the input that it comes from."""

    def build_ends(self, build: Build, *, cached: bool) -> None:
        """A build is exported, or has failed."""

    def process_ends(self, build: Build, stored: StoredResult) -> None:
        """One more process of a job is measured, and others follow; `stored` is what they say so far."""

    def job_ends(self, build: Build, stored: StoredResult, *, cached: bool) -> None:
        """A job has its result."""

    def input_ends(self, name: str) -> None:
        """Everything is made of an input, and the first process of each of its jobs is measured."""


@dataclass(kw_only=True)
class Collector:
    """A listener that keeps what comes, for programs that run a few models and want the results themselves."""

    builds: list[Build] = field(default_factory=list)
    results: list[StoredResult] = field(default_factory=list)
    wants_samples: bool = True

    def notify(self, line: str) -> None:
        """Is kept by nobody."""

    def run_begins(self, count: int) -> None:
        """Is of no interest."""

    def input_begins(self, name: str) -> None:
        """Is of no interest."""

    def stage_begins(self, name: str, stage: Stage, source: str = "") -> None:
        """Is of no interest."""

    def build_ends(self, build: Build, *, cached: bool) -> None:
        """Keep the build."""
        self.builds.append(build)

    def process_ends(self, build: Build, stored: StoredResult) -> None:
        """Is of no interest."""

    def job_ends(self, build: Build, stored: StoredResult, *, cached: bool) -> None:
        """Keep the result."""
        self.results.append(stored)

    def input_ends(self, name: str) -> None:
        """Is of no interest."""
