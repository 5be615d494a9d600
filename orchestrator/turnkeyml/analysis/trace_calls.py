"""Finds the models that a script calls: wraps `torch.nn.Module.__call__` while the script runs."""

from __future__ import annotations

import inspect
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch

from turnkeyml.analysis.input_structure import Inputs, describe, flatten

MAX_PARAMETERLESS = 16
"""How many calls of modules without parameters are recorded: a script may create one per iteration of a loop."""


@dataclass
class Call:
    """The calls of a model with one structure of inputs."""

    module: torch.nn.Module
    inputs: Inputs
    """The inputs of the first call, copied before the model could change them."""
    structure: str
    """The text of `describe`."""
    source_line: str
    """Where the script made the first call: `path:line`."""
    depth: int
    """How many recorded calls the first call was nested in."""
    training: bool
    """Whether the model was in training mode."""
    computes_gradients: bool | None = None
    """Whether the model computes gradients in its forward pass; None until it has been run again."""
    count: int = 0
    time_s: float = 0.0
    """The time of all calls together."""


@dataclass
class Trace:
    """The calls that a script has made so far."""

    max_depth: int
    """How many levels of submodules below the models are recorded, too."""
    max_invocations: int
    """How many structures are recorded per model."""
    script: str
    """The path of the script, as in the code objects that it was compiled to."""
    calls: dict[tuple[int, str], Call] = field(default_factory=dict)
    """By the id of the model and the structure of its inputs."""
    parameterless: dict[tuple[int, str], Call] = field(default_factory=dict)
    """Calls of modules without parameters. They are invocations only where the script calls no other module."""
    additional_structures: dict[int, set[str]] = field(default_factory=dict)
    """Structures beyond `max_invocations`, by the id of the model."""
    structure_counts: dict[int, int] = field(default_factory=dict)
    """How many structures are recorded, by the id of the model."""

    def drop_parameterless(self) -> None:
        """Free the modules without parameters and the copies of their inputs: the script calls a model."""
        for identity, _ in self.parameterless:
            self.structure_counts.pop(identity, None)
            self.additional_structures.pop(identity, None)
        self.parameterless.clear()


class _Depth(threading.local):
    value = 0
    inside_parameterless = False


@contextmanager
def record_calls(trace: Trace) -> Iterator[None]:
    """Record the calls made inside the block. The models behave as they do without it."""
    original = torch.nn.Module.__call__
    depth = _Depth()

    def call(module: torch.nn.Module, *args: Any, **kwargs: Any) -> Any:
        if depth.value > trace.max_depth:
            return original(module, *args, **kwargs)
        if _compiled_original(module) is not None:
            return original(module, *args, **kwargs)  # the wrapper calls the original module, which is recorded
        if not _has_parameters(module):
            return record_parameterless(module, *args, **kwargs)
        trace.drop_parameterless()
        recorded = _record(trace, trace.calls, module, args, kwargs, depth.value)
        depth.value += 1
        try:
            with _counting(recorded):
                return original(module, *args, **kwargs)
        finally:
            depth.value -= 1

    def record_parameterless(module: torch.nn.Module, *args: Any, **kwargs: Any) -> Any:
        if depth.value or depth.inside_parameterless or trace.calls:
            return original(module, *args, **kwargs)
        recorded = _record(trace, trace.parameterless, module, args, kwargs, 0)
        depth.inside_parameterless = True
        try:
            with _counting(recorded):
                return original(module, *args, **kwargs)
        finally:
            depth.inside_parameterless = False

    torch.nn.Module.__call__ = call  # type: ignore[method-assign]
    try:
        yield
    finally:
        torch.nn.Module.__call__ = original  # type: ignore[method-assign]


@contextmanager
def _counting(recorded: Call | None) -> Iterator[None]:
    """Add one call and the time that it takes."""
    start = time.perf_counter()
    try:
        yield
    finally:
        if recorded is not None:
            recorded.count += 1
            recorded.time_s += time.perf_counter() - start


def _record(
    trace: Trace,
    calls: dict[tuple[int, str], Call],
    module: torch.nn.Module,
    args: Any,
    kwargs: Any,
    depth: int,
) -> Call | None:
    """The record of a call; None for one beyond the limits."""
    uncopied = flatten(args, kwargs, (), copy_constants=False)  # copies and names are needed for a new structure alone
    structure = describe(uncopied.template, uncopied.tensors)
    identity = id(module)
    known = calls.get((identity, structure))
    if known is not None:
        return known
    if calls is trace.parameterless and len(calls) >= MAX_PARAMETERLESS:
        return None
    if trace.structure_counts.get(identity, 0) >= trace.max_invocations:
        trace.additional_structures.setdefault(identity, set()).add(structure)
        return None
    trace.structure_counts[identity] = trace.structure_counts.get(identity, 0) + 1
    inputs = flatten(args, kwargs, _parameter_names(module.forward))
    with torch.inference_mode(mode=False), torch.no_grad():
        copies = tuple(tensor.detach().clone().requires_grad_(tensor.requires_grad) for tensor in inputs.tensors)
    call = Call(
        module=module,
        inputs=Inputs(template=inputs.template, names=inputs.names, tensors=copies),
        structure=structure,
        source_line=_source_line(trace.script),
        depth=depth,
        training=getattr(module, "training", False),  # a frozen TorchScript module has no mode
    )
    calls[identity, structure] = call
    return call


def _has_parameters(module: torch.nn.Module) -> bool:
    return next(module.parameters(), None) is not None


def _compiled_original(module: torch.nn.Module) -> torch.nn.Module | None:
    """The module that `torch.compile` wrapped, if this is such a wrapper."""
    original = module.__dict__.get("_modules", {}).get("_orig_mod")
    return original if isinstance(original, torch.nn.Module) else None


def _parameter_names(forward: Callable[..., Any]) -> list[str]:
    try:
        parameters = inspect.signature(forward).parameters.values()
    except (TypeError, ValueError):
        return []
    return [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]


def _source_line(script: str) -> str:
    """The innermost line of the script itself that led to this call."""
    frame = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_filename == script:
            return f"{script}:{frame.f_lineno}"
        if frame.f_back is None:
            break
        frame = frame.f_back
    return script
