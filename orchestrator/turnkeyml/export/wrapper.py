"""Wraps a model so that it takes and returns a flat list of tensors, as an ONNX model does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import torch

from turnkeyml.analysis.input_structure import Inputs, named_tensors, unique_names


class NoTensorOutputError(Exception):
    """The model returns no tensor, so that an ONNX model of it would have no output."""


class OnnxWrapper(torch.nn.Module):
    """Calls a model with inputs of the recorded structure; returns its tensors without those of caches."""

    def __init__(self, model: torch.nn.Module, inputs: Inputs) -> None:
        super().__init__()
        self.training = False
        self.model = model
        self._inputs = inputs
        self.output_names: tuple[str, ...] = ()
        """Empty before the first call."""
        self.computes_gradients = False
        """Set by `compute_references`."""

    def forward(self, *tensors: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Run the model; raises `NoTensorOutputError` where it returns no tensor."""
        args, kwargs = self._inputs.rebuild(tensors)
        found = list(named_tensors(self.model(*args, **kwargs)))
        if not found:
            raise NoTensorOutputError("the model returns no tensor")
        names = unique_names([*self._inputs.names, *(name for name, _ in found)])
        self.output_names = names[len(self._inputs.names) :]
        return tuple(tensor for _, tensor in found)


@contextmanager
def eval_mode(model: torch.nn.Module) -> Iterator[None]:
    """Set eval mode inside the block; each submodule gets its previous mode back."""
    # A frozen TorchScript module has no mode.
    training = {module: module.training for module in model.modules() if hasattr(module, "training")}
    with suppress(NotImplementedError):  # what torch.export returns has one mode
        model.eval()
    try:
        yield
    finally:
        for module, mode in training.items():
            module.training = mode
