"""The data types that a live PyTorch model computes in, as seen by torch's dispatcher."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import torch
from torch.utils import _pytree
from torch.utils._python_dispatch import TorchDispatchMode

_NAMES = {torch.float64: "f64", torch.float32: "f32", torch.float16: "f16", torch.bfloat16: "bf16"}
_NOT_COMPUTING = frozenset(
    ("_to_copy", "arange", "cat", "clone", "copy_", "embedding", "empty", "fill_", "full", "gather", "index")
    + ("index_select", "masked_fill", "ones", "scalar_tensor", "slice_scatter", "stack", "where", "zeros")
)
"""Operators that move, create or convert numbers without computing."""


def precisions_of(infer: Callable[[], object]) -> dict[str, int]:
    """Run one inference and count its computing operators by the type of their first floating-point tensor.

    Autocast is included: it converts the tensors before they reach the dispatcher.
    """
    with _OperatorCounter() as counter:
        infer()
    return dict(counter.operators)


class _OperatorCounter(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch has no types here
    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.operators: Counter[str] = Counter()

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        name = func.name().partition("::")[2].partition(".")[0]
        if name not in _NOT_COMPUTING and not func.is_view:
            leaves = _pytree.tree_leaves((args, kwargs))
            types_found = [
                _NAMES[leaf.dtype] for leaf in leaves if isinstance(leaf, torch.Tensor) and leaf.dtype in _NAMES
            ]
            self.operators.update(types_found[:1])
        return func(*args, **(kwargs or {}))
