"""Tensors as the artifact keeps them: .npz by position, bfloat16 as its bits."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch


def to_numpy(tensor: torch.Tensor) -> np.ndarray:
    """The tensor on the host; bfloat16, which numpy does not have, as uint16."""
    plain = tensor.detach().cpu().resolve_conj().resolve_neg().contiguous()
    if plain.dtype == torch.bfloat16:
        plain = plain.view(torch.uint16)
    return plain.numpy()


def save_tensors(path: Path, tensors: Sequence[np.ndarray]) -> None:
    """Write tensors under the keys "0", "1", …: names of models are not always names of files."""
    named: dict[str, Any] = {str(index): tensor for index, tensor in enumerate(tensors)}
    np.savez(path, **named)
