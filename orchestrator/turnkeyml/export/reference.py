"""What PyTorch itself computes for the recorded inputs, and how much work that is."""

from __future__ import annotations

from typing import Any

import torch
from torch.utils.flop_counter import FlopCounterMode

from turnkeyml.analysis.structure import Inputs
from turnkeyml.export.adaptor import Adaptor

_SEED = 0


def compute_references(adaptor: Adaptor, inputs: Inputs) -> tuple[torch.Tensor, ...]:
    """The model's outputs in eval mode, for copies of the inputs (a model may write into them)."""
    torch.manual_seed(_SEED)
    outputs: tuple[torch.Tensor, ...] = adaptor(*_copies(inputs))
    return tuple(output.detach().clone() for output in outputs)


def count_macs(adaptor: Adaptor, inputs: Inputs) -> int | None:
    """Multiply-accumulates of one inference: half of the FLOPs that PyTorch's own counter finds.

    It counts matrix products, convolutions and attention, not elementwise work. None where the
    model cannot run under the counter.
    """
    counter: Any = FlopCounterMode(display=False)
    try:
        with counter:
            adaptor(*_copies(inputs))
    except Exception:  # a count is worth less than the model
        return None
    return int(counter.get_total_flops()) // 2


def _copies(inputs: Inputs) -> tuple[torch.Tensor, ...]:
    return tuple(tensor.detach().clone() for tensor in inputs.tensors)
