"""Writes the tensors of an artifact: .npz files with positions as keys, bfloat16 as uint16."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import torch


def to_numpy(tensor: torch.Tensor) -> np.ndarray:
    """The tensor in host memory; bfloat16 as the uint16 of its bits, because numpy has no such type."""
    import torch

    plain = tensor.detach().cpu().resolve_conj().resolve_neg().contiguous()
    if plain.dtype == torch.bfloat16:
        plain = plain.view(torch.uint16)
    return plain.numpy()


def to_tensor(array: np.ndarray, like: torch.Tensor) -> torch.Tensor:
    """The reverse of `to_numpy`, with the type and on the device of another tensor."""
    import torch

    tensor = torch.from_numpy(array)
    return (tensor.view(torch.bfloat16) if like.dtype == torch.bfloat16 else tensor).to(like.device)


def save_tensors(path: Path, tensors: Sequence[np.ndarray]) -> None:
    """Write tensors with the keys "0", "1", …: names of inputs are not always valid file names."""
    named: dict[str, Any] = {str(index): tensor for index, tensor in enumerate(tensors)}
    np.savez(path, **named)
