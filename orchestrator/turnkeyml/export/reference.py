"""Computes the reference outputs with PyTorch, and whether they are the same each time."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from turnkeyml.analysis.input_structure import Inputs
from turnkeyml.export import npz
from turnkeyml.export.gradients import copies, run_observed
from turnkeyml.export.macs.call import counting
from turnkeyml.export.wrapper import OnnxWrapper, eval_mode

_SEED = 0


@dataclass(frozen=True, kw_only=True)
class SecondRun:
    """What the second run of a model gave."""

    outputs: tuple[torch.Tensor, ...] | None = None
    """None where the model does not run a second time."""
    macs: int | None = None
    """The multiply-accumulates that PyTorch ran."""
    problem: str = ""
    """Why the model does not run a second time."""


def compute_references(wrapper: OnnxWrapper, inputs: Inputs) -> tuple[torch.Tensor, ...]:
    """The model's outputs; notes in the wrapper whether the model computes gradients."""
    torch.manual_seed(_SEED)
    outputs, wrapper.computes_gradients = run_observed(lambda: wrapper(*copies(inputs.tensors)), inputs.tensors)
    return tuple(output.detach().clone() for output in outputs)


def run_again(wrapper: OnnxWrapper, inputs: Inputs) -> SecondRun:
    """Run the model a second time, to see whether its outputs are the same, and count its multiply-accumulates.

    The random generator continues where the first run left it, so that outputs that depend on it differ.
    """
    try:
        tensors = copies(inputs.tensors)
        with counting(tensors) as counter, torch.set_grad_enabled(wrapper.computes_gradients):
            outputs = wrapper(*tensors)
    except Exception:  # perhaps only while it is counted
        logging.getLogger(__name__).exception("the multiply-accumulates of the call are not known")
    else:
        return SecondRun(outputs=outputs, macs=counter.macs)
    try:
        with torch.set_grad_enabled(wrapper.computes_gradients):
            return SecondRun(outputs=wrapper(*copies(inputs.tensors)))
    except Exception as error:  # the model is exported without a second run
        return SecondRun(problem=f"{type(error).__name__}: {' '.join(str(error).split())[:200]}")


def compute_random_references(
    wrapper: OnnxWrapper, inputs: Inputs, values: Mapping[str, np.ndarray], expected: Sequence[torch.Tensor]
) -> tuple[torch.Tensor, ...] | None:
    """The model's outputs for other values of some inputs, by the inputs' names.

    Returns None where the model does not accept them, or gives outputs of other shapes or types than `expected`.
    """
    tensors = [
        npz.to_tensor(values[name], tensor) if name in values else tensor
        for name, tensor in zip(inputs.names, inputs.tensors, strict=True)
    ]
    try:
        with eval_mode(wrapper.model), torch.no_grad():
            outputs = compute_references(wrapper, dataclasses.replace(inputs, tensors=tuple(tensors)))
    except Exception:  # random values may be none that the model is made for
        logging.getLogger(__name__).exception("PyTorch does not run the model with random inputs")
        return None
    kinds = [[(one.shape, one.dtype) for one in some] for some in (outputs, expected)]
    return outputs if kinds[0] == kinds[1] else None
