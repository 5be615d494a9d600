"""What should be known of a recorded call: that it was not as the model is exported."""

from __future__ import annotations

import inspect
import types
from collections.abc import Iterator

import torch

from turnkeyml.analysis.recorded_call import Call


def call_remarks(call: Call) -> tuple[str, ...]:
    """Sentences for the user."""
    return tuple(_remarks(call))


def _remarks(call: Call) -> Iterator[str]:
    if call.training and any(map(_depends_on_mode, call.module.modules())):
        yield "the script called it in training mode only: it is exported and measured in evaluation mode"
    for device_type, dtype in call.as_called.modes.autocast:
        yield f"called under autocast to {str(dtype).removeprefix('torch.')} ({device_type}), and exported under it"


def _depends_on_mode(module: torch.nn.Module) -> bool:
    """Whether the module's `forward` reads its attribute `training`, as those of Dropout and BatchNorm do."""
    forward = inspect.getattr_static(type(module), "forward", None)  # that of TorchScript's class is no function
    return isinstance(forward, types.FunctionType) and "training" in forward.__code__.co_names
