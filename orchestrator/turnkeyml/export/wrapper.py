"""A model as ONNX sees it: a flat list of tensors in, a flat list of tensors out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from turnkeyml.analysis.input_structure import Inputs, named_tensors, unique_names


class NoTensorOutputError(Exception):
    """The model returns nothing that ONNX could hold."""


class OnnxWrapper(torch.nn.Module):
    """Calls a model with its recorded structure of inputs; caches and non-tensors are dropped from its outputs."""

    def __init__(self, model: torch.nn.Module, inputs: Inputs) -> None:
        super().__init__()
        self.model = model
        self._inputs = inputs
        self.output_names: tuple[str, ...] = ()
        """Known after the first call."""

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
    """Put a model into eval mode meanwhile; each submodule gets its own mode back."""
    training = {module: module.training for module in model.modules()}
    model.eval()
    try:
        yield
    finally:
        for module, mode in training.items():
            module.training = mode
