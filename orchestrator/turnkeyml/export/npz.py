"""Writes the values of an artifact: .npz files with positions as keys, types that numpy does not have as their bits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from turnkey_runner.contract import TensorSpec
from turnkey_runner.contract.value_types import ELEMENT_TYPES, STRING, parse_type

if TYPE_CHECKING:
    import torch


def to_numpy(tensor: torch.Tensor) -> np.ndarray:
    """The tensor in host memory; bfloat16 as the uint16 of its bits, because numpy has no such type."""
    import torch

    plain = tensor.detach().cpu().resolve_conj().resolve_neg().contiguous()
    if plain.dtype == torch.bfloat16:
        plain = plain.view(torch.uint16)
    return plain.numpy()


def to_bits(array: np.ndarray, dtype: str) -> np.ndarray:
    """An array of one of ml_dtypes' types as the unsigned numbers of its bits; others unchanged."""
    element = ELEMENT_TYPES.get(dtype)
    if element is None or array.dtype.kind == "u":
        return array
    if element.bits == 16:
        return array.view(np.uint16)
    bits: np.ndarray = np.bitwise_and(array.view(np.uint8), (1 << element.bits) - 1)
    return bits


def to_tensor(array: np.ndarray, like: torch.Tensor) -> torch.Tensor:
    """The reverse of `to_numpy`, with the type and on the device of another tensor."""
    import torch

    tensor = torch.from_numpy(array)
    return (tensor.view(torch.bfloat16) if like.dtype == torch.bfloat16 else tensor).to(like.device)


def save_tensors(path: Path, tensors: Sequence[np.ndarray]) -> None:
    """Write tensors with the keys "0", "1", …: names of inputs are not always valid file names."""
    named: dict[str, Any] = {str(index): tensor for index, tensor in enumerate(tensors)}
    np.savez(path, **named)


def save_values(path: Path, specs: Sequence[TensorSpec], values: Sequence[Any]) -> None:
    """Write values of any type; `turnkey_runner.harness.stored_values` says which keys they have."""
    pairs = zip(specs, values, strict=True)
    named: dict[str, Any] = dict(
        item for index, (spec, value) in enumerate(pairs) for item in _named(str(index), spec.dtype, value)
    )
    np.savez(path, **named)


def _named(key: str, dtype: str, value: Any) -> Iterator[tuple[str, np.ndarray]]:
    kind = parse_type(dtype)
    match kind.form:
        case "tensor":
            array = np.asarray(value)
            yield key, array.astype(str) if kind.element == STRING else to_bits(array, kind.element)
        case "sequence":
            yield key, np.array(len(value))
            for index, one in enumerate(value):
                yield from _named(f"{key}.{index}", kind.element, one)
        case "optional":
            yield key, np.array(int(value is not None))
            if value is not None:
                yield from _named(f"{key}.0", kind.element, value)
        case "map":
            yield key, np.array(len(value))
            yield f"{key}.keys", np.array(list(value))
            yield f"{key}.values", np.array(list(value.values()))
