"""What PyTorch itself computes for the recorded inputs, and how much work that is."""

from __future__ import annotations

from typing import Any

import torch
from torch.utils.flop_counter import FlopCounterMode

from turnkeyml.analysis.input_structure import Inputs
from turnkeyml.export.wrapper import OnnxWrapper

_SEED = 0


def compute_references(wrapper: OnnxWrapper, inputs: Inputs) -> tuple[torch.Tensor, ...]:
    """The model's outputs in eval mode, for copies of the inputs (a model may write into them)."""
    torch.manual_seed(_SEED)
    outputs: tuple[torch.Tensor, ...] = wrapper(*_copies(inputs))
    return tuple(output.detach().clone() for output in outputs)


def run_again(wrapper: OnnxWrapper, inputs: Inputs) -> tuple[int | None, tuple[torch.Tensor, ...] | None]:
    """A second run: its multiply-accumulates (half of the FLOPs that PyTorch's own counter finds), and its outputs.

    The counter sees matrix products, convolutions and attention, not elementwise work. None and None
    where the model cannot run under it. The random generator goes on where the first run left it.
    """
    counter: Any = FlopCounterMode(display=False)
    try:
        with counter:
            outputs = wrapper(*_copies(inputs))
    except Exception:  # a count is worth less than the model
        return None, None
    return int(counter.get_total_flops()) // 2, outputs


def _copies(inputs: Inputs) -> tuple[torch.Tensor, ...]:
    return tuple(tensor.detach().clone() for tensor in inputs.tensors)
