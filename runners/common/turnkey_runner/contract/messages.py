"""The messages between orchestrator and runner, as frozen dataclasses (standard library only).

History of the numbers (a reader that meets another number refuses; see `codec.decode`):
  turnkey.job/1, turnkey.describe/1       first form
  turnkey.result/1, turnkey.progress/1, turnkey.description/1   first form
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from turnkey_runner.contract.conditions import Conditions as Conditions
from turnkey_runner.contract.conditions import GpuConditions as GpuConditions
from turnkey_runner.contract.vocabulary import Kind as Kind
from turnkey_runner.contract.vocabulary import Stage as Stage
from turnkey_runner.contract.vocabulary import Status as Status

METHOD, METHOD_M1 = "turnkey-m2", "turnkey-m1"
"""The method that this code implements, part of every job and result; and the one whose results it still reads."""
MAX_SAMPLES = 1_000_000
"""A timed loop ends at this number of samples, whatever time was requested."""


_OPTIONAL = {"optional": True}
"""Fields that were added later are written only when used, so that the schema keeps its number."""


@dataclass(frozen=True, kw_only=True)
class Failure:
    """Why a stage did not succeed. A result without a failure is a success."""

    stage: Stage
    kind: Kind
    message: str
    """One line for a person."""
    remedy: str = ""
    """What to do about it, one line; empty if unknown."""
    detail: str = ""
    """A traceback, or the full message of the engine, for the log."""


@dataclass(frozen=True, kw_only=True)
class TensorSpec:
    """One input or output of a model.

    `dtype` is a name of numpy or ml_dtypes (`bfloat16`, `int4`, …: stored as the unsigned numbers of their bits),
    `string`, or a type of other values as `value_types` reads it: `sequence(float32)`, `map(int64,float32)`, ….
    """

    name: str
    dtype: str
    shape: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class FileDigest:
    """Size and hash of one file of an artifact, from its export."""

    path: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How to measure. Times and counts are per process; `profiles` has those of the named profiles."""

    method: str = METHOD
    profile: str = ""
    """The profile's name, for a person: quick, standard, rigorous."""
    processes: int = 1
    """Fresh processes, one at a time; iterations within one are not independent samples."""
    max_processes: int = 1
    """Processes are added up to this number while the interval is wider than `target_half_width`."""
    target_half_width: float | None = None
    """Of the 95 % interval over the process medians, as a fraction; None: no processes are added."""
    warmup_time_s: float
    warmup_iterations: int
    """Warm-up ends when both the time and the count are reached (or 10 s and 3 iterations have passed)."""
    min_time_s: float
    min_iterations: int
    """Timing ends when both are reached (or at `max_time_s`, after at least 3 samples)."""
    max_time_s: float
    iterations: int | None = None
    """Exactly this many timed iterations per process instead, as in TurnkeyML."""
    mode: Literal["latency", "throughput"] = field(default="latency", metadata=_OPTIONAL)
    """One request after the other, or as many in parallel as the device takes (each level measures `min_time_s`)."""


@dataclass(frozen=True, kw_only=True)
class Tolerance:
    """Replaces the tolerance of the precision: |a - b| <= atol * scale + rtol * |b|."""

    rtol: float
    atol: float


@dataclass(frozen=True, kw_only=True)
class Job:
    """One artifact, to be measured with one runtime. Paths are relative to the volume."""

    id: str
    artifact: str
    files: tuple[FileDigest, ...]
    inputs: tuple[TensorSpec, ...]
    outputs: tuple[TensorSpec, ...]
    device: str
    runtime: str
    precision: str
    settings: Settings
    threads: int | None = None
    """Threads of the runtime; None: one per CPU of the runner."""
    timeout_s: float = 600.0
    """For the whole job, loading included; then the runner kills the job's process."""
    memory_bytes: int | None = None
    """Memory limit of the job's process; None: only the container's."""
    tolerance: Tolerance | None = field(default=None, metadata=_OPTIONAL)
    """Replaces the tolerance of the precision."""
    gpu: str = field(default="", metadata=_OPTIONAL)
    """Index or UUID of the GPU, or UUID of a MIG slice; empty: the first."""
    deterministic: bool = field(default=True, metadata=_OPTIONAL)
    """False: two runs of PyTorch gave different outputs, so there is no reference."""
    process: int | None = field(default=None, metadata=_OPTIONAL)
    """Run only this process of the job, from 0; None: all of them, one after the other."""
    computes_in: str = field(default="", metadata=_OPTIONAL)
    """The narrowest type that the model itself computes in, `float16` or `bfloat16`; empty for others."""
    best_ns: int | None = field(default=None, metadata=_OPTIONAL)
    """The reading of the best state that is known of the runner's host (`HostProbe.best_ns`)."""
    wait_s: float = field(default=0.0, metadata=_OPTIONAL)
    """For how long the host may be waited for, while it is in a slower state."""
    schema: Literal["turnkey.job/1"] = "turnkey.job/1"


@dataclass(frozen=True, kw_only=True)
class Describe:
    """Requests a runner's description."""

    schema: Literal["turnkey.describe/1"] = "turnkey.describe/1"


@dataclass(frozen=True, kw_only=True)
class RuntimeDescription:
    """One runtime of a runner. `problem` is empty if it can be used."""

    name: str
    engine: str
    version: str
    problem: str = ""
    package: str = field(default="", metadata=_OPTIONAL)
    """The package that the engine is from, where it has another name than the engine."""


@dataclass(frozen=True, kw_only=True)
class Description:
    """A runner: the contract it implements, its runtimes, its device."""

    device: str
    contracts: tuple[str, ...]
    runtimes: tuple[RuntimeDescription, ...]
    hardware: dict[str, str]
    versions: dict[str, str]
    schema: Literal["turnkey.description/1"] = "turnkey.description/1"


@dataclass(frozen=True, kw_only=True)
class Progress:
    """A job has entered a stage. `process` counts the fresh processes from 0."""

    id: str
    stage: Stage
    process: int = 0
    schema: Literal["turnkey.progress/1"] = "turnkey.progress/1"


@dataclass(frozen=True, kw_only=True)
class Measurement:
    """Raw samples of one quantity in one process.

    In every process: load, first, warmup, memory_peak, and latency (mode latency) or, for each number
    of parallel requests, request (the latency of each) and period (time per inference; mode throughput).
    Where available: read and compile (parts of load), load_warm (with what an earlier load compiled),
    latency_varied (with random inputs instead of constant ones), latency_engine (the engine's own time of
    the last inference of each sample), latency_device (by the device's own clock, without transfers),
    enqueue (time of the host to put an inference on the device, without transfers), memory_device, engine_size.
    """

    name: str
    unit: Literal["ns", "bytes", "count"]
    samples: tuple[int, ...]
    process: int = 0
    block: int = 1
    """Iterations per sample of a time; the value is already divided by them."""
    parallel: int = field(default=1, metadata=_OPTIONAL)
    """Requests in flight during the measurement."""

    def __post_init__(self) -> None:
        """Check that values are possible for a clock or a counter. Raises `ValueError`."""
        least = 1 if self.unit == "ns" else 0
        if min(self.samples, default=least) < least or min(self.block, self.parallel) < 1:
            raise ValueError(f"samples of {self.name} below {least} {self.unit}, or a block or parallel below 1")


@dataclass(frozen=True, kw_only=True)
class RuntimeInfo:
    """What really ran, read back from the engine where possible."""

    engine: str
    engine_version: str
    provider: str
    threads: int | None = None
    cpus: tuple[int, ...] = ()
    """CPUs that the threads of the process may run on: those it was pinned to, unless the engine changed that."""
    streams: int | None = None
    providers: dict[str, int] = field(default_factory=dict)
    """Number of nodes per execution provider."""
    precisions: dict[str, int] = field(default_factory=dict)
    """Number of operators that computed in each type."""
    options: dict[str, str] = field(default_factory=dict)
    """Additional settings of the engine that matter for a comparison."""
    fallback: dict[str, int] = field(default_factory=dict, metadata=_OPTIONAL)
    """Number of nodes on another provider than the requested one, by operator type."""
    input_sets: int = field(default=1, metadata=_OPTIONAL)
    """Copies of the inputs, each in its own memory, that the timed loop used in turn."""
    constant_inputs: tuple[str, ...] = field(default=(), metadata=_OPTIONAL)
    """Inputs whose elements were all equal in every measurement."""
    package: str = field(default="", metadata=_OPTIONAL)
    """The package that the engine is from, where it has another name: `onnxruntime-openvino` for `onnxruntime`."""


@dataclass(frozen=True, kw_only=True)
class OutputParity:
    """One output of the runtime compared with PyTorch's. Errors are None if it could not be compared."""

    name: str
    dtype: str
    max_abs_error: float | None
    max_rel_error: float | None
    cosine_similarity: float | None
    fraction_within: float | None = field(metadata={"formerly": ("inside",)})
    """Fraction of the elements within `atol + rtol * |reference|`."""
    atol: float
    rtol: float
    passed: bool
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class Result:
    """The answer to a job; there always is one, also after a crash."""

    id: str
    artifact: str
    device: str
    runtime: str
    precision: str
    settings: Settings
    load: Status = Status.NOT_STARTED
    benchmark: Status = Status.NOT_STARTED
    parity: Status = Status.NOT_STARTED
    measurements: tuple[Measurement, ...] = ()
    outputs: tuple[OutputParity, ...] = ()
    threads: int | None = None
    """Threads that the runtime was configured with."""
    runtime_info: RuntimeInfo | None = field(default=None, metadata={"formerly": ("executed",)})
    conditions: tuple[Conditions, ...] = ()
    failure: Failure | None = None
    log: str = ""
    """The last part of what the engine printed."""
    deterministic: bool = field(default=True, metadata=_OPTIONAL)
    """The job's."""
    computes_in: str = field(default="", metadata=_OPTIONAL)
    """The job's."""
    schema: Literal["turnkey.result/1"] = "turnkey.result/1"

    @classmethod
    def answering(cls, job: Job) -> Result:
        """Return the result with the fields that repeat its job's, and nothing measured yet."""
        return cls(
            id=job.id,
            artifact=job.artifact,
            device=job.device,
            runtime=job.runtime,
            precision=job.precision,
            settings=job.settings,
            threads=job.threads,
            deterministic=job.deterministic,
            computes_in=job.computes_in,
        )


Request = Job | Describe
Answer = Description | Progress | Result
CONTRACTS = ("turnkey.job/1", "turnkey.describe/1", "turnkey.result/1", "turnkey.progress/1", "turnkey.description/1")
