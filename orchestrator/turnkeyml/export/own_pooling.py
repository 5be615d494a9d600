"""Pooling out of operators that ONNX has and that engines take."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch
from torch.nn import functional


def adaptive_avg_pool(pool: Any, x: torch.Tensor, size: Sequence[int]) -> torch.Tensor:
    """Average to size 1 as a mean: PyTorch's decomposition sets the strides of a channels-last mean in place."""
    if all(length == 1 for length in size):
        return x.mean(list(range(-len(size), 0)), keepdim=True)
    pooled: torch.Tensor = pool(x, size)
    return pooled


def avg_pool(
    x: torch.Tensor,
    kernel_size: Sequence[int],
    stride: Sequence[int] = (),
    padding: Sequence[int] = (0,),
    ceil_mode: bool = False,
    _count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Any:
    """A divisor of one's own, which torch.onnx ignores; and a kernel as large as the image or larger.

    The latter becomes a mean: OpenVINO refuses kernels larger than the image.
    """
    kernel = tuple(kernel_size)
    dims = tuple(range(-len(kernel), 0))
    if divisor_override is not None:
        steps, margins = tuple(stride) or kernel, tuple(padding) * (len(kernel) if len(padding) == 1 else 1)
        padded = _pad(x, kernel, steps, margins, ceil_mode=ceil_mode)
        pool = functional.avg_pool2d if len(kernel) == 2 else functional.avg_pool3d
        return pool(padded, kernel, steps) * (math.prod(kernel) / divisor_override)
    covers = all(length >= x.shape[dim] for length, dim in zip(kernel, dims, strict=True))
    if ceil_mode and not any(padding) and covers:
        return x.mean(dims, keepdim=True)
    return NotImplemented


def _pad(
    x: torch.Tensor, kernel: Sequence[int], steps: Sequence[int], margins: Sequence[int], *, ceil_mode: bool
) -> torch.Tensor:
    """Zeros on each side, so that all windows lie inside: also those that `ceil_mode` adds at the end."""
    pads: list[int] = []
    for length, size, step, margin in zip(x.shape[-len(kernel) :], kernel, steps, margins, strict=True):
        free = length + 2 * margin - size
        count = (-(-free // step) if ceil_mode else free // step) + 1
        if ceil_mode and (count - 1) * step >= length + margin:
            count -= 1  # the last window must start inside the image or its left padding
        pads = [margin, max((count - 1) * step + size - length - margin, 0), *pads]
    return functional.pad(x, pads)


def adaptive_max_pool(x: torch.Tensor, output_size: Sequence[int]) -> tuple[torch.Tensor, torch.Tensor]:
    """The largest element of each window and its position in the image. Windows have different sizes in general."""
    lengths = tuple(x.shape[-len(output_size) :])
    windows = [_windows(length, count) for length, count in zip(lengths, output_size, strict=True)]
    gathered: Any = x
    position = torch.zeros((1,) * (2 * len(lengths)), dtype=torch.int64)
    for dim, (length, window) in enumerate(zip(lengths, windows, strict=True)):
        axis = x.dim() - len(lengths) + 2 * dim  # each dimension becomes two: windows, and elements of one
        gathered = gathered.index_select(axis, window.flatten()).unflatten(axis, tuple(window.shape))
        shape = [1] * (2 * len(lengths))
        shape[2 * dim], shape[2 * dim + 1] = window.shape
        position = position * length + window.reshape(shape)
    leading = x.dim() - len(lengths)
    order = [leading + 2 * dim for dim in range(len(lengths))] + [leading + 2 * dim + 1 for dim in range(len(lengths))]
    flat = gathered.permute(*range(leading), *order).flatten(leading + len(lengths))
    values, local = flat.max(-1)
    positions = position.permute(*(axis - leading for axis in order)).flatten(len(lengths))
    return values, positions.expand(flat.shape).gather(-1, local.unsqueeze(-1)).squeeze(-1)


def _windows(length: int, count: int) -> torch.Tensor:
    """The elements of each window along one dimension; shorter windows repeat their last element."""
    sizes = [-(-(index + 1) * length // count) - index * length // count for index in range(count)]
    index = torch.arange(count).unsqueeze(-1)
    first = torch.div(index * length, count, rounding_mode="floor")
    last = torch.div((index + 1) * length - 1, count, rounding_mode="floor")
    return torch.minimum(first + torch.arange(max(sizes)), last)
