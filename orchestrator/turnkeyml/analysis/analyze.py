"""Finds the invocations of a script: runs it, records the models that it calls, describes each call once."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path

import torch

from turnkey_runner.contract import Failure, Kind, Stage
from turnkeyml.analysis.input_structure import spec_of
from turnkeyml.analysis.recorded_call import Call
from turnkeyml.analysis.run_script import run_script
from turnkeyml.analysis.trace import Trace
from turnkeyml.analysis.trace_calls import record_calls
from turnkeyml.analysis.variants import Variants
from turnkeyml.records import AnalysisOptions, Invocation


@dataclass(frozen=True, kw_only=True)
class Found:
    """An invocation with the live model and the inputs of its first call."""

    invocation: Invocation
    call: Call


def analyze_script(path: Path, options: AnalysisOptions) -> tuple[tuple[Found, ...], Failure | None]:
    """Run a script; return its invocations in the order of their first calls, or the failure."""
    trace = Trace(max_depth=options.max_depth, max_invocations=options.max_invocations, script=str(path.absolute()))
    with record_calls(trace):
        failure = run_script(path, options.script_args)
    torch.set_grad_enabled(True)  # a script may have left it off; exporters expect the default
    found = () if failure else _merge_calls(trace, has_arguments=bool(options.script_args))
    if not failure and not found:
        failure = Failure(
            stage=Stage.ANALYSIS,
            kind=Kind.NO_MODEL,
            message=_describe_nothing_found(trace),
            remedy="call the model in the script, as `model(inputs)`",
        )
    return found, failure


def _describe_nothing_found(trace: Trace) -> str:
    """Why a script has no invocation: what was passed over belongs to the answer."""
    passed_over = "; ".join(trace.describe_passed_over())
    reasons = "; ".join(filter(None, (passed_over, trace.children.describe())))
    return "the script called no torch.nn.Module" + (f" itself: {reasons}" if reasons else "")


def _merge_calls(trace: Trace, *, has_arguments: bool) -> tuple[Found, ...]:
    """One invocation per hash: equal models that are called with equal structures are merged, their calls added up.

    Models of the same hash that compute something else get different hashes; the first keeps its hash. Where the
    script has arguments, each configuration is part of the hash: the models of a sweep are different ones.
    """
    merged: dict[str, Found] = {}
    variants = Variants(has_arguments=has_arguments)
    remarks = _script_remarks(trace)
    for call in (trace.calls or trace.parameterless).values():
        hash8 = variants.hash_of(call)
        additional = len(trace.additional_structures.get(call.token, ()))
        previous = merged.get(hash8)
        if previous is None:
            of_model = tuple(sorted(trace.remarks.get(call.token, ())))
            if additional:
                of_model += (_describe_additional(call, additional, trace.max_invocations),)
            invocation = _invocation(hash8, call, additional, (*of_model, *remarks))
            merged[hash8] = Found(invocation=invocation, call=call)
            call.release()
            continue
        call.release()
        invocation = dataclasses.replace(
            previous.invocation,
            calls=previous.invocation.calls + call.count,
            call_time_s=previous.invocation.call_time_s + call.time_s,
            further_structures=max(previous.invocation.further_structures, additional),
            training=previous.invocation.training and call.training,
        )
        merged[hash8] = dataclasses.replace(previous, invocation=invocation)
    return tuple(merged.values())


def _describe_additional(call: Call, additional: int, max_invocations: int) -> str:
    return (
        f"the script called {type(call.module).__name__} with {additional:,} more structures of inputs than the "
        f"{max_invocations} that are built (--max-invocations)"
    )


def _script_remarks(trace: Trace) -> tuple[str, ...]:
    """What the script did besides: calls that are no invocations, and child processes."""
    children = trace.children.describe() if trace.children.model_classes else ""
    passed_over = "; ".join(trace.describe_passed_over())
    return tuple(filter(None, (f"the script also made {passed_over}" if passed_over else "", children)))


def _invocation(hash8: str, call: Call, additional_structures: int, remarks: tuple[str, ...]) -> Invocation:
    return Invocation(
        hash=hash8,
        model_class=type(call.module).__name__,
        source_line=call.source_line,
        depth=call.depth,
        parameters=call.as_called.parameters,
        parameter_bytes=call.as_called.parameter_bytes,
        inputs=tuple(spec_of(name, t) for name, t in zip(call.inputs.names, call.inputs.tensors, strict=True)),
        calls=call.count,
        call_time_s=call.time_s,
        further_structures=additional_structures,
        training=call.training,
        remarks=remarks,
    )
