"""A script into its invocations: run it, see what it called, describe each call once."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path

import torch

from turnkey_runner.contract import Failure, Kind, Stage
from turnkeyml.analysis.input_structure import spec_of
from turnkeyml.analysis.invocation_hash import disambiguated_hash, invocation_hash, module_config
from turnkeyml.analysis.run_script import run_script
from turnkeyml.analysis.trace_calls import Call, Trace, record_calls
from turnkeyml.records import AnalysisOptions, Invocation


@dataclass(frozen=True, kw_only=True)
class Found:
    """An invocation with the live model and inputs that it was seen with."""

    invocation: Invocation
    call: Call


def analyze_script(path: Path, options: AnalysisOptions) -> tuple[tuple[Found, ...], Failure | None]:
    """Run a script; return what it called, in the order of the first calls, or why there is nothing to go on with."""
    trace = Trace(max_depth=options.max_depth, max_invocations=options.max_invocations, script=str(path))
    with record_calls(trace):
        failure = run_script(path, options.script_args)
    torch.set_grad_enabled(True)  # a script may have left it off; exporters count on the default
    found = () if failure else _describe(trace, configured=bool(options.script_args))
    if not failure and not found:
        failure = Failure(
            stage=Stage.ANALYSIS,
            kind=Kind.NO_MODEL,
            message="the script called no torch.nn.Module",
            remedy="call the model in the script, as `model(inputs)`",
        )
    return found, failure


def _describe(trace: Trace, *, configured: bool) -> tuple[Found, ...]:
    """One invocation for each hash: equal models called with equal structures are one, with their calls added up.

    Models of one hash that are configured differently have hashes of their own, but for the first. Where a script was
    `configured` by its arguments, the configuration is part of the hash: those of a sweep are different models.
    """
    merged: dict[str, Found] = {}
    first: dict[str, str] = {}
    for (identity, structure), call in (trace.calls or trace.parameterless).items():
        hash8, told = invocation_hash(call.module, structure), module_config(call.module)
        if configured or first.setdefault(hash8, told) != told:
            hash8 = disambiguated_hash(hash8, told)
        further = len(trace.further.get(identity, ()))
        known = merged.get(hash8)
        if known is None:
            merged[hash8] = Found(invocation=_invocation(hash8, call, further), call=call)
            continue
        invocation = dataclasses.replace(
            known.invocation,
            calls=known.invocation.calls + call.count,
            call_time_s=known.invocation.call_time_s + call.time_s,
        )
        merged[hash8] = dataclasses.replace(known, invocation=invocation)
    return tuple(merged.values())


def _invocation(hash8: str, call: Call, further: int) -> Invocation:
    parameters = list(call.module.parameters())
    return Invocation(
        hash=hash8,
        model_class=type(call.module).__name__,
        source_line=call.source_line,
        depth=call.depth,
        parameters=sum(parameter.numel() for parameter in parameters),
        parameter_bytes=sum(parameter.nbytes for parameter in parameters),
        inputs=tuple(spec_of(name, t) for name, t in zip(call.inputs.names, call.inputs.tensors, strict=True)),
        calls=call.count,
        call_time_s=call.time_s,
        further_structures=further,
        training=call.training,
    )
