"""Computes the reference outputs with PyTorch, and counts the multiply-accumulates."""

from __future__ import annotations

from typing import Any

import torch
from torch.utils.flop_counter import FlopCounterMode

from turnkeyml.analysis.input_structure import Inputs
from turnkeyml.export.gradients import copies, run_observed
from turnkeyml.export.wrapper import OnnxWrapper

_SEED = 0


def compute_references(wrapper: OnnxWrapper, inputs: Inputs) -> tuple[torch.Tensor, ...]:
    """The model's outputs; notes in the wrapper whether the model computes gradients."""
    torch.manual_seed(_SEED)
    outputs, wrapper.computes_gradients = run_observed(lambda: wrapper(*copies(inputs.tensors)), inputs.tensors)
    return tuple(output.detach().clone() for output in outputs)


def run_again(wrapper: OnnxWrapper, inputs: Inputs) -> tuple[int | None, tuple[torch.Tensor, ...] | None]:
    """Run the model a second time: its multiply-accumulates (half of the FLOPs of PyTorch's counter), and its outputs.

    The counter includes matrix products, convolutions and attention, but no elementwise operators. Returns None and
    None where the model does not run under it. The random generator continues where the first run left it, so that
    outputs that depend on it differ.
    """
    counter: Any = FlopCounterMode(display=False)
    try:
        with counter, torch.set_grad_enabled(wrapper.computes_gradients):
            outputs = wrapper(*copies(inputs.tensors))
    except Exception:  # the model is exported without the count
        return None, None
    return int(counter.get_total_flops()) // 2, outputs
