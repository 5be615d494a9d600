"""Finds the models that a script calls: wraps `torch.nn.Module.__call__` while the script runs."""

from __future__ import annotations

import dataclasses
import logging
import os
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from typing import Any

import torch

from turnkeyml.analysis.call_guard import Guard
from turnkeyml.analysis.call_site import by_parameter, parameter_names, source_line
from turnkeyml.analysis.failures import describe_exception
from turnkeyml.analysis.input_structure import describe, flatten
from turnkeyml.analysis.known_calls import Guarded, KnownModel, KnownModels
from turnkeyml.analysis.model_forms import ModelForm
from turnkeyml.analysis.recorded_call import Call
from turnkeyml.analysis.script_models import Callers, enclosing_method, wraps_compiled
from turnkeyml.analysis.settled_calls import AFTER, SettledCalls, settle
from turnkeyml.analysis.trace import NO_WEIGHTS, Trace

MAX_PARAMETERLESS = 16
"""How many calls of modules without parameters are recorded: a script may create one per iteration of a loop."""
IN_PART = "the arguments have so many parts that most calls were compared in part: others may be among them"
UNCOMPARED = "the script called the model with so many structures that its last calls were neither compared nor counted"


class _Uncounted(Enum):
    """Why a call has no record."""

    PASSED = 0
    """It is no call of a model; the modules that it calls may be."""
    NOT_BY_SCRIPT = 1
    """A tool of torch makes it, to learn something of the model."""
    UNRECORDED = 2
    """A call of a model that is beyond the limits, or cannot be recorded."""


PASSED, NOT_BY_SCRIPT, UNRECORDED = _Uncounted


class _Depth(threading.local):
    value = 0
    inside_parameterless = False


@contextmanager
def record_calls(trace: Trace) -> Iterator[None]:
    """Record the calls made inside the block. The models behave as they do without it, whatever the recorder meets."""
    original = torch.nn.Module.__call__
    depth = _Depth()
    recorder = _Recorder(trace, depth)
    clock, max_depth, settled = time.perf_counter, trace.max_depth, recorder.settled

    def call(module: torch.nn.Module, *args: Any, **kwargs: Any) -> Any:
        level = depth.value
        if level > max_depth:
            return original(module, *args, **kwargs)
        known = settled.get(id(module))
        if known is not None and not level and recorder.takes(known, module, args, kwargs):
            record, depth.value, start = known.record, 1, clock()
            try:
                return original(module, *args, **kwargs)
            finally:
                record.time_s += clock() - start
                record.count += 1
                depth.value = 0
        recorded = recorder.find(module, args, kwargs)
        if recorded is PASSED:
            return original(module, *args, **kwargs)
        was_inside = depth.inside_parameterless
        if isinstance(recorded, Call) and not recorded.has_weights:
            depth.inside_parameterless = True  # what it calls may be a model
        else:
            depth.value = max_depth + 1 if recorded is NOT_BY_SCRIPT else level + 1
        start = clock()
        try:
            return original(module, *args, **kwargs)
        finally:
            if isinstance(recorded, Call):
                recorded.time_s += clock() - start
                recorded.count += 1
                recorded.training = recorded.training and getattr(module, "training", False)
                trace.forms.accept_changes(module)
            depth.value, depth.inside_parameterless = level, was_inside

    torch.nn.Module.__call__ = call  # type: ignore[method-assign]
    try:
        with trace.children.open(), trace.models.watch():
            yield
            trace.forms.finish()
    finally:
        torch.nn.Module.__call__ = original  # type: ignore[method-assign]


class _Recorder:
    """Finds or makes the record of a call. Nothing that it meets reaches the script."""

    def __init__(self, trace: Trace, depth: _Depth) -> None:
        self._trace = trace
        self._depth = depth
        self._callers = Callers(trace.script)
        self._known = KnownModels[Call | _Uncounted]()
        self._process = os.getpid()
        self.settled = self._known.settled

    def takes(
        self, settled: SettledCalls, module: torch.nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> bool:
        """Whether a call is one of a loop that has settled; if not, it is compared in full."""
        try:
            if settled.take(args, kwargs) and settled.record.training == getattr(module, "training", False):
                return True
        except Exception:  # whatever an argument raises when it is looked at: it is not one of them
            settled.is_due = False
        self.settled.pop(id(module), None)
        if not settled.is_due:
            self._known.of(module).settles_after += AFTER
        self._trace.forms.compare_next(module)
        return False

    def find(self, module: torch.nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Call | _Uncounted:
        """The record of a call, or why there is none."""
        try:
            if not self._depth.value:
                tool = self._callers.tool_of(sys._getframe(2))
                if tool:
                    self._trace.passed_over[type(module).__name__, f"called by {tool}"] += 1
                    return NOT_BY_SCRIPT
            return self._find(module, args, kwargs)
        except Exception as error:  # whatever a foreign class raises when it is looked at; the script must not meet it
            return self._failed(module, error)

    def _failed(self, module: torch.nn.Module, error: Exception) -> _Uncounted:
        logging.getLogger(__name__).exception("a call could not be recorded")
        reason = f"its arguments could not be recorded: {describe_exception(error)[:200]}"
        self._trace.passed_over[type(module).__name__, reason] += 1
        return UNRECORDED

    def _find(self, module: torch.nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Call | _Uncounted:
        known, form = self._known.of(module), None
        if known.guarded:
            form = self._trace.forms.identify(module)
            found = known.find(args, kwargs, form.number)
            if found is not None:
                if not found.guard.is_complete:
                    self._remark(known, IN_PART)
                if found.calls >= known.settles_after and isinstance(found.record, Call) and not self._depth.value:
                    self._settle(module, found.record, args, kwargs)
                return found.record
        if wraps_compiled(module):
            return PASSED  # the wrapper calls the original module, which is recorded
        if os.getpid() != self._process:
            if known.is_model:
                self._trace.children.report(type(module).__name__)
            return UNRECORDED
        if not known.is_model and not self._is_parameterless_invocation():
            if not (self._depth.value or self._depth.inside_parameterless):
                self._trace.passed_over[type(module).__name__, NO_WEIGHTS] += 1
            return PASSED
        if known.is_model and self._trace.parameterless:
            self._trace.drop_parameterless()
        return self._describe(known, form or self._trace.forms.identify(module), module, args, kwargs)

    def _settle(self, module: torch.nn.Module, record: Call, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        calls = settle(record, args, kwargs) if record.has_weights else None
        if calls is not None:
            self.settled[id(module)] = calls

    def _is_parameterless_invocation(self) -> bool:
        return not (self._depth.value or self._depth.inside_parameterless or self._trace.calls)

    def _describe(
        self,
        known: KnownModel[Call | _Uncounted],
        form: ModelForm,
        module: torch.nn.Module,
        args: Any,
        kwargs: dict[str, Any],
    ) -> Call | _Uncounted:
        """Describe the arguments, and find or make the record of calls like this one."""
        if known.is_exhausted:
            self._remark(known, UNCOMPARED)
            return UNRECORDED
        calls = self._trace.calls if known.is_model else self._trace.parameterless
        uncopied = flatten(args, kwargs, (), copy_constants=False)  # copies and names are for a new structure alone
        structure = describe(uncopied.template, uncopied.tensors)
        record: Call | _Uncounted | None = calls.get((form.number, structure))
        parts = uncopied.objects
        if record is None and self._trace.structure_counts.get(known.token):
            record = _find_signature(calls, form, module, args, kwargs)
        if record is not None:
            known.described_parts += parts
        elif not self._has_room(known, form, structure):
            known.described_parts += parts
            record = UNRECORDED
        else:
            record = _record(self._trace, known, module, args, kwargs, structure, self._depth.value)
            record.form = form
            calls[form.number, structure] = record
        guard = Guard(args, kwargs)
        known.add(
            Guarded(guard=guard, form=form.number, record=record, parts=parts, calls=getattr(record, "count", 0) + 1)
        )
        return record

    def _has_room(self, known: KnownModel[Call | _Uncounted], form: ModelForm, structure: str) -> bool:
        """Whether another structure is recorded; those beyond the limits are counted."""
        trace = self._trace
        if not known.is_model and len(trace.parameterless) >= MAX_PARAMETERLESS:
            return False
        count = trace.structure_counts.get(known.token, 0)
        if count >= trace.max_invocations:
            trace.additional_structures.setdefault(known.token, set()).add((form.number, structure))
            return False
        trace.structure_counts[known.token] = count + 1
        return True

    def _remark(self, known: KnownModel[Call | _Uncounted], text: str) -> None:
        self._trace.remarks.setdefault(known.token, set()).add(text)


def _copy(tensor: torch.Tensor) -> torch.Tensor:
    """A copy; of a tensor inside `torch.func.grad` or the like, one that outlives it."""
    plain = torch.func.debug_unwrap(tensor)
    if plain is not tensor:
        if plain.shape != tensor.shape:
            raise ValueError("inside torch.func.vmap, the inputs of one example are no tensors of their own")
        return plain.detach().clone()
    copy = tensor.detach().clone()
    return copy.requires_grad_() if tensor.requires_grad else copy


def _find_signature(
    calls: Mapping[tuple[int, str], Call], form: ModelForm, module: torch.nn.Module, args: Any, kwargs: dict[str, Any]
) -> Call | None:
    """The calls of this form with the same arguments, some of which were passed by position instead of by keyword."""
    signature = _signature(module, args, kwargs)
    for (number, _), call in calls.items() if signature else ():
        if number == form.number:
            if call.signature is None:
                call.signature = _recorded_signature(module, call)
            if call.signature == signature:
                return call
    return None


def _recorded_signature(module: torch.nn.Module, call: Call) -> str:
    """The same of a recorded call; empty where its arguments cannot be put together again."""
    try:
        return _signature(module, *call.inputs.rebuild(call.inputs.tensors))
    except Exception:  # whatever a foreign class raises: then the two calls are two signatures
        return ""


def _signature(module: torch.nn.Module, args: Any, kwargs: dict[str, Any]) -> str:
    """The structure of the arguments by parameter; empty where it cannot be said."""
    arguments = by_parameter(module.forward, args, kwargs)
    if arguments is None:
        return ""
    inputs = flatten((), arguments, (), copy_constants=False)
    return describe(inputs.template, inputs.tensors)


def _record(
    trace: Trace,
    known: KnownModel[Any],
    module: torch.nn.Module,
    args: Any,
    kwargs: Any,
    structure: str,
    depth: int,
) -> Call:
    """The record of the first call with a structure: with copies of everything that may change."""
    inputs = flatten(args, kwargs, parameter_names(module.forward))
    with torch.inference_mode(mode=False), torch.no_grad():
        copies = tuple(map(_copy, inputs.tensors))
    frame = sys._getframe(3)
    method = enclosing_method(module, frame) if not depth else ""
    if method:
        trace.remarks.setdefault(known.token, set()).add(
            f"a part of the model of which the script calls {method}: `model(inputs)` makes the whole model one build"
        )
    return Call(
        module=module,
        inputs=dataclasses.replace(inputs, tensors=copies),
        structure=structure,
        source_line=source_line(trace.script),
        depth=depth,
        training=getattr(module, "training", False),  # a frozen TorchScript module has none
        token=known.token,
        has_weights=known.is_model,
    ).keep_with(trace.models)
