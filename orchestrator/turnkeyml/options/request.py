"""The options of `turnkey run` as they are typed: one field per option, with the text of `--help`."""

from __future__ import annotations

from dataclasses import dataclass

from turnkey_runner.contract.profiles import PROFILES, describe_profiles
from turnkeyml.options.option_text import option
from turnkeyml.records import MAX_OPSET, MIN_OPSET

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
    """A command line of `turnkey run`. A new option is a field here, and a reader of it."""

    labels: tuple[str, ...] = option(
        "--labels",
        group=INPUTS,
        default=(),
        repeatable=True,
        metavar="KEY::VALUE...",
        help="Only scripts with these labels.",
    )
    script_args: str = option(
        "--script-args", group=INPUTS, default="", help='Arguments for every script, for example "--batch_size 8".'
    )
    sweeps: tuple[str, ...] = option(
        "--sweep",
        group=INPUTS,
        default=(),
        repeatable=True,
        metavar="NAME=V1,V2",
        help="Run each input once per value: an argument of scripts, a dimension of .onnx files. Repeatable.",
    )
    dims: tuple[tuple[str, int], ...] = option(
        "--dim",
        group=INPUTS,
        default=(),
        repeatable=True,
        kind="assignment",
        help="Value of a named dimension of an .onnx input.",
    )
    max_depth: int = option(
        "--max-depth",
        group=INPUTS,
        default=0,
        kind="whole",
        show_default=True,
        help="Measure submodules as models of their own too, down to this depth.",
    )
    max_invocations: int = option(
        "--max-invocations",
        group=INPUTS,
        default=4,
        kind="count",
        show_default=True,
        help="Input structures (shapes, types, constants) measured per model; others are only counted.",
    )
    onnx_opset: int | None = option(
        "--onnx-opset",
        group=INPUTS,
        kind="whole",
        minimum=MIN_OPSET,
        maximum=MAX_OPSET,
        help="ONNX operator set. [default: the exporter's]",
    )
    analyze_only: bool = option(
        "--analyze-only", group=INPUTS, default=False, kind="flag", help="Stop when the models of a script are known."
    )
    build_only: bool = option(
        "--build-only", group=INPUTS, default=False, kind="flag", help="Stop when the models are exported."
    )

    devices: tuple[str, ...] = option(
        "--device",
        group=WHAT,
        default=("x86",),
        repeatable=True,
        show_default=True,
        help="Device to measure on. Repeatable.",
    )
    runtimes: tuple[str, ...] = option(
        "--runtime",
        group=WHAT,
        default=(),
        repeatable=True,
        help="Runtime to measure with. [default: the device's] Repeatable.",
    )
    precisions: tuple[str, ...] = option(
        "--precision",
        group=WHAT,
        default=(),
        repeatable=True,
        help="fp32, fp16, bf16, int8, or tf32 on NVIDIA. [default: fp32] Repeatable.",
    )
    mode: str = option(
        "--mode",
        group=WHAT,
        default="latency",
        kind="choice",
        choices=("latency", "throughput"),
        show_default=True,
        help="One request after the other, or as many in parallel as the device takes.",
    )
    launcher: str = option(
        "--launcher", group=WHAT, default="auto", kind="launcher", show_default=True, help="How runners are started."
    )
    gpu: str = option(
        "--gpu", group=WHAT, default="", help="GPU by index or UUID. [default: the first visible to CUDA]"
    )
    threads: int | None = option(
        "--threads", group=WHAT, kind="count", help="Threads of the runtime. [default: one per physical core]"
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
        "--iterations", group=HOW, kind="count", help="Exactly this many timed inferences, in one process."
    )
    min_time: float | None = option("--min-time", group=HOW, kind="seconds", help="Seconds of timing in each process.")
    warmup: float | None = option("--warmup", group=HOW, kind="seconds", help="Seconds of warm-up in each process.")
    rtol: float | None = option(
        "--rtol",
        group=HOW,
        kind="number",
        help="Relative tolerance of parity, with --atol. [default: the precision's]",
    )
    atol: float | None = option(
        "--atol",
        group=HOW,
        kind="number",
        help="Absolute tolerance of parity, with --rtol. [default: the precision's]",
    )
    strict: bool = option(
        "--strict", group=HOW, default=False, kind="flag", help="Count a result that is not valid as failed."
    )

    timeout: float = option(
        "--timeout",
        group=LIMITS,
        default=3600.0,
        kind="seconds",
        minimum=1.0,
        show_default=True,
        help="Seconds for running a script, for each export and conversion, and for measuring a model in a process.",
    )
    memory: int | None = option(
        "--memory",
        group=LIMITS,
        kind="bytes",
        help="Memory limit of each process that runs a model, for example 8G.",
    )
    jobs: int | None = option(
        "--jobs",
        group=LIMITS,
        kind="count",
        help="Scripts to analyze and export in parallel. [default: by cores and memory]",
    )

    cache_dir: str = option(
        "-d",
        "--cache-dir",
        group=CACHE,
        default="default",
        kind="cache",
        show_default=True,
        envvar="TURNKEY_CACHE_DIR",
        help="The cache: a folder, or a name under the cache root.",
    )
    rebuild: str = option(
        "--rebuild",
        group=CACHE,
        default="if-needed",
        kind="choice",
        choices=("if-needed", "always", "never"),
        show_default=True,
        help="Analyze, export and measure again what the cache holds; never: not even where the script has changed.",
    )
    remeasure: bool = option(
        "--remeasure",
        group=CACHE,
        default=False,
        kind="flag",
        help="Measure again, but reuse the exported models.",
    )
    dedupe: bool = option(
        "--dedupe",
        group=CACHE,
        default=False,
        kind="flag",
        help="Measure models of one structure once, and store the result under each of their names.",
    )
    lean_cache: bool = option(
        "--lean-cache",
        group=CACHE,
        default=False,
        kind="flag",
        help="Drop each exported model after its jobs; results stay.",
    )

    as_json: bool = option("--json", group=OUTPUT, default=False, kind="flag", help="Print JSON, one value per line.")
    verbosity: str = option(
        "--verbosity",
        group=OUTPUT,
        default="normal",
        kind="choice",
        choices=("quiet", "normal", "debug"),
        show_default=True,
        help="Print only the table, each result, or each stage.",
    )
