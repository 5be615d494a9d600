"""Decompositions of operators that torch.onnx translates wrongly or not at all, or that an engine refuses."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import torch


def _adaptive_avg_pool(pool: Any, x: torch.Tensor, size: Sequence[int]) -> torch.Tensor:
    """Average to size 1 as a mean: PyTorch's decomposition sets the strides of a channels-last mean in place."""
    if all(length == 1 for length in size):
        return x.mean(list(range(-len(size), 0)), keepdim=True)
    pooled: torch.Tensor = pool(x, size)
    return pooled


def _avg_pool2d(
    x: torch.Tensor,
    kernel: Sequence[int],
    _stride: Sequence[int] = (),
    padding: Sequence[int] = (0,),
    ceil_mode: bool = False,
    *rest: Any,
) -> Any:
    """A kernel as large as the image or larger becomes a mean: OpenVINO refuses kernels larger than the image."""
    height, width = kernel[0], kernel[-1]
    if ceil_mode and not any(padding) and height >= x.shape[-2] and width >= x.shape[-1] and rest[1:] in ((), (None,)):
        return x.mean([-2, -1], keepdim=True)
    return NotImplemented


_ATEN = torch.ops.aten
OWN: dict[Any, Callable[..., Any]] = {
    _ATEN.adaptive_avg_pool2d.default: functools.partial(_adaptive_avg_pool, _ATEN._adaptive_avg_pool2d.default),
    _ATEN.adaptive_avg_pool3d.default: functools.partial(_adaptive_avg_pool, _ATEN._adaptive_avg_pool3d.default),
    _ATEN.avg_pool2d.default: _avg_pool2d,
    # ONNX's TopK keeps the order of equals, and a random generator is not part of a model.
    _ATEN.sort.stable: lambda x, *, stable=None, dim=-1, descending=False: _ATEN.sort.default(x, dim, descending),
    _ATEN.randn.generator: lambda size, *, generator=None, **options: _ATEN.randn.default(size, **options),
    _ATEN.rand.generator: lambda size, *, generator=None, **options: _ATEN.rand.default(size, **options),
}
