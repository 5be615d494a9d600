"""The frozen dataclasses that flow through the pipeline and are stored in caches. Names of fields end with units."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from turnkey_runner.contract import Failure, FileDigest, Job, Result, Stage, Status, TensorSpec
from turnkey_runner.stats.verdict_types import ResultWarning
from turnkeyml.devices import form_of

PRECISIONS = ("fp32", "tf32", "fp16", "bf16", "int8")
UNCONVERTED = ("fp32", "tf32")
"""Precisions that use the exported artifact as it is: TF32 is only how a GPU multiplies fp32 numbers."""

MODEL_FILE = "model.onnx"
WEIGHTS_FILE = "model.onnx.data"
INPUTS_FILE = "inputs.npz"
REFERENCES_FILE = "outputs.npz"
RANDOM_INPUTS_FILE, RANDOM_REFERENCES_FILE = "varied.npz", "varied_outputs.npz"
"""Random values for recorded inputs that are constant, and PyTorch's outputs for them."""
LIVE_MODEL_LAUNCHER = "worker"
"""Stands for the launcher of results of the live PyTorch model, which no runner measures."""
_OPTIONAL = {"optional": True}
"""Metadata of fields added later: they are written only if set, so that the schema keeps its number."""


@dataclass(frozen=True, kw_only=True)
class SourceFile:
    """A file or folder that a build depends on."""

    path: str
    """Relative to `base`; with a slash at the end, of the names in a folder."""
    sha256: str
    """Of the content when the script ran, or `file` or `folder` where only that counts; empty: nothing was there."""
    base: Literal["script", "working"] = field(default="script", metadata=_OPTIONAL)
    """The folder of the script, or the working folder that it was started in."""


@dataclass(frozen=True, kw_only=True)
class AnalysisOptions:
    """Options that, together with the script, determine the artifacts. They are part of the fingerprint."""

    script_args: tuple[str, ...] = ()
    """Command-line arguments of the script."""
    max_depth: int = 0
    """Depth down to which submodules count as models; 0: only models that the script calls itself."""
    max_invocations: int = 4
    """Maximum number of input structures per model that become invocations; others are only counted."""
    opset: int | None = None
    """ONNX operator set version; None: the exporter's default."""
    dims: dict[str, int] = field(default_factory=dict)
    """Sizes of named dimensions of an .onnx model; 1 for the others."""
    inputs: str = field(default="", metadata=_OPTIONAL)
    """Absolute path of the .npz file or folder with the values of an .onnx model's inputs; empty: generated."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """The script or .onnx file that a build comes from."""

    path: str
    """Absolute path of the script or .onnx file."""
    sha256: str
    """Of the script or .onnx file."""
    imported: tuple[SourceFile, ...] = ()
    """Files and folders that the script imported, ran, read or looked for."""
    environment: dict[str, str] = field(default_factory=dict, metadata=_OPTIONAL)
    """Digests of the environment variables that the script read, by name; empty: not set."""
    local_modules: tuple[str, ...] = field(default=(), metadata=_OPTIONAL)
    """Names of modules beside the script that take the place of installed ones."""
    options: AnalysisOptions
    """Options of the analysis."""
    fingerprint_versions: dict[str, str] = field(default_factory=dict)
    """Versions of the code that created the artifact, and of the installed packages that the script imports."""
    siblings: tuple[str, ...] = ()
    """Names of all builds that the same analysis found, including this one."""


@dataclass(frozen=True, kw_only=True)
class Invocation:
    """One model called with one structure of inputs."""

    hash: str
    """8 hexadecimal digits, equal on every machine and in every run."""
    model_class: str
    """Name of the model's class."""
    source_line: str
    """`file:line` of the call in the script."""
    depth: int = 0
    """Depth of the module; 0: the script calls it itself."""
    parameters: int = 0
    """Number of parameters."""
    parameter_bytes: int = 0
    """Size of the parameters."""
    inputs: tuple[TensorSpec, ...] = ()
    """Names, types and shapes of the input tensors."""
    calls: int = 1
    """Number of calls in the script."""
    call_time_s: float = 0.0
    """Duration of these calls in PyTorch, in seconds."""
    further_structures: int = 0
    """Number of input structures and forms of the same model beyond `max_invocations`; these are not exported."""
    training: bool = False
    """Whether all calls were in training mode. Export and references use eval mode."""
    remarks: tuple[str, ...] = field(default=(), metadata=_OPTIONAL)
    """What should be known of the recording, such as calls that were not recorded."""


@dataclass(frozen=True, kw_only=True)
class Artifact:
    """The exported files of an invocation, stored under their digest."""

    digest: str
    """SHA-256 over the names, sizes and SHA-256 of the files."""
    files: tuple[FileDigest, ...]
    """The ONNX model, its weights, the recorded inputs and PyTorch's outputs."""
    inputs: tuple[TensorSpec, ...]
    """Names, types and shapes of the model's inputs."""
    outputs: tuple[TensorSpec, ...]
    """Names, types and shapes of the model's outputs; dimensions that depend on values are -1."""
    exporter: str
    """`torch.onnx-make_fx`, `torch.onnx-dynamo` or `torch.onnx-torchscript`; `onnx` if the input was an .onnx file."""
    opset: int
    """ONNX operator set version."""
    ir_version: int
    """ONNX IR version."""
    model_bytes: int
    """Size of the ONNX model with its weights."""
    operators: dict[str, int]
    """Number of nodes per operator type."""
    macs: int | None = None
    """Multiply-accumulates of one inference, counted in the graph; None if they are not known."""
    remarks: tuple[str, ...] = ()
    """Notes of the exporter, such as why the fallback exporter was used."""
    deterministic: bool = field(default=True, metadata=_OPTIONAL)
    """False if the outputs of two runs of PyTorch differ by more than the parity tolerance."""
    precision: str = field(default="fp32", metadata=_OPTIONAL)
    """Precision that the model was converted to; `fp32` for the exported model."""
    structure: str = field(default="", metadata=_OPTIONAL)
    """Digest of the graph, its shapes and its inputs, without names and values of weights (see `--dedupe`)."""
    constant_macs: int = field(default=0, metadata=_OPTIONAL)
    """Of `macs`, those that depend on no input: an engine computes them while it loads the model."""
    call_macs: int | None = field(default=None, metadata=_OPTIONAL)
    """Multiply-accumulates that PyTorch ran in the call; None if the input was an .onnx file."""
    computes_in: str = field(default="", metadata=_OPTIONAL)
    """The narrowest type that the graph computes in, `float16` or `bfloat16`; empty for others."""
    left_out: tuple[str, ...] = field(default=(), metadata=_OPTIONAL)
    """What of the call's inputs and outputs the graph does not have; a measurement of it is invalid."""
    schema: Literal["turnkey.artifact/1"] = "turnkey.artifact/1"


@dataclass(frozen=True, kw_only=True)
class StageRecord:
    """Status and cost of one stage."""

    status: Status
    duration_s: float | None = None
    """None if unknown, or if the stage did not run."""
    peak_memory_bytes: int | None = None
    """Of the process that ran the stage; None if unknown."""


@dataclass(frozen=True, kw_only=True)
class Conversion:
    """The outcome of converting a build's artifact to another precision."""

    record: StageRecord
    """Status and cost of the stage `convert`."""
    artifact: Artifact | None = None
    """The converted artifact; None if the conversion failed."""
    failure: Failure | None = None
    """Why the conversion failed."""


@dataclass(frozen=True, kw_only=True)
class Build:
    """An invocation of a script, stored in a cache. It succeeded if it has an artifact and no failure."""

    name: str
    """Unique within the cache; also the name of its folder."""
    source: Source
    """The script or .onnx file."""
    labels: dict[str, tuple[str, ...]]
    """Labels of the script: values by key."""
    stages: dict[str, StageRecord]
    """Records of the stages `analysis` and `export`, by name of the stage."""
    invocation: Invocation | None = None
    """None if the analysis failed."""
    artifact: Artifact | None = None
    """None if the export failed or was not requested."""
    failure: Failure | None = None
    """Why the analysis or the export failed."""
    versions: dict[str, str] = field(default_factory=dict)
    """Versions of Python, torch and the exporter."""
    host: dict[str, str] = field(default_factory=dict)
    """Description of the machine that exported."""
    created_at: str = ""
    """UTC, ISO 8601."""
    conversions: dict[str, Conversion] = field(default_factory=dict, metadata=_OPTIONAL)
    """Conversions by form: a precision, or a device-specific variant of it (`forms` in devices.toml)."""
    owner: str = ""
    """The process that works on the build, `host:pid:start`; empty once it is done."""
    schema: Literal["turnkey.build/1"] = "turnkey.build/1"

    def status(self, stage: Stage) -> Status:
        """The status of a stage; `not_started` if it has no record."""
        record = self.stages.get(stage.value)
        return record.status if record else Status.NOT_STARTED

    def artifact_of(self, device: str, precision: str) -> Artifact | None:
        """The artifact that the runtimes of a device use for a precision, if there is one."""
        if precision in UNCONVERTED:
            return self.artifact
        conversion = self.conversion_of(device, precision)
        return conversion.artifact if conversion else None

    def conversion_of(self, device: str, precision: str) -> Conversion | None:
        """The conversion to a precision for a device, if there was one."""
        return self.conversions.get(form_of(device, precision))

    @property
    def artifacts(self) -> tuple[Artifact, ...]:
        """The exported artifact and its conversions."""
        converted = [c.artifact for c in self.conversions.values() if c.artifact is not None]
        return (*([self.artifact] if self.artifact else []), *converted)


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
    """Median of the process medians (the headline), in milliseconds."""
    latency_low_ms: float | None
    """Lower end of the 95 % interval of the headline; None with a single process."""
    latency_high_ms: float | None
    """Upper end of the 95 % interval of the headline; None with a single process."""
    throughput_ips: float | None
    """Inferences per second."""
    warnings: tuple[ResultWarning, ...] = field(default=(), metadata=_OPTIONAL | {"formerly": ("cautions",)})
    """All warnings, with their sentences."""
    metrics: dict[str, float] = field(default_factory=dict, metadata=_OPTIONAL)
    """Computed columns of the report by name, without those that were not measured."""
    process_medians_ns: tuple[float, ...] = field(default=(), metadata=_OPTIONAL)
    """Median of the headline samples of each process, in nanoseconds; comparisons use these."""


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
    energy_mj: float | None = field(default=None, metadata=_OPTIONAL)
    """Energy of all CPU packages per inference, including idle power, in millijoules; None if unknown."""
    energy_missing: str = field(default="", metadata=_OPTIONAL)
    """Why the energy is unknown although the machine has counters."""
    is_partial: bool = field(default=False, metadata=_OPTIONAL | {"formerly": ("is_begun",)})
    """Whether processes are still pending."""
    deduplicated_from: str = field(default="", metadata=_OPTIONAL | {"formerly": ("measured_as",)})
    """Name of the build with the same structure that was measured instead of this one (`--dedupe`)."""
    structure: str = field(default="", metadata=_OPTIONAL)
    """Structure digest of the artifact that was measured."""
    macs: int | None = field(default=None, metadata=_OPTIONAL)
    """Multiply-accumulates of what was measured; None if unknown, or if they depend on a branch that is taken."""
    constant_macs: int = field(default=0, metadata=_OPTIONAL)
    """Those of `macs` that depend on no input."""
    call_macs: int | None = field(default=None, metadata=_OPTIONAL)
    """Multiply-accumulates that PyTorch ran in the call."""
    left_out: tuple[str, ...] = field(default=(), metadata=_OPTIONAL)
    """What of the call's inputs and outputs the artifact that was measured does not have."""
    evaluation: Evaluation | None = field(default=None, metadata=_OPTIONAL | {"formerly": ("brief",)})
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
