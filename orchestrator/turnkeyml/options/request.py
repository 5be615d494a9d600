"""The options of `turnkey run` as they are typed: one field per option, with the text of `--help`."""

from __future__ import annotations

from dataclasses import dataclass

from turnkey_runner.contract.profiles import PROFILES, describe_profiles
from turnkeyml.options.option_text import option

MIN_OPSET, MAX_OPSET = 9, 23
"""The operator sets that torch's exporters support (a test compares them with torch's constants)."""

INPUTS, WHAT, HOW, LIMITS, CACHE, OUTPUT = GROUPS = (
    "Inputs",
    "What to measure",
    "How thoroughly",
    "Limits",
    "Cache",
    "Output",
)
"""The headings of `turnkey run --help`, in their order."""


@dataclass(frozen=True, kw_only=True)
class RunRequest:
    """The command line of `turnkey run`. A new option needs a field here and the code that reads it."""

    labels: tuple[str, ...] = option(
        "--labels",
        group=INPUTS,
        default=(),
        repeatable=True,
        metavar="KEY::VALUE...",
        help="Run only scripts with all of these labels.",
    )
    script_args: str = option(
        "--script-args",
        group=INPUTS,
        default="",
        metavar="ARGS",
        help='Arguments for each script, such as "--batch_size 8".',
    )
    sweeps: tuple[str, ...] = option(
        "--sweep",
        group=INPUTS,
        default=(),
        repeatable=True,
        metavar="NAME=V1,V2",
        help="Run each input once per value of a script argument or an .onnx dimension. Repeatable.",
    )
    dims: tuple[tuple[str, int], ...] = option(
        "--dim",
        group=INPUTS,
        default=(),
        repeatable=True,
        kind="assignment",
        help="Size of a named dimension of an .onnx model; others are 1. Repeatable.",
    )
    input_values: str = option(
        "--inputs",
        group=INPUTS,
        metavar="PATH",
        default="",
        help="Values for the inputs of an .onnx model: an .npz file, or a folder with input_0.pb. [default: generated]",
    )
    max_depth: int = option(
        "--max-depth",
        group=INPUTS,
        metavar="N",
        default=0,
        kind="whole",
        show_default=True,
        help="Also measure submodules, down to this depth.",
    )
    max_invocations: int = option(
        "--max-invocations",
        group=INPUTS,
        metavar="N",
        default=4,
        kind="count",
        show_default=True,
        help="Measure at most N input signatures (shapes, types, constants) per model.",
    )
    onnx_opset: int | None = option(
        "--onnx-opset",
        group=INPUTS,
        metavar="N",
        kind="whole",
        minimum=MIN_OPSET,
        maximum=MAX_OPSET,
        help="ONNX operator set version. [default: the exporter's]",
    )
    analyze_only: bool = option(
        "--analyze-only", group=INPUTS, default=False, kind="flag", help="Only find the models; do not export them."
    )
    build_only: bool = option(
        "--build-only", group=INPUTS, default=False, kind="flag", help="Only export the models; do not measure them."
    )

    devices: tuple[str, ...] = option(
        "--device",
        group=WHAT,
        metavar="DEVICE",
        default=("x86",),
        repeatable=True,
        show_default=True,
        help="Device to measure on, such as x86 (this CPU) or nvidia. Repeatable.",
    )
    runtimes: tuple[str, ...] = option(
        "--runtime",
        group=WHAT,
        metavar="RUNTIME",
        default=(),
        repeatable=True,
        help="Runtime to measure with (see `turnkey runners list`). Repeatable. [default: the device's first]",
    )
    precisions: tuple[str, ...] = option(
        "--precision",
        group=WHAT,
        metavar="PRECISION",
        default=(),
        repeatable=True,
        help="fp32, fp16, bf16, int8, or tf32 (NVIDIA only). Repeatable. [default: fp32]",
    )
    mode: str = option(
        "--mode",
        group=WHAT,
        default="latency",
        kind="choice",
        choices=("latency", "throughput"),
        show_default=True,
        help="latency: one request at a time; throughput: as many in parallel as is fastest.",
    )
    launcher: str = option(
        "--launcher", group=WHAT, default="auto", kind="launcher", show_default=True, help="How runners are started."
    )
    gpu: str = option(
        "--gpu",
        group=WHAT,
        metavar="GPU",
        default="",
        help="GPU index or UUID. [default: the first one visible to CUDA]",
    )
    threads: int | None = option(
        "--threads",
        group=WHAT,
        metavar="N",
        kind="count",
        help="Number of threads of the runtime. [default: one per physical core]",
    )

    profile: str = option(
        "--profile",
        group=HOW,
        default="standard",
        kind="choice",
        choices=tuple(PROFILES),
        show_default=True,
        help=describe_profiles(),
    )
    iterations: int | None = option(
        "--iterations", group=HOW, metavar="N", kind="count", help="Time exactly N inferences, in one process."
    )
    min_time: float | None = option(
        "--min-time",
        group=HOW,
        metavar="SECONDS",
        kind="seconds",
        help="Timed seconds per process. [default: the profile's]",
    )
    warmup: float | None = option(
        "--warmup",
        group=HOW,
        metavar="SECONDS",
        kind="seconds",
        help="Warm-up seconds per process. [default: the profile's]",
    )
    rtol: float | None = option(
        "--rtol",
        group=HOW,
        metavar="FLOAT",
        kind="number",
        help="Relative tolerance of outputs; requires --atol. [default: the precision's]",
    )
    atol: float | None = option(
        "--atol",
        group=HOW,
        metavar="FLOAT",
        kind="number",
        help="Absolute tolerance of outputs; requires --rtol. [default: the precision's]",
    )
    strict: bool = option(
        "--strict", group=HOW, default=False, kind="flag", help="Exit with status 1 if a result is not valid."
    )

    timeout: float = option(
        "--timeout",
        group=LIMITS,
        metavar="SECONDS",
        default=3600.0,
        kind="seconds",
        minimum=1.0,
        show_default=True,
        help="Limit in seconds for each script, export, conversion and measuring process.",
    )
    memory: int | None = option(
        "--memory",
        group=LIMITS,
        metavar="BYTES",
        kind="bytes",
        help="Memory limit of each process that runs a model, such as 8G.",
    )
    retry_delay: float = option(
        "--retry-delay",
        group=LIMITS,
        metavar="SECONDS",
        default=10.0,
        kind="seconds",
        show_default=True,
        help="Wait before the first of 3 retries of a job whose runner was lost; twice as long before each other one.",
    )
    sandbox: bool = option(
        "--sandbox",
        group=LIMITS,
        default=False,
        kind="flag",
        help="Run scripts in a container: no network, none of your files but the script's folder.",
    )
    jobs: int | None = option(
        "--jobs",
        group=LIMITS,
        metavar="N",
        kind="count",
        help="Scripts to analyze and export in parallel. [default: by cores and memory]",
    )

    cache_dir: str = option(
        "-d",
        "--cache-dir",
        group=CACHE,
        metavar="CACHE",
        default="default",
        kind="cache",
        show_default=True,
        envvar="TURNKEY_CACHE_DIR",
        help="Cache: a folder that exists or has a slash, or a name in the cache root.",
    )
    rebuild: str = option(
        "--rebuild",
        group=CACHE,
        default="if-needed",
        kind="choice",
        choices=("if-needed", "always", "never"),
        show_default=True,
        help="Redo cached work: if anything changed, always, or never (not even if the script changed).",
    )
    remeasure: bool = option(
        "--remeasure",
        group=CACHE,
        default=False,
        kind="flag",
        help="Measure again, but reuse exported models.",
    )
    dedupe: bool = option(
        "--dedupe",
        group=CACHE,
        default=False,
        kind="flag",
        help="Measure models with the same structure once, and store the result for each.",
    )
    lean_cache: bool = option(
        "--lean-cache",
        group=CACHE,
        default=False,
        kind="flag",
        help="Delete each exported model after its measurements; keep the results.",
    )

    as_json: bool = option("--json", group=OUTPUT, default=False, kind="flag", help="Print JSON, one value per line.")
    verbosity: str = option(
        "--verbosity",
        group=OUTPUT,
        default="normal",
        kind="choice",
        choices=("quiet", "normal", "debug"),
        show_default=True,
        help="quiet: the table only; normal: each result; debug: each stage.",
    )
