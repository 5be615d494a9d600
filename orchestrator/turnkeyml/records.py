"""What we know: the frozen dataclasses that flow through the pipeline and lie in the cache (units in the names)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from turnkey_runner.contract import Failure, FileDigest, Job, Result, Stage, Status, TensorSpec
from turnkey_runner.stats.verdict_types import ResultWarning
from turnkeyml.devices import form_of

PRECISIONS = ("fp32", "tf32", "fp16", "bf16", "int8")
UNCONVERTED = ("fp32", "tf32")
"""Precisions whose artifact is the exported one: TF32 is how a card multiplies fp32 numbers."""

MIN_OPSET, MAX_OPSET = 9, 23
"""The operator sets that torch's exporters write (a test compares them with torch's own constants)."""

MODEL_FILE = "model.onnx"
WEIGHTS_FILE = "model.onnx.data"
INPUTS_FILE = "inputs.npz"
REFERENCES_FILE = "outputs.npz"
RANDOM_INPUTS_FILE = "varied.npz"
"""Random inputs, where the recorded ones are constant."""
_OPTIONAL = {"optional": True}
"""Fields that came later: written only when used, so that the schema keeps its number."""


@dataclass(frozen=True, kw_only=True)
class SourceFile:
    """A file that a build depends on, as it was; its path is relative to the script's folder."""

    path: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class AnalysisOptions:
    """What, beside the script, decides which artifacts come out: part of the fingerprint."""

    script_args: tuple[str, ...] = ()
    max_depth: int = 0
    max_invocations: int = 4
    """Input structures of one model that become invocations; further ones are only counted."""
    opset: int | None = None
    dims: dict[str, int] = field(default_factory=dict)
    """Values of the named dimensions of an .onnx input; 1 for the others."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a build comes from."""

    path: str
    sha256: str
    imported: tuple[SourceFile, ...] = ()
    """Files that the script imported or ran, and those below its folder or the working directory that it read."""
    options: AnalysisOptions
    fingerprint_versions: dict[str, str] = field(default_factory=dict)
    """Of what made the artifact, and of the installed packages that the script imports."""
    siblings: tuple[str, ...] = ()
    """Names of all builds that the same analysis found, this one included."""


@dataclass(frozen=True, kw_only=True)
class Invocation:
    """One model called with one structure of inputs."""

    hash: str
    """8 hexadecimal digits: the same on every machine and in every run."""
    model_class: str
    source_line: str
    """`file:line` of the call, as the script's author knows it."""
    depth: int = 0
    parameters: int = 0
    parameter_bytes: int = 0
    inputs: tuple[TensorSpec, ...] = ()
    calls: int = 1
    call_time_s: float = 0.0
    further_structures: int = 0
    """Structures of the same model beyond `max_invocations`, counted but not exported."""
    training: bool = False
    """Whether the script called it in training mode; export and references use eval mode."""


@dataclass(frozen=True, kw_only=True)
class Artifact:
    """What an invocation was exported to: files under a content address."""

    digest: str
    """SHA-256 over the names, sizes and SHA-256 of the files."""
    files: tuple[FileDigest, ...]
    inputs: tuple[TensorSpec, ...]
    outputs: tuple[TensorSpec, ...]
    """Dimensions that only a run can tell are -1."""
    exporter: str
    """`torch.onnx-make_fx`, `torch.onnx-dynamo`, `torch.onnx-torchscript`, or `onnx` for a file that was given."""
    opset: int
    ir_version: int
    model_bytes: int
    operators: dict[str, int]
    macs: int | None = None
    """Multiply-accumulates of one inference, as PyTorch counts them (None for a file that was given)."""
    remarks: tuple[str, ...] = ()
    deterministic: bool = field(default=True, metadata=_OPTIONAL)
    """False: two runs of PyTorch gave outputs that differ by more than the parity gate allows."""
    precision: str = field(default="fp32", metadata=_OPTIONAL)
    """What it was converted to; `fp32` for one that is as it was exported."""
    structure: str = field(default="", metadata=_OPTIONAL)
    """Digest of the graph, its shapes and its inputs, without names and the values of weights: equal for twins."""
    schema: Literal["turnkey.artifact/1"] = "turnkey.artifact/1"


@dataclass(frozen=True, kw_only=True)
class StageRecord:
    """What one stage cost."""

    status: Status
    duration_s: float | None = None
    peak_memory_bytes: int | None = None


@dataclass(frozen=True, kw_only=True)
class Conversion:
    """What became of converting a build's artifact to another precision."""

    record: StageRecord
    artifact: Artifact | None = None
    failure: Failure | None = None


@dataclass(frozen=True, kw_only=True)
class Build:
    """A script's invocation in a cache. `failure is None` and an artifact is what success means."""

    name: str
    source: Source
    labels: dict[str, tuple[str, ...]]
    stages: dict[str, StageRecord]
    invocation: Invocation | None = None
    artifact: Artifact | None = None
    failure: Failure | None = None
    versions: dict[str, str] = field(default_factory=dict)
    host: dict[str, str] = field(default_factory=dict)
    created_at: str = ""
    """UTC, ISO 8601."""
    conversions: dict[str, Conversion] = field(default_factory=dict, metadata=_OPTIONAL)
    """The stage `convert` of each form: a precision, or what a device has in its place (`forms` of devices.toml)."""
    owner: str = ""
    """The process that works on it, `host:pid:start`; empty once it is done."""
    schema: Literal["turnkey.build/1"] = "turnkey.build/1"

    def status(self, stage: Stage) -> Status:
        """The status of a stage; one that never began is `not_started`."""
        record = self.stages.get(stage.value)
        return record.status if record else Status.NOT_STARTED

    def artifact_of(self, device: str, precision: str) -> Artifact | None:
        """The artifact that a device's runtimes are given for a precision, where there is one."""
        if precision in UNCONVERTED:
            return self.artifact
        conversion = self.conversion_of(device, precision)
        return conversion.artifact if conversion else None

    def conversion_of(self, device: str, precision: str) -> Conversion | None:
        """What became of converting it for a device, where that was tried."""
        return self.conversions.get(form_of(device, precision))

    @property
    def artifacts(self) -> tuple[Artifact, ...]:
        """The exported artifact and those that it was converted to."""
        converted = [one.artifact for one in self.conversions.values() if one.artifact is not None]
        return (*([self.artifact] if self.artifact else []), *converted)


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """What a result means, stored with it so that a cached result need not be computed from its samples again."""

    rules: str
    """Digest of the code that computed it. Other code may evaluate otherwise, and does so anew."""
    verdict: str
    reasons: tuple[str, ...]
    """The codes of the warnings that led to the verdict."""
    latency_ms: float | None
    """The headline."""
    latency_low_ms: float | None
    """Lower end of its 95 % interval; None with a single process."""
    latency_high_ms: float | None
    throughput_ips: float | None
    """Inferences per second."""
    warnings: tuple[ResultWarning, ...] = field(default=(), metadata=_OPTIONAL | {"formerly": ("cautions",)})
    """All warnings, with their sentences."""
    metrics: dict[str, float] = field(default_factory=dict, metadata=_OPTIONAL)
    """The computed columns of the report, by name; without those that were not measured."""
    process_medians_ns: tuple[float, ...] = field(default=(), metadata=_OPTIONAL)
    """The median of each process's headline samples: what comparisons compute with."""


@dataclass(frozen=True, kw_only=True)
class StoredResult:
    """A runner's result with what the orchestrator knows about how it came about."""

    build: str
    job: Job
    result: Result
    launcher: str
    image: str
    """The image's id, or the environment of a process launcher."""
    runner: dict[str, str] = field(default_factory=dict)
    """The runner's description: versions and hardware."""
    duration_s: float
    measured_at: str
    energy_mj: float | None = field(default=None, metadata=_OPTIONAL)
    """Of the whole CPU package for one inference, idle power included, in millijoules; None: not known well enough."""
    energy_missing: str = field(default="", metadata=_OPTIONAL)
    """Why there is no energy, though the machine counts it; empty where it does not."""
    is_partial: bool = field(default=False, metadata=_OPTIONAL | {"formerly": ("is_begun",)})
    """Whether processes are still to come."""
    deduplicated_from: str = field(default="", metadata=_OPTIONAL | {"formerly": ("measured_as",)})
    """The build of the same structure that was measured in this one's place (`--dedupe`)."""
    structure: str = field(default="", metadata=_OPTIONAL)
    """That of the artifact that was measured."""
    evaluation: Evaluation | None = field(default=None, metadata=_OPTIONAL | {"formerly": ("brief",)})
    """What a run says of it; the report and `turnkey check` compute from the samples."""
    schema: Literal["turnkey.filed-result/1"] = "turnkey.filed-result/1"

    @property
    def is_unfinished(self) -> bool:
        """Whether processes are still to come, as far as the run that stored it knew."""
        result = self.result
        return result.failure is None and (self.is_partial or len(result.conditions) < result.settings.processes)

    def is_of(self, build: Build) -> bool:
        """Whether it was measured with what the build is now; the values of weights may have changed meanwhile."""
        artifact = build.artifact_of(self.job.device, self.job.precision)
        if artifact is None:  # what it measured was converted from another model, or into another form
            return build.artifact is None or self.result.failure is not None
        if self.deduplicated_from or self.job.files == artifact.files:
            return True
        return bool(self.structure) and self.structure == artifact.structure
