"""Decompositions of operators that torch.onnx translates wrongly or not at all, or that an engine refuses."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import torch

from turnkeyml.export import own_orderings, own_pooling

_ATEN = torch.ops.aten


def _sign(x: torch.Tensor) -> Any:
    """PyTorch's sign of NaN is 0, ONNX's is NaN in some engines."""
    if not x.is_floating_point():
        return NotImplemented
    return (x > 0).to(x.dtype) - (x < 0).to(x.dtype)


def _scatter_reduce(
    x: torch.Tensor, dim: int, index: torch.Tensor, source: torch.Tensor, reduce: str, *, include_self: bool = True
) -> Any:
    """ONNX has no mean: torch.onnx writes a sum."""
    if reduce != "mean":
        return NotImplemented
    source = source[tuple(slice(size) for size in index.shape)]
    zeros, ones = torch.zeros_like(x), torch.ones_like(source)
    found = zeros.scatter_add(dim, index, ones)
    base = x if include_self else torch.where(found > 0, zeros, x)
    total, count = base.scatter_add(dim, index, source), (found + 1 if include_self else found.clamp(min=1))
    return total / count if x.is_floating_point() else torch.div(total, count, rounding_mode="floor")


def _index_reduce(
    x: torch.Tensor, dim: int, index: torch.Tensor, source: torch.Tensor, reduce: str, *, include_self: bool = True
) -> torch.Tensor:
    shape = [1] * x.dim()
    shape[dim] = -1
    expanded = index.reshape(shape).expand(source.shape)
    return x.scatter_reduce(dim, expanded, source, reduce, include_self=include_self)


def _cdist(one: torch.Tensor, other: torch.Tensor, p: float = 2.0, compute_mode: int | None = None) -> torch.Tensor:
    """TorchScript's exporter takes every norm for the Euclidean one, the other exporter has none."""
    if p == 2 and (compute_mode == 1 or (not compute_mode and max(one.shape[-2], other.shape[-2]) > 25)):
        return _euclidean_distance(one, other)
    distance = (one.unsqueeze(-2) - other.unsqueeze(-3)).abs()
    if p == 0:
        return (distance != 0).to(one.dtype).sum(-1)
    if p == 1:
        return distance.sum(-1)
    if p == 2:
        return (distance * distance).sum(-1).sqrt()
    if p == float("inf"):
        return distance.amax(-1)
    return distance.pow(p).sum(-1).pow(1 / p)


def _euclidean_distance(one: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    """By a matrix product, as PyTorch computes it for more than 25 rows."""
    square, other_square = one.pow(2).sum(-1, keepdim=True), other.pow(2).sum(-1, keepdim=True)
    left = torch.cat([one * -2, square, torch.ones_like(square)], -1)
    right = torch.cat([other, torch.ones_like(other_square), other_square], -1)
    return (left @ right.transpose(-2, -1)).clamp(min=0).sqrt()


OWN: dict[Any, Callable[..., Any]] = {
    _ATEN.adaptive_avg_pool2d.default: functools.partial(
        own_pooling.adaptive_avg_pool, _ATEN._adaptive_avg_pool2d.default
    ),
    _ATEN.adaptive_avg_pool3d.default: functools.partial(
        own_pooling.adaptive_avg_pool, _ATEN._adaptive_avg_pool3d.default
    ),
    _ATEN.avg_pool2d.default: own_pooling.avg_pool,
    _ATEN.avg_pool3d.default: own_pooling.avg_pool,
    _ATEN.adaptive_max_pool2d.default: own_pooling.adaptive_max_pool,
    _ATEN.adaptive_max_pool3d.default: own_pooling.adaptive_max_pool,
    _ATEN.sign.default: _sign,
    _ATEN.scatter_reduce.two: _scatter_reduce,
    _ATEN.index_reduce.default: _index_reduce,
    _ATEN.cdist.default: _cdist,
    _ATEN._cdist_forward.default: _cdist,
    _ATEN.kthvalue.default: own_orderings.kthvalue,
    _ATEN.median.default: own_orderings.median_of_all,
    _ATEN.median.dim: own_orderings.median,
    _ATEN.cummax.default: functools.partial(own_orderings.cumulative_extreme, torch.ge),
    _ATEN.cummin.default: functools.partial(own_orderings.cumulative_extreme, torch.le),
    _ATEN.searchsorted.Tensor: own_orderings.searchsorted,
    _ATEN.searchsorted.Scalar: own_orderings.searchsorted_scalar,
    _ATEN.bucketize.Tensor: own_orderings.bucketize,
    _ATEN.sort.stable: own_orderings.sort_stable,
    # A random generator is not part of a model.
    _ATEN.randn.generator: lambda size, *, generator=None, **options: _ATEN.randn.default(size, **options),
    _ATEN.rand.generator: lambda size, *, generator=None, **options: _ATEN.rand.default(size, **options),
}
"""By operator. `NotImplemented` as a result leaves the operator as it is."""
