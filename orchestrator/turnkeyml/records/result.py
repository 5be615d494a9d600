"""What a cache stores of a result: what was measured, by which runner, and how it is evaluated."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from turnkey_runner.contract import METHOD_M1, Job, Result
from turnkey_runner.stats.verdict_types import ResultWarning
from turnkeyml.records.build import OPTIONAL, Build

LIVE_MODEL_LAUNCHER = "worker"
"""Stands for the launcher of results of the live PyTorch model, which no runner measures."""


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """The verdict and metrics of a result, stored with it so that they need not be computed again from its samples."""

    rules: str
    """Digest of the code that computed this. If the code has changed, the result is evaluated again."""
    verdict: str
    """How far to trust the result: a value of `Verdict`."""
    reasons: tuple[str, ...]
    """Codes of the warnings that led to the verdict."""
    latency_ms: float | None
    """The headline: geometric mean of the process medians (of method m1: their median), in milliseconds."""
    latency_low_ms: float | None
    """Lower end of the 95 % interval of the headline; None with a single process."""
    latency_high_ms: float | None
    """Upper end of the 95 % interval of the headline; None with a single process."""
    throughput_ips: float | None
    """Inferences per second."""
    warnings: tuple[ResultWarning, ...] = field(default=(), metadata=OPTIONAL | {"formerly": ("cautions",)})
    """All warnings, with their sentences."""
    metrics: dict[str, float] = field(default_factory=dict, metadata=OPTIONAL)
    """Computed columns of the report by name, without those that were not measured."""
    process_medians_ns: tuple[float, ...] = field(default=(), metadata=OPTIONAL)
    """Median of the headline samples of each counted process, in nanoseconds; comparisons use these."""
    method: str = field(default=METHOD_M1, metadata=OPTIONAL)
    """The method by which it was measured, and is compared."""


@dataclass(frozen=True, kw_only=True)
class StoredResult:
    """A runner's result, and how the orchestrator obtained it."""

    build: str
    """Name of the build."""
    job: Job
    """The job that the runner received."""
    result: Result
    """The runner's answer."""
    launcher: str
    """Name of the launcher that started the runner."""
    image: str
    """Id of the image, or the environment of a runner without a container."""
    runner: dict[str, str] = field(default_factory=dict)
    """The runner's description: versions and hardware."""
    duration_s: float
    """Seconds from sending the job to receiving the result, over all processes."""
    measured_at: str
    """UTC, ISO 8601."""
    energy_mj: float | None = field(default=None, metadata=OPTIONAL)
    """Energy of all CPU packages per inference, including idle power, in millijoules; None if unknown."""
    energy_missing: str = field(default="", metadata=OPTIONAL)
    """Why the energy is unknown although the machine has counters."""
    is_partial: bool = field(default=False, metadata=OPTIONAL | {"formerly": ("is_begun",)})
    """Whether processes are still pending."""
    deduplicated_from: str = field(default="", metadata=OPTIONAL | {"formerly": ("measured_as",)})
    """Name of the build with the same structure that was measured instead of this one (`--dedupe`)."""
    structure: str = field(default="", metadata=OPTIONAL)
    """Structure digest of the artifact that was measured."""
    macs: int | None = field(default=None, metadata=OPTIONAL)
    """Multiply-accumulates of what was measured; None if unknown, or if they depend on a branch that is taken."""
    constant_macs: int = field(default=0, metadata=OPTIONAL)
    """Those of `macs` that depend on no input."""
    call_macs: int | None = field(default=None, metadata=OPTIONAL)
    """Multiply-accumulates that PyTorch ran in the call."""
    left_out: tuple[str, ...] = field(default=(), metadata=OPTIONAL)
    """What of the call's inputs and outputs the artifact that was measured does not have."""
    evaluation: Evaluation | None = field(default=None, metadata=OPTIONAL | {"formerly": ("brief",)})
    """The evaluation of the result; `turnkey check` computes it again from the samples."""
    schema: Literal["turnkey.filed-result/1"] = "turnkey.filed-result/1"

    @property
    def is_of_live_model(self) -> bool:
        """Whether the worker measured the script's model itself, not an exported graph."""
        return self.launcher == LIVE_MODEL_LAUNCHER

    @property
    def is_unfinished(self) -> bool:
        """Whether processes are still pending, as far as the run that stored the result knew."""
        result = self.result
        return result.failure is None and (self.is_partial or len(result.conditions) < result.settings.processes)

    def is_of(self, build: Build) -> bool:
        """Whether it was measured with the build's present artifact, or one of the same structure."""
        artifact = build.artifact_of(self.job.device, self.job.precision)
        if artifact is None:  # measured with a conversion that no longer exists
            return build.artifact is None or self.result.failure is not None
        if self.job.files == artifact.files:
            return True
        return bool(self.structure) and self.structure == artifact.structure
