"""Wraps a model so that it takes and returns a flat list of tensors, as an ONNX model does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch.nn.modules import module as torch_module

from turnkeyml.analysis.input_structure import Inputs, unique_names
from turnkeyml.analysis.output_structure import Outputs
from turnkeyml.analysis.torch_modes import TorchModes
from turnkeyml.export.host_data import watch_conversions


class NoTensorOutputError(Exception):
    """The model returns no tensor, so that an ONNX model of it would have no output."""


class OnnxWrapper(torch.nn.Module):
    """Calls a model with inputs of the recorded structure; returns its tensors without those of caches."""

    def __init__(self, model: torch.nn.Module, inputs: Inputs, modes: TorchModes | None = None) -> None:
        super().__init__()
        self.training = False
        self.model = model
        self._inputs = inputs
        self._modes = modes or TorchModes()
        self.output_names: tuple[str, ...] = ()
        """Empty before the first call."""
        self.reset: Callable[[], object] = _nothing
        """To be called before each run: restores the state of a model that keeps one."""
        self.computes_gradients = False
        """Set by `compute_references`."""
        self.left_out: tuple[str, ...] = ()
        """What the outputs hold that is none of the graph's outputs, in words."""
        self.conversions: tuple[str, ...] = ()
        """What of the arguments the model makes tensors of itself, in words."""
        self.has_caches = False
        """Whether caches among the outputs are none of the graph's."""

    def _call_impl(self, *tensors: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Hooks of all modules are for those of the script; its model calls them by itself."""
        has_global_hooks: Callable[[], bool] = torch_module._has_any_global_hook
        call: Callable[..., tuple[torch.Tensor, ...]] = self.forward if has_global_hooks() else super()._call_impl
        return call(*tensors)

    def train(self, mode: bool = True) -> OnnxWrapper:
        """Set the wrapper's own mode; `eval_mode` sets the model's."""
        self.training = mode
        return self

    def _call_model(self, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Enter autocast inside, where a trace sees that it is entered: from outside, it loses the casts."""
        if not self._modes.autocast:
            return self.model(*args, **kwargs)
        with self._modes.autocast_applied():
            return self.model(*args, **kwargs)

    def forward(self, *tensors: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Run the model; raises `NoTensorOutputError` where it returns no tensor."""
        args, kwargs = self._inputs.rebuild(tensors)
        is_first = not self.output_names  # and no trace
        with watch_conversions([args, kwargs], is_active=is_first) as conversions:
            outputs = Outputs(self._call_model(args, kwargs))
        found = outputs.tensors
        if is_first:
            self.left_out, self.has_caches = outputs.left_out(), outputs.has_caches
            self.conversions = tuple(dict.fromkeys(conversions))
        if not found:
            raise NoTensorOutputError(" but ".join(("the model returns no tensor", *self.left_out)))
        names = unique_names([*self._inputs.names, *(name for name, _ in found)])
        self.output_names = names[len(self._inputs.names) :]
        return tuple(tensor for _, tensor in found)


def _nothing() -> None:
    """A model without state is the same at each run."""


@contextmanager
def eval_mode(model: torch.nn.Module) -> Iterator[None]:
    """Set eval mode inside the block; each submodule gets its previous mode back."""
    training = {module: module.training for module in model.modules() if hasattr(module, "training")}
    try:
        model.eval()
    except (AttributeError, NotImplementedError):  # frozen TorchScript modules, and modules of exported programs
        for module in training:
            module.training = False
    try:
        yield
    finally:
        for module, mode in training.items():
            module.training = mode
