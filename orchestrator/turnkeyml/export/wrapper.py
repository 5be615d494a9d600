"""Wraps a model so that it takes and returns a flat list of tensors, as an ONNX model does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch
from torch.nn.modules import module as torch_module

from turnkeyml.analysis.input_structure import Inputs, named_tensors, unique_names
from turnkeyml.analysis.torch_modes import TorchModes


class NoTensorOutputError(Exception):
    """The model returns no tensor, so that an ONNX model of it would have no output."""


class OnnxWrapper(torch.nn.Module):
    """Calls a model with inputs of the recorded structure; returns its tensors without those of caches."""

    def __init__(self, model: torch.nn.Module, inputs: Inputs, modes: TorchModes | None = None) -> None:
        super().__init__()
        self.model = model
        self._inputs = inputs
        self._modes = modes or TorchModes()
        self.output_names: tuple[str, ...] = ()
        """Empty before the first call."""
        self.reset: Callable[[], object] = _nothing
        """To be called before each run: restores the state of a model that keeps one."""
        self.computes_gradients = False
        """Set by `compute_references`."""

    def _call_impl(self, *tensors: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Hooks of all modules are for those of the script; its model calls them by itself."""
        has_global_hooks: Callable[[], bool] = torch_module._has_any_global_hook
        call: Callable[..., tuple[torch.Tensor, ...]] = self.forward if has_global_hooks() else super()._call_impl
        return call(*tensors)

    def forward(self, *tensors: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Run the model; raises `NoTensorOutputError` where it returns no tensor."""
        args, kwargs = self._inputs.rebuild(tensors)
        if self._modes.autocast:  # inside, where a trace sees that it is entered: from outside, it loses the casts
            with self._modes.autocast_applied():
                result = self.model(*args, **kwargs)
        else:
            result = self.model(*args, **kwargs)
        found = list(named_tensors(result))
        if not found:
            raise NoTensorOutputError("the model returns no tensor")
        names = unique_names([*self._inputs.names, *(name for name, _ in found)])
        self.output_names = names[len(self._inputs.names) :]
        return tuple(tensor for _, tensor in found)


def _nothing() -> None:
    """A model without state is the same at each run."""


@contextmanager
def eval_mode(model: torch.nn.Module) -> Iterator[None]:
    """Set eval mode inside the block; each submodule gets its previous mode back."""
    training = {module: module.training for module in model.modules()}
    model.eval()
    try:
        yield
    finally:
        for module, mode in training.items():
            module.training = mode
