"""What the parent and the worker say to one another: frozen dataclasses, written as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from turnkey_runner.contract import Failure, Job, Result, Stage
from turnkeyml.records import AnalysisOptions, Artifact, Conversion, Invocation, SourceFile, StageRecord


@dataclass(frozen=True, kw_only=True)
class WorkRequest:
    """What the worker is asked to do with one script or .onnx file."""

    input_path: str
    options: AnalysisOptions
    staging: str
    """Folder that artifacts are written into, one subfolder each; the store adopts them from there."""
    only: tuple[str, ...] = ()
    """Hashes of the invocations to export; empty: all."""
    export: bool = True
    memory_bytes: int | None = None
    threads: int | None = None
    """Of PyTorch; None: as many as it takes by itself."""
    job: Job | None = None
    """Measure the live model of the one invocation in `only` with this job, in the artifact's own process."""
    process: int = 0
    volume: str = ""
    schema: Literal["turnkey.work/1"] = "turnkey.work/1"


@dataclass(frozen=True, kw_only=True)
class ForkRequest:
    """What a fork server is asked: a child for the `WorkRequest` in a file, and to import some names for its like."""

    request: str
    preload: tuple[str, ...] = ()
    """`module`, or `module:name` for a name out of one."""
    ready: Literal["before", "after", "never"] = "after"
    """When the server gets ready: a child that is forked before imports by itself, beside the server."""
    schema: Literal["turnkey.fork/1"] = "turnkey.fork/1"


@dataclass(frozen=True, kw_only=True)
class ConvertRequest:
    """An artifact that is to be converted: the folder that it lies in, and an empty one."""

    source: str
    artifact: Artifact
    form: str
    """`fp16`, `bf16`, `int8` or `int8-symmetric`."""
    target: str
    memory_bytes: int | None = None
    schema: Literal["turnkey.convert/2"] = "turnkey.convert/2"


@dataclass(frozen=True, kw_only=True)
class StageBegan:
    """The worker has entered a stage; `hash` tells of which invocation."""

    stage: Stage
    hash: str = ""
    schema: Literal["turnkey.stage-began/1"] = "turnkey.stage-began/1"


@dataclass(frozen=True, kw_only=True)
class Analyzed:
    """The script has run: what it called, and what that cost."""

    invocations: tuple[Invocation, ...]
    imported: tuple[SourceFile, ...]
    record: StageRecord
    versions: dict[str, str]
    failure: Failure | None = None
    schema: Literal["turnkey.analyzed/1"] = "turnkey.analyzed/1"


@dataclass(frozen=True, kw_only=True)
class Exported:
    """An invocation has become an artifact in a folder of the staging area, or has failed to."""

    hash: str
    record: StageRecord
    folder: str = ""
    artifact: Artifact | None = None
    failure: Failure | None = None
    schema: Literal["turnkey.exported/1"] = "turnkey.exported/1"


@dataclass(frozen=True, kw_only=True)
class Measured:
    """The live model has been measured."""

    result: Result
    schema: Literal["turnkey.measured/1"] = "turnkey.measured/1"


@dataclass(frozen=True, kw_only=True)
class Converted:
    """The answer to a `ConvertRequest`."""

    conversion: Conversion
    schema: Literal["turnkey.converted/1"] = "turnkey.converted/1"


WorkEvent = StageBegan | Analyzed | Exported | Measured
