"""What happens in a run, as frozen values: the console shows them, `--json` prints them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from turnkey_runner.contract import Stage
from turnkeyml.records import Build, StoredResult


@dataclass(frozen=True, kw_only=True)
class RunBegins:
    """A run of this many inputs, or builds of the cache, begins."""

    inputs: int


@dataclass(frozen=True, kw_only=True)
class InputBegins:
    """An input is looked up; several may be in progress."""

    input: str


@dataclass(frozen=True, kw_only=True)
class StageBegins:
    """A script or build enters a stage."""

    name: str
    """Of the build, or the script's path before it has one."""
    stage: Stage
    input: str


@dataclass(frozen=True, kw_only=True)
class BuildEnds:
    """A build is exported, came from the cache, or has failed."""

    build: Build
    cached: bool


@dataclass(frozen=True, kw_only=True)
class ProcessEnds:
    """A process of a job is measured, and others follow."""

    build: Build
    stored: StoredResult
    """The job's result so far."""


@dataclass(frozen=True, kw_only=True)
class JobRetries:
    """A job, or a process of it, failed for no fault of the model, and is measured again."""

    name: str
    """Of the build."""
    device: str
    runtime: str
    precision: str
    reason: str
    retry: int
    """Counted from 1."""
    of: int
    delay_s: float


@dataclass(frozen=True, kw_only=True)
class JobEnds:
    """A job has its result."""

    build: Build
    stored: StoredResult
    cached: bool
    kept: StoredResult | None = None
    """The earlier result that stays in the cache, because this one failed."""


@dataclass(frozen=True, kw_only=True)
class InputEnds:
    """All builds of an input exist, and the first process of each of its jobs is measured."""

    input: str


@dataclass(frozen=True, kw_only=True)
class Note:
    """Something that a person should know."""

    message: str


Event = RunBegins | InputBegins | StageBegins | BuildEnds | ProcessEnds | JobRetries | JobEnds | InputEnds | Note
OnEvent = Callable[[Event], None]
"""Receives each event of a run, from several threads; it decides nothing."""
