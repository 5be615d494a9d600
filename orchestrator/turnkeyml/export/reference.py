"""Computes the reference outputs with PyTorch, and counts the multiply-accumulates."""

from __future__ import annotations

from typing import Any

import torch
from torch.utils.flop_counter import FlopCounterMode

from turnkeyml.analysis.input_structure import Inputs
from turnkeyml.export.wrapper import OnnxWrapper

_SEED = 0


def compute_references(wrapper: OnnxWrapper, inputs: Inputs) -> tuple[torch.Tensor, ...]:
    """The model's outputs for copies of the inputs: a model may write into its inputs."""
    torch.manual_seed(_SEED)
    outputs: tuple[torch.Tensor, ...] = wrapper(*_copies(inputs))
    return tuple(output.detach().clone() for output in outputs)


def run_again(wrapper: OnnxWrapper, inputs: Inputs) -> tuple[int | None, tuple[torch.Tensor, ...] | None]:
    """Run the model a second time: its multiply-accumulates (half of the FLOPs of PyTorch's counter), and its outputs.

    The counter includes matrix products, convolutions and attention, but no elementwise operators. Returns None and
    None where the model does not run under it. The random generator continues where the first run left it, so that
    outputs that depend on it differ.
    """
    counter: Any = FlopCounterMode(display=False)
    try:
        with counter:
            outputs = wrapper(*_copies(inputs))
    except Exception:  # the model is exported without the count
        return None, None
    return int(counter.get_total_flops()) // 2, outputs


def _copies(inputs: Inputs) -> tuple[torch.Tensor, ...]:
    return tuple(tensor.detach().clone() for tensor in inputs.tensors)
