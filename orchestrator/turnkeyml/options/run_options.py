"""The options of a run, resolved: what the pipeline reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from turnkey_runner.contract import Settings, Tolerance
from turnkeyml.options.request import RunRequest
from turnkeyml.options.targets import Target
from turnkeyml.records import AnalysisOptions

Rebuild = Literal["if-needed", "always", "never"]

Sweep = tuple[str, tuple[str, ...]]
"""A name and its values."""


@dataclass(frozen=True, kw_only=True)
class ProcessLimits:
    """Limits of every process that runs a model: a script, an export, a conversion, a job."""

    timeout_s: float = 3600.0
    """Of each stage."""
    memory_bytes: int | None = None


@dataclass(frozen=True, kw_only=True)
class BuildOptions:
    """How builds are made."""

    analysis: AnalysisOptions
    rebuild: Rebuild = "if-needed"
    export: bool = True
    threads: int | None = None
    """PyTorch's threads in each script's process; None: PyTorch's default."""
    limits: ProcessLimits = ProcessLimits()


@dataclass(frozen=True, kw_only=True)
class JobOptions:
    """What all jobs of a run have in common."""

    settings: Settings
    threads: int | None = None
    tolerance: Tolerance | None = None
    dedupe: bool = False
    """Accept a result of a model of the same structure as the answer."""


@dataclass(frozen=True, kw_only=True)
class RunOptions:
    """Everything that a run was asked for, except its inputs."""

    targets: tuple[Target, ...]
    build: BuildOptions
    job: JobOptions
    request: RunRequest = field(default_factory=RunRequest)
    """What was typed: options that need no resolving are read from here."""
    sweeps: tuple[Sweep, ...] = ()
    """Each input is run once per combination of these values."""

    @property
    def measure(self) -> bool:
        """False: stop at the artifact (`--build-only`) or at the invocation (`--analyze-only`)."""
        return not (self.request.analyze_only or self.request.build_only)

    @property
    def limits(self) -> ProcessLimits:
        """Limits of every process that runs a model."""
        return self.build.limits

    @property
    def ignores_cache(self) -> bool:
        """Whether results of earlier runs answer nothing."""
        return self.request.remeasure or self.build.rebuild == "always"
