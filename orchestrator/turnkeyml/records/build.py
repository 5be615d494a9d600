"""What a cache stores of a build: where it comes from, what was found, the artifact and its conversions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from turnkey_runner.contract import Failure, FileDigest, Stage, Status, TensorSpec
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
OPTIONAL = {"optional": True}
"""Metadata of fields added later: they are written only if set, so that the schema keeps its number."""


@dataclass(frozen=True, kw_only=True)
class SourceFile:
    """A file or folder that a build depends on."""

    path: str
    """Relative to `base`; with a slash at the end, of the names in a folder."""
    sha256: str
    """Of the content when the script ran, or `file` or `folder` where only that counts; empty: nothing was there."""
    base: Literal["script", "working"] = field(default="script", metadata=OPTIONAL)
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
    inputs: str = field(default="", metadata=OPTIONAL)
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
    environment: dict[str, str] = field(default_factory=dict, metadata=OPTIONAL)
    """Digests of the environment variables that the script read, by name; empty: not set."""
    local_modules: tuple[str, ...] = field(default=(), metadata=OPTIONAL)
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
    remarks: tuple[str, ...] = field(default=(), metadata=OPTIONAL)
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
    deterministic: bool = field(default=True, metadata=OPTIONAL)
    """False if the outputs of two runs of PyTorch differ by more than the parity tolerance."""
    precision: str = field(default="fp32", metadata=OPTIONAL)
    """Precision that the model was converted to; `fp32` for the exported model."""
    structure: str = field(default="", metadata=OPTIONAL)
    """Digest of the graph, its shapes and its inputs, without names and values of weights (see `--dedupe`)."""
    constant_macs: int = field(default=0, metadata=OPTIONAL)
    """Of `macs`, those that depend on no input: an engine computes them while it loads the model."""
    call_macs: int | None = field(default=None, metadata=OPTIONAL)
    """Multiply-accumulates that PyTorch ran in the call; None if the input was an .onnx file."""
    computes_in: str = field(default="", metadata=OPTIONAL)
    """The narrowest type that the graph computes in, `float16` or `bfloat16`; empty for others."""
    left_out: tuple[str, ...] = field(default=(), metadata=OPTIONAL)
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
    conversions: dict[str, Conversion] = field(default_factory=dict, metadata=OPTIONAL)
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
