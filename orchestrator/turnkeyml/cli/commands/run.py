"""`turnkey run`: scripts into results."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import click

from turnkey_runner.contract.profiles import PROFILES
from turnkeyml.cli.options import (
    Assignment,
    Bytes,
    Finite,
    VariadicOptionCommand,
    cache_option,
    is_label,
    json_option,
    launcher_option,
)
from turnkeyml.records import MAX_OPSET, MIN_OPSET


class _Run(VariadicOptionCommand):
    many = {"--labels": is_label}


@click.command("run", cls=_Run)
@click.argument("inputs", nargs=-1, metavar="[INPUTS]...")
@cache_option
@click.option("--device", "devices", multiple=True, default=("x86",), show_default=True, help="Where to measure.")
@click.option("--runtime", "runtimes", multiple=True, help="Which runtime; the device's default without. Repeatable.")
@click.option(
    "--precision",
    "precisions",
    multiple=True,
    help="fp32, fp16, bf16, int8, or tf32 on NVIDIA. [default: fp32] Repeatable.",
)
@launcher_option
@click.option("--script-args", default="", help='Arguments for every script, for example "--batch_size 8".')
@click.option("--dim", "dims", type=Assignment(), multiple=True, help="Value of a named dimension of an .onnx input.")
@click.option(
    "--sweep",
    "sweeps",
    multiple=True,
    metavar="NAME=V1,V2",
    help="Take each input once for each value: an argument of scripts, a dimension of .onnx files. Repeatable.",
)
@click.option("--labels", "words", multiple=True, metavar="KEY::VALUE...", help="Only scripts with these labels.")
@click.option(
    "--profile",
    type=click.Choice(list(PROFILES)),
    default="standard",
    show_default=True,
    help="How thoroughly: one process; five to ten until the interval is within 5 %; ten to twenty until 2 %.",
)
@click.option(
    "--mode",
    type=click.Choice(["latency", "throughput"]),
    default="latency",
    show_default=True,
    help="One request after the other, or as many at once as the device takes.",
)
@click.option("--iterations", type=click.IntRange(min=1), help="Exactly so many timed inferences, in one process.")
@click.option("--min-time", type=Finite(min=0), help="Seconds of timing in each process.")
@click.option("--warmup", type=Finite(min=0), help="Seconds of warm-up in each process.")
@click.option("--gpu", default="", help="Which card, by index or UUID. [default: the first visible to CUDA]")
@click.option("--threads", type=click.IntRange(min=1), help="Threads of the runtime. [default: one a physical core]")
@click.option(
    "--rtol", type=Finite(min=0), help="Relative tolerance of parity, with --atol. [default: the precision's]"
)
@click.option(
    "--atol", type=Finite(min=0), help="Absolute tolerance of parity, with --rtol. [default: the precision's]"
)
@click.option("--strict", is_flag=True, help="Count a result that is not valid as failed.")
@click.option(
    "--timeout",
    type=Finite(min=1),
    default=3600.0,
    show_default=True,
    help="Seconds for running a script, for each export and conversion, and for measuring a model in a process.",
)
@click.option("--memory", type=Bytes(), help="Limit of each process that runs a model, for example 8G.")
@click.option(
    "--rebuild",
    type=click.Choice(["if-needed", "always", "never"]),
    default="if-needed",
    show_default=True,
    help="Whether to analyze, export and measure again what the cache holds; never: also where the script has changed.",
)
@click.option("--remeasure", is_flag=True, help="Measure again, but keep the exported models.")
@click.option(
    "--dedupe",
    is_flag=True,
    help="Measure models of one structure once, and file the result under each of their names.",
)
@click.option(
    "--jobs", type=click.IntRange(min=1), help="Scripts to analyze and export at once. [default: by cores and memory]"
)
@click.option("--lean-cache", is_flag=True, help="Drop each exported model after its jobs; results stay.")
@click.option("--analyze-only", is_flag=True, help="Stop when the models of a script are known.")
@click.option("--build-only", is_flag=True, help="Stop when the models are exported.")
@click.option(
    "--max-depth",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Take submodules for models of their own, too, so many levels down.",
)
@click.option(
    "--max-invocations",
    type=click.IntRange(min=1),
    default=4,
    show_default=True,
    help="Of one model, so many structures of inputs (shapes, types, constants); further ones are only counted.",
)
@click.option(
    "--onnx-opset", type=click.IntRange(MIN_OPSET, MAX_OPSET), help="ONNX operator set. [default: the exporter's]"
)
@json_option
@click.option(
    "--verbosity",
    type=click.Choice(["quiet", "normal", "debug"]),
    default="normal",
    show_default=True,
    help="What is told of the run: only the table, each result, or each stage.",
)
def command(**given: Any) -> int:
    """Find the models that INPUTS call, export them, measure them on the device.

    INPUTS are .py scripts, .onnx models, .txt lists of inputs, script.py::HASH for one invocation,
    globs, folders, and names of the collection (timm, timm/resnet50, 'timm/*vit*'). Without INPUTS,
    every build that the cache holds is measured.

    \b
    turnkey run models/selftest/*.py --device x86 --runtime ort --runtime openvino
    turnkey run bert.py --script-args="--batch_size 8 --max_seq_length 64"
    turnkey run --runtime openvino -d mycache
    """
    from turnkeyml import labels
    from turnkeyml.inputs import resolve
    from turnkeyml.system import paths
    from turnkeyml.worker.prestart import prestarted_server

    wanted = labels.parse_labels(given["words"])
    remarks: list[str] = []
    inputs = resolve.find_inputs(given["inputs"], wanted, remarks.append)
    cache = paths.find_cache(given["cache_dir"])
    with prestarted_server(inputs, cache) as early:
        return _run(given, wanted, inputs, remarks, cache, early)


def _run(given: dict[str, Any], wanted: Any, inputs: Any, remarks: list[str], cache: Path, early: Any) -> int:
    """Run the inputs, or what the cache holds; the exit status. What it imports takes half a second."""
    from turnkeyml.cache.store import Store
    from turnkeyml.cli.output.run_console import RunConsole
    from turnkeyml.inputs import resolve
    from turnkeyml.pipeline import run
    from turnkeyml.system import paths

    options = _options(given)
    console = RunConsole(verbosity=given["verbosity"], as_json=given["as_json"])
    for remark in remarks:
        console.notify(remark)
    store = Store.create(cache)
    console.begin(options, store.path)
    with console:
        if not given["inputs"] and not any(store.build_names()):
            console.notify(f"the cache is empty: running {paths.models_folder() / 'selftest'}")
            inputs = resolve.find_inputs([str(paths.models_folder() / "selftest")], wanted)
        if inputs:
            outcome = run.run_inputs(inputs, options, store, console, early)
        else:
            outcome = run.run_cached(wanted, options, store, console)
    console.end(outcome, strict=given["strict"])
    return 1 if outcome.failed or (given["strict"] and outcome.not_valid) else 0


def _options(given: dict[str, Any]) -> Any:
    """The pipeline's options out of Click's values."""
    from turnkeyml.dispatch.device_lock import default_gpu
    from turnkeyml.inputs.sweep import parse_sweeps
    from turnkeyml.options import BuildOptions, JobOptions, RunOptions, choose_targets
    from turnkeyml.records import AnalysisOptions

    try:
        script_args = tuple(shlex.split(given["script_args"]))
    except ValueError as error:
        raise click.UsageError(f"--script-args cannot be read: {error}") from error
    return RunOptions(
        targets=choose_targets(given["devices"], given["runtimes"], given["precisions"]),
        build=BuildOptions(
            analysis=AnalysisOptions(
                script_args=script_args,
                max_depth=given["max_depth"],
                max_invocations=given["max_invocations"],
                opset=given["onnx_opset"],
                dims=dict(given["dims"]),
            ),
            rebuild=given["rebuild"],
            export=not given["analyze_only"],
            timeout_s=given["timeout"],
            memory_bytes=given["memory"],
        ),
        job=JobOptions(
            settings=_settings(given),
            threads=given["threads"],
            timeout_s=given["timeout"],
            memory_bytes=given["memory"],
            tolerance=_tolerance(given),
            gpu=default_gpu(given["gpu"]),
            dedupe=given["dedupe"],
        ),
        sweeps=parse_sweeps(given["sweeps"]),
        launcher=given["launcher"],
        jobs=given["jobs"],
        measure=not (given["analyze_only"] or given["build_only"]),
        remeasure=given["remeasure"],
        lean_cache=given["lean_cache"],
        memory_bytes=given["memory"],
    )


def _settings(given: dict[str, Any]) -> Any:
    """The profile, with what was asked for beside it."""
    from dataclasses import replace

    if given["iterations"] is not None and given["mode"] == "throughput":
        raise click.UsageError("--iterations counts one request after the other; use --min-time with --mode throughput")
    chosen = {"min_time_s": given["min_time"], "warmup_time_s": given["warmup"], "iterations": given["iterations"]}
    settings = replace(
        PROFILES[given["profile"]], **{name: value for name, value in chosen.items() if value is not None}
    )
    settings = replace(settings, max_time_s=max(settings.max_time_s, settings.min_time_s))  # what was asked for is done
    if given["iterations"] is not None:
        settings = replace(settings, processes=1, max_processes=1, target_half_width=None)
    return replace(settings, mode=given["mode"])


def _tolerance(given: dict[str, Any]) -> Any:
    """What replaces the parity gates, where something does; both are asked for, so that neither is forgotten."""
    from turnkey_runner.contract import Tolerance

    rtol, atol = given["rtol"], given["atol"]
    if (rtol is None) != (atol is None):
        raise click.UsageError("--rtol and --atol belong together")
    return None if rtol is None else Tolerance(rtol=rtol, atol=atol)
