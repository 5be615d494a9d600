"""Operators that order elements, which no exporter has, out of those that ONNX has."""

from __future__ import annotations

from collections.abc import Callable

import torch

Pair = tuple[torch.Tensor, torch.Tensor]


def sort_stable(x: torch.Tensor, dim: int = -1, *, descending: bool = False, **_: object) -> Pair:
    """ONNX's TopK keeps the order of equals."""
    values, indices = torch.ops.aten.sort.default(x, dim, descending)
    return values, indices


def kthvalue(x: torch.Tensor, k: int, dim: int = -1, keepdim: bool = False) -> Pair:
    """The last of the k smallest."""
    if x.dim() == 0:
        return x.clone(), torch.zeros((), dtype=torch.int64)
    values, indices = x.topk(k, dim, largest=False, sorted=True)
    value, index = values.narrow(dim, k - 1, 1), indices.narrow(dim, k - 1, 1)
    return (value, index) if keepdim else (value.squeeze(dim), index.squeeze(dim))


def median(x: torch.Tensor, dim: int = -1, keepdim: bool = False) -> Pair:
    """The lower one of the two in the middle."""
    if x.dim() == 0:
        return x.clone(), torch.zeros((), dtype=torch.int64)
    return kthvalue(x, (x.shape[dim] + 1) // 2, dim, keepdim)


def median_of_all(x: torch.Tensor) -> torch.Tensor:
    """That of all elements."""
    return median(x.flatten())[0]


def cumulative_extreme(is_at_least: Callable[..., torch.Tensor], x: torch.Tensor, dim: int) -> Pair:
    """Cummax or cummin: each element with the one 1, 2, 4, … places before it. Of equals the last counts.

    A NaN is more than any number.
    """
    if x.dim() == 0:
        return x.clone(), torch.zeros((), dtype=torch.int64)
    length = x.shape[dim]
    shape = [1] * x.dim()
    shape[dim] = length
    values, indices = x, torch.arange(length).reshape(shape).expand(x.shape)
    distance = 1
    while distance < length:
        earlier, later = values.narrow(dim, 0, length - distance), values.narrow(dim, distance, length - distance)
        takes_later = is_at_least(later, earlier)
        if x.is_floating_point():
            takes_later = takes_later | later.isnan()
        values, indices = (
            torch.cat(
                [
                    part.narrow(dim, 0, distance),
                    torch.where(
                        takes_later,
                        part.narrow(dim, distance, length - distance),
                        part.narrow(dim, 0, length - distance),
                    ),
                ],
                dim,
            )
            for part in (values, indices)
        )
        distance *= 2
    return values, indices


def searchsorted(
    ordered: torch.Tensor,
    x: torch.Tensor,
    *,
    out_int32: bool = False,
    right: bool = False,
    side: str | None = None,
    sorter: torch.Tensor | None = None,
) -> torch.Tensor:
    """How many elements come before each one: all are compared, since ONNX has no search."""
    if sorter is not None:
        ordered = ordered.gather(-1, sorter)
    boundaries = ordered if ordered.dim() == 1 else ordered.unsqueeze(-2)
    value = x.unsqueeze(-1)
    comes_after = boundaries > value if right or side == "right" else boundaries >= value
    return (~comes_after).sum(-1, dtype=torch.int32 if out_int32 else torch.int64)


def searchsorted_scalar(
    ordered: torch.Tensor,
    x: float,
    *,
    out_int32: bool = False,
    right: bool = False,
    side: str | None = None,
    sorter: torch.Tensor | None = None,
) -> torch.Tensor:
    """The same for one number."""
    return searchsorted(ordered, torch.full((), x), out_int32=out_int32, right=right, side=side, sorter=sorter)


def bucketize(
    x: torch.Tensor, boundaries: torch.Tensor, *, out_int32: bool = False, right: bool = False
) -> torch.Tensor:
    """The same with the arguments in another order."""
    return searchsorted(boundaries, x, out_int32=out_int32, right=right)
