"""In which types the operators of a live PyTorch model compute, as its dispatcher sees them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import torch
from torch.utils import _pytree
from torch.utils._python_dispatch import TorchDispatchMode

_NAMES = {torch.float64: "f64", torch.float32: "f32", torch.float16: "f16", torch.bfloat16: "bf16"}
_MOVING = frozenset(
    (
        "_to_copy",
        "arange",
        "cat",
        "clone",
        "copy_",
        "embedding",
        "empty",
        "fill_",
        "full",
        "gather",
        "index",
        "index_select",
    )
    + ("masked_fill", "ones", "scalar_tensor", "slice_scatter", "stack", "where", "zeros")
)
"""Operators that move, make or convert numbers, and do not compute with them."""


def precisions_of(infer: Callable[[], object]) -> dict[str, int]:
    """Run an inference once, and count its computing operators by the type of their first float tensor.

    Autocast is seen, since it converts what it hands on.
    """
    with _Counting() as counting:
        infer()
    return dict(counting.operators)


class _Counting(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch has no types here
    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.operators: Counter[str] = Counter()

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        name = func.name().partition("::")[2].partition(".")[0]
        if name not in _MOVING and not func.is_view:
            given = _pytree.tree_leaves((args, kwargs))
            found = [_NAMES[one.dtype] for one in given if isinstance(one, torch.Tensor) and one.dtype in _NAMES]
            self.operators.update(found[:1])
        return func(*args, **(kwargs or {}))
