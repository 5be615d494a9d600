"""Messages between the orchestrator and the worker: frozen dataclasses, sent as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from turnkey_runner.contract import Failure, Job, Result, Stage
from turnkeyml.records import AnalysisOptions, Artifact, Conversion, Invocation, SourceFile, StageRecord

PreloadWhen = Literal["before_fork", "after_fork", "never"]


@dataclass(frozen=True, kw_only=True)
class WorkRequest:
    """What the worker has to do with one script or .onnx file."""

    input_path: str
    options: AnalysisOptions
    staging: str
    """Folder for the artifacts, one subfolder each; the store moves them into the cache."""
    only: tuple[str, ...] = ()
    """Hashes of the invocations to export; empty: all."""
    export: bool = True
    memory_bytes: int | None = None
    timeout_s: float = 3600.0
    """Of each stage; the worker sets it."""
    threads: int | None = None
    """PyTorch's threads; None: PyTorch's default."""
    job: Job | None = None
    """If present, measure the live model of the one invocation in `only` instead of exporting it."""
    process: int = 0
    """Which of the job's processes this is, from 0."""
    volume: str = ""
    """Folder that the paths of `job` are relative to."""
    is_shared: bool = False
    """Whether other scripts run at the same time: then it may not write what they may read."""
    schema: Literal["turnkey.work/1"] = "turnkey.work/1"


@dataclass(frozen=True, kw_only=True)
class ForkRequest:
    """A request to a fork server: fork a child for a `WorkRequest`, and preload what scripts like this one import."""

    request: str
    """Path of the file with the `WorkRequest`."""
    preload: tuple[str, ...] = ()
    """`module`, or `module:name` for `from module import name`."""
    preload_when: PreloadWhen = "after_fork"
    """After the fork, the server preloads for later scripts while the child imports the same names by itself."""
    schema: Literal["turnkey.fork/2"] = "turnkey.fork/2"


@dataclass(frozen=True, kw_only=True)
class ConvertRequest:
    """An artifact to be converted to another precision."""

    source: str
    """Folder of the artifact."""
    artifact: Artifact
    form: str
    """`fp16`, `bf16`, `int8` or `int8-symmetric`."""
    target: str
    """An empty folder for the converted artifact."""
    memory_bytes: int | None = None
    schema: Literal["turnkey.convert/2"] = "turnkey.convert/2"


@dataclass(frozen=True, kw_only=True)
class StageBegan:
    """The worker has entered a stage of the script, or of the invocation `hash`."""

    stage: Stage
    hash: str = ""
    schema: Literal["turnkey.stage-began/1"] = "turnkey.stage-began/1"


@dataclass(frozen=True, kw_only=True)
class Analyzed:
    """The script has run: the invocations that it made, and what running it cost."""

    invocations: tuple[Invocation, ...]
    imported: tuple[SourceFile, ...]
    """The script's modules, its data, and the weights of an .onnx file, as they were read."""
    record: StageRecord
    versions: dict[str, str]
    failure: Failure | None = None
    source_sha256: str = ""
    """Of the script or .onnx file, as it was read; empty where it was not."""
    labels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The labels in the script as it was read."""
    modules: tuple[str, ...] = ()
    """The topmost packages that the script and its own modules import."""
    environment: dict[str, str] = field(default_factory=dict)
    """Digests of the environment variables that the script read, by name."""
    schema: Literal["turnkey.analyzed/2"] = "turnkey.analyzed/2"


@dataclass(frozen=True, kw_only=True)
class Exported:
    """An invocation was exported to an artifact in a folder of the staging area, or its export has failed."""

    hash: str
    record: StageRecord
    artifact: Artifact | None = None
    """Its files are in the folder `hash` of the staging area."""
    failure: Failure | None = None
    schema: Literal["turnkey.exported/2"] = "turnkey.exported/2"


@dataclass(frozen=True, kw_only=True)
class Measured:
    """The live model was measured."""

    result: Result
    schema: Literal["turnkey.measured/1"] = "turnkey.measured/1"


@dataclass(frozen=True, kw_only=True)
class WorkFailed:
    """The worker itself has failed, and goes no further: neither the script nor the exporter is at fault."""

    message: str
    schema: Literal["turnkey.work-failed/1"] = "turnkey.work-failed/1"


@dataclass(frozen=True, kw_only=True)
class MustRunAlone:
    """The script was ended before it wrote what others that run at the same time may read. Sent by its supervisor."""

    path: str
    schema: Literal["turnkey.must-run-alone/1"] = "turnkey.must-run-alone/1"


@dataclass(frozen=True, kw_only=True)
class ChildEnded:
    """The script's process has ended by itself, and nothing that it started is left. Sent by its supervisor."""

    wait_status: int
    """As `os.waitpid` returns it."""
    schema: Literal["turnkey.child-ended/1"] = "turnkey.child-ended/1"


@dataclass(frozen=True, kw_only=True)
class Converted:
    """The answer to a `ConvertRequest`."""

    conversion: Conversion
    schema: Literal["turnkey.converted/1"] = "turnkey.converted/1"


WorkEvent = StageBegan | Analyzed | Exported | Measured
