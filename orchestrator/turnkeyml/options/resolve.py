"""A typed command line, resolved to the options of a run."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import get_args

from turnkey_runner.contract import Settings, Tolerance
from turnkey_runner.contract.profiles import PROFILES
from turnkeyml.errors import UsageError
from turnkeyml.options.request import RunRequest
from turnkeyml.options.run_options import BuildOptions, JobOptions, ProcessLimits, Rebuild, RunOptions, Sweep
from turnkeyml.options.targets import ChooseUnit, choose_targets, with_units
from turnkeyml.records import AnalysisOptions


def resolve_options(request: RunRequest, choose_unit: ChooseUnit = lambda typed, _: typed) -> RunOptions:
    """Resolve names, profiles and sweeps. Raises `UsageError` for values that cannot be combined or do not exist."""
    targets = choose_targets(request.devices, request.runtimes, request.precisions)
    live = next((target.runtime for target in targets if target.is_live_model), "")
    if request.sandbox and live:
        message = f"--sandbox runs scripts in a container, and {live} measures their live models on this host"
        raise UsageError(message, remedy="leave out --sandbox or this runtime")
    return RunOptions(
        targets=with_units(targets, request.gpu, choose_unit),
        request=request,
        build=BuildOptions(
            analysis=AnalysisOptions(
                script_args=_script_args(request.script_args),
                max_depth=request.max_depth,
                max_invocations=request.max_invocations,
                opset=request.onnx_opset,
                dims=dict(request.dims),
                inputs=request.input_values,
            ),
            rebuild=_rebuild(request.rebuild),
            export=not request.analyze_only,
            limits=ProcessLimits(timeout_s=request.timeout, memory_bytes=request.memory),
        ),
        job=JobOptions(
            settings=_settings(request),
            threads=request.threads,
            tolerance=_tolerance(request),
            dedupe=request.dedupe,
        ),
        sweeps=parse_sweeps(request.sweeps),
    )


def parse_sweeps(words: tuple[str, ...]) -> tuple[Sweep, ...]:
    """Read `NAME=V1,V2` words. Raises `UsageError` for one of another form, and for a name that occurs twice."""
    sweeps: dict[str, tuple[str, ...]] = {}
    for word in words:
        name, _, values = word.partition("=")
        found = tuple(dict.fromkeys(value for value in values.split(",") if value))
        if not name or not found or name in sweeps:
            raise UsageError(f"not a sweep: {word!r}", remedy="write --sweep NAME=V1,V2, each name once")
        sweeps[name] = found
    return tuple(sweeps.items())


def _script_args(text: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(text))
    except ValueError as error:
        raise UsageError(f"--script-args cannot be read: {error}") from error


def _rebuild(word: str) -> Rebuild:
    known: dict[str, Rebuild] = {one: one for one in get_args(Rebuild)}
    return known[word]


def _settings(request: RunRequest) -> Settings:
    """The profile's settings, with those that were typed in their place."""
    if request.iterations is not None and request.mode == "throughput":
        raise UsageError("--iterations counts one request after the other; use --min-time with --mode throughput")
    typed = {"min_time_s": request.min_time, "warmup_time_s": request.warmup, "iterations": request.iterations}
    settings = replace(
        PROFILES[request.profile],
        **{name: value for name, value in typed.items() if value is not None},  # type: ignore[arg-type]
    )
    settings = replace(settings, max_time_s=max(settings.max_time_s, settings.min_time_s))
    if request.iterations is not None:
        settings = replace(settings, processes=1, max_processes=1, target_half_width=None)
    return replace(settings, mode="throughput" if request.mode == "throughput" else "latency")


def _tolerance(request: RunRequest) -> Tolerance | None:
    """The tolerance that replaces the parity gates, if any; both numbers are required, so that neither is forgotten."""
    if (request.rtol is None) != (request.atol is None):
        raise UsageError("--rtol and --atol belong together")
    if request.rtol is None or request.atol is None:
        return None
    return Tolerance(rtol=request.rtol, atol=request.atol)
