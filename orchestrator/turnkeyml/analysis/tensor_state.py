"""Remembers the memory, and where it is small the values, of a model's tensors; notices changes, and undoes them."""

from __future__ import annotations

import hashlib
import operator
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import torch
from torch.nn.modules.batchnorm import _NormBase
from torch.utils._python_dispatch import _disable_current_modes

_PLAIN_TYPES = (torch.Tensor, torch.nn.Parameter, torch.nn.Buffer)
_SMALL_BYTES = 4096
"""The values of such tensors are kept: they may be scales, counters, or a streaming model's state."""
_MAX_COPIED_BYTES = 64 << 20
"""Of one model's larger tensors that are no parameters. Their copies are kept only where the call changes them."""
_MAX_FLOATS = 64
"""Longer floating-point tensors are described by their shape alone: they are weights, whatever holds them."""
_MAX_INTEGERS = 1 << 20
_SHAPE = operator.attrgetter("shape")


class Role(Enum):
    """What a model has a tensor for."""

    PARAMETER = "parameter"
    STATISTIC = "statistic"
    """Of its inputs: it belongs to the parameters, and training-mode calls change it."""
    STATE = "state"
    """Scales, indices, counters, memories: what the model computes may depend on the values."""


@dataclass(kw_only=True)
class _Record:
    role: Role
    tensor: torch.Tensor
    memory: torch.Tensor
    """An alias: it still has the memory after another one was assigned to `tensor.data`."""
    location: tuple[Any, ...]
    version: int | None
    """The number of changes in place so far."""
    values: torch.Tensor | None = None
    """A copy."""

    @property
    def is_weight(self) -> bool:
        """Whether its values do not decide what is computed."""
        return self.role is not Role.STATE


@dataclass(kw_only=True)
class Tensors:
    """The tensors of a model. Those that are no weights are described, watched and restored with their values."""

    _records: list[_Record] = field(default_factory=list)
    _values: list[bytes] = field(default_factory=list)
    _copied_bytes: int = 0
    _all: list[torch.Tensor] = field(default_factory=list)
    _states: list[torch.Tensor] = field(default_factory=list)
    """Those whose values are watched."""
    _current: tuple[list[Any], ...] = ()
    has_unread_values: bool = False
    """Whether values that may decide what is computed were too many to be described."""

    def add(self, tensor: torch.Tensor, role: Role) -> str:
        """Remember a tensor; returns its description."""
        kind = "" if type(tensor) in _PLAIN_TYPES else type(tensor).__qualname__
        text = f"{kind}{tensor.dtype}{tuple(tensor.shape)}{tensor.layout}{tensor.device}"
        location = _location(tensor)
        if location is None:  # a tensor of another kind: only its replacement by another object is noticed
            return text
        record = _Record(role=role, tensor=tensor, memory=tensor.detach(), location=location, version=_version(tensor))
        self._records.append(record)
        self._all.append(tensor)
        if record.is_weight:
            return text
        self._states.append(tensor)
        if tensor.device.type == "meta":
            return text
        if self._copied_bytes + tensor.nbytes <= _MAX_COPIED_BYTES:
            self._copied_bytes += tensor.nbytes
            record.values = record.memory.clone()
        self._read(record.memory)
        return text

    def values_digest(self) -> bytes:
        """Of the values of the tensors that are no weights, in the order in which they were added."""
        return hashlib.sha256(b"".join(self._values)).digest()

    def _read(self, tensor: torch.Tensor) -> None:
        if tensor.numel() <= (_MAX_FLOATS if tensor.is_floating_point() or tensor.is_complex() else _MAX_INTEGERS):
            content = tensor.cpu().contiguous().reshape(-1).view(torch.uint8).numpy().tobytes()
            self._values.append(hashlib.sha256(content).digest())
        elif not tensor.is_floating_point():
            self.has_unread_values = True

    def refresh(self) -> None:
        """Compare with the present state from now on."""
        self._current = self._state()

    def drop_copies(self) -> None:
        """Free the copies of large tensors that have not changed since they were made."""
        for record in self._records:
            is_large = record.values is not None and record.values.nbytes > _SMALL_BYTES
            if is_large and _version(record.tensor) == record.version:
                record.values = None

    def is_unchanged(self) -> bool:
        """Whether no tensor has other memory, and none but a weight other values, than at the last `refresh`."""
        return self._state() == self._current

    def _state(self) -> tuple[list[Any], ...]:
        tensors, states = self._all, self._states
        return (
            list(map(torch.Tensor.data_ptr, tensors)),
            list(map(_SHAPE, tensors)),
            list(map(_version, states)),
        )

    def restore(self) -> list[str]:
        """Undo what has changed; returns remarks on what cannot be undone.

        Values of weights that were changed in place, as by an optimizer, are lost. Other floating-point values then
        stay as they are, too: statistics belong to the weights.
        """
        for record in self._records:
            if _location(record.tensor) != record.location:
                record.tensor.data = record.memory
        parameters = [record for record in self._records if record.role is Role.PARAMETER]
        is_trained = any(_version(record.tensor) != record.version for record in parameters)
        lost = False
        for record in self._records:
            if record.is_weight or _version(record.tensor) == record.version:
                continue
            if record.values is None:
                lost = True
            elif not (is_trained and record.values.is_floating_point()):
                record.memory.copy_(record.values)
                record.version = _version(record.tensor)
        remarks = ["weights were changed after the recorded call; their last values are exported"] if is_trained else []
        return remarks + (["values of large buffers were changed after the recorded call"] if lost else [])


def buffer_role(module: torch.nn.Module) -> Role:
    """What a module's buffers are."""
    return Role.STATISTIC if isinstance(module, _NormBase) else Role.STATE


def is_observed() -> bool:
    """Whether a tracer or a mode of the script would see what is done with tensors."""
    return bool(
        torch._C._get_tracing_state() is not None
        or torch._C._len_torch_function_stack()
        or torch._C._len_torch_dispatch_stack()
    )


@contextmanager
def unobserved() -> Iterator[None]:
    """Let no tracer, mode or gradient of the script see what is done with its tensors inside the block."""
    tracing, set_tracing = torch._C._get_tracing_state(), torch._C._set_tracing_state  # type: ignore[attr-defined]
    if tracing is not None:
        set_tracing(None)
    try:
        with (
            torch.inference_mode(mode=False),
            torch.no_grad(),
            torch._C.DisableTorchFunction(),
            _disable_current_modes(),
        ):
            yield
    finally:
        if tracing is not None:
            set_tracing(tracing)


def _location(tensor: torch.Tensor) -> tuple[Any, ...] | None:
    """Where a tensor's values are; None for one without memory of its own, as a wrapper of torch.func."""
    if type(tensor) not in _PLAIN_TYPES or tensor.layout is not torch.strided:
        return None
    try:
        return tensor.data_ptr(), tensor.dtype, tensor.shape, tensor.stride(), tensor.device
    except RuntimeError:
        return None


def _version(tensor: torch.Tensor) -> int | None:
    """The number of changes in place; None for an inference tensor, which has no such counter."""
    return None if tensor.is_inference() else tensor._version
