"""Finding the models that a script calls, by wrapping `torch.nn.Module.__call__` while it runs."""

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
"""Calls of modules without parameters that are kept: a script may make a new one in each turn of a loop."""


@dataclass
class Call:
    """A model called with one structure of inputs, while the script still runs."""

    module: torch.nn.Module
    inputs: Inputs
    """The inputs of the first call with this structure, copied before the model could change them."""
    structure: str
    source_line: str
    depth: int
    training: bool
    count: int = 0
    time_s: float = 0.0


@dataclass
class Trace:
    """What a script has called so far."""

    max_depth: int
    max_invocations: int
    script: str
    calls: dict[tuple[int, str], Call] = field(default_factory=dict)
    parameterless: dict[tuple[int, str], Call] = field(default_factory=dict)
    """The script's own calls of modules without parameters: what it is about where it calls no others."""
    further: dict[int, set[str]] = field(default_factory=dict)
    """Structures beyond `max_invocations`, by model."""
    structures: dict[int, int] = field(default_factory=dict)

    def drop_parameterless(self) -> None:
        """Let go of modules without parameters, with the copies of their inputs: there is a model."""
        for identity, _ in self.parameterless:
            self.structures.pop(identity, None)
            self.further.pop(identity, None)
        self.parameterless.clear()


class _Depth(threading.local):
    value = 0
    inside_parameterless = False


@contextmanager
def record_calls(trace: Trace) -> Iterator[None]:
    """Fill the trace with the calls that are made meanwhile. The script sees models that work as ever."""
    original = torch.nn.Module.__call__
    depth = _Depth()

    def call(module: torch.nn.Module, *args: Any, **kwargs: Any) -> Any:
        if depth.value > trace.max_depth:
            return original(module, *args, **kwargs)
        if _compiled_original(module) is not None:
            return original(module, *args, **kwargs)  # its original is called next, and recorded
        if not _has_parameters(module):
            return record_parameterless(module, *args, **kwargs)
        trace.drop_parameterless()
        seen = _note(trace, trace.calls, module, args, kwargs, depth.value)
        depth.value += 1
        try:
            with _counting(seen):
                return original(module, *args, **kwargs)
        finally:
            depth.value -= 1

    def record_parameterless(module: torch.nn.Module, *args: Any, **kwargs: Any) -> Any:
        if depth.value or depth.inside_parameterless or trace.calls:
            return original(module, *args, **kwargs)
        seen = _note(trace, trace.parameterless, module, args, kwargs, 0)
        depth.inside_parameterless = True
        try:
            with _counting(seen):
                return original(module, *args, **kwargs)
        finally:
            depth.inside_parameterless = False

    torch.nn.Module.__call__ = call  # type: ignore[method-assign]
    try:
        yield
    finally:
        torch.nn.Module.__call__ = original  # type: ignore[method-assign]


@contextmanager
def _counting(seen: Call | None) -> Iterator[None]:
    """Add one call, and how long it takes."""
    start = time.perf_counter()
    try:
        yield
    finally:
        if seen is not None:
            seen.count += 1
            seen.time_s += time.perf_counter() - start


def _note(
    trace: Trace,
    calls: dict[tuple[int, str], Call],
    module: torch.nn.Module,
    args: Any,
    kwargs: Any,
    depth: int,
) -> Call | None:
    uncopied = flatten(args, kwargs, (), copy_constants=False)  # copies and names are needed for a new structure alone
    structure = describe(uncopied.template, uncopied.tensors)
    identity = id(module)
    known = calls.get((identity, structure))
    if known is not None:
        return known
    if calls is trace.parameterless and len(calls) >= MAX_PARAMETERLESS:
        return None
    if trace.structures.get(identity, 0) >= trace.max_invocations:
        trace.further.setdefault(identity, set()).add(structure)
        return None
    trace.structures[identity] = trace.structures.get(identity, 0) + 1
    inputs = flatten(args, kwargs, _parameter_names(module.forward))
    with torch.inference_mode(mode=False), torch.no_grad():
        copies = tuple(tensor.detach().clone() for tensor in inputs.tensors)
    call = Call(
        module=module,
        inputs=Inputs(template=inputs.template, names=inputs.names, tensors=copies),
        structure=structure,
        source_line=_source_line(trace.script),
        depth=depth,
        training=module.training,
    )
    calls[identity, structure] = call
    return call


def _has_parameters(module: torch.nn.Module) -> bool:
    return next(module.parameters(), None) is not None


def _compiled_original(module: torch.nn.Module) -> torch.nn.Module | None:
    """The module that `torch.compile` has wrapped, if this is such a wrapper."""
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
