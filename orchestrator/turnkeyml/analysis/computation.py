"""Compares what two calls compute: every operator with its operands, as PyTorch's dispatcher sees it."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from typing import Any

import torch
from torch.utils import _pytree
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.weak import WeakIdKeyDictionary

from turnkeyml.analysis.recorded_call import Call
from turnkeyml.analysis.tensor_state import Role, buffer_role

_MAX_VALUES = 64
"""Larger tensors are described by their shape alone."""


def computation_of(call: Call) -> str:
    """Digest of what a call computes in evaluation mode; empty where the model cannot be run again."""
    form = call.as_called
    try:
        form.restore()
        call.module.eval()
        args, kwargs = call.inputs.rebuild([tensor.clone() for tensor in call.inputs.tensors])
        with (
            torch.random.fork_rng(devices=[]),
            torch.no_grad(),
            form.modes.default_dtype_applied(),
            form.modes.autocast_applied(),
        ):
            return operators_of(call.module, lambda: call.module(*args, **kwargs), with_values=True)
    except Exception:  # whatever the model raises, or that it cannot be restored: its export says so
        logging.getLogger(__name__).exception("a call could not be repeated")
        return ""


def operators_of(module: torch.nn.Module, infer: Callable[[], object], *, with_values: bool) -> str:
    """Digest of the operators of one inference of a module, and of the values of small tensors that are no weights."""
    with _Operators(module, with_values=with_values) as seen:
        infer()
    return str(seen.digest.hexdigest())


class _Operators(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch has no types here
    def __init__(self, module: torch.nn.Module, *, with_values: bool) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._max_values = _MAX_VALUES if with_values else 0
        self.digest = hashlib.sha256()
        self._numbers: Any = WeakIdKeyDictionary()
        """Where each tensor was first met. It keeps none alive."""
        self._next = 0
        self._weights = {id(parameter) for parameter in module.parameters()}
        for child in (child for child in module.modules() if buffer_role(child) is Role.STATISTIC):
            self._weights |= {id(buffer) for buffer in child.buffers(recurse=False)}

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        operands = [self._describe(leaf) for leaf in _pytree.tree_leaves((args, kwargs))]
        outputs = func(*args, **(kwargs or {}))
        self.digest.update(f"{func.name()}({','.join(operands)})\n".encode("utf-8", "backslashreplace"))
        for leaf in _pytree.tree_leaves(outputs):
            if isinstance(leaf, torch.Tensor):
                self._number(leaf)
        return outputs

    def _number(self, tensor: torch.Tensor) -> int:
        number = self._numbers.get(tensor)
        if number is None:
            number = self._numbers[tensor] = self._next
            self._next += 1
        return int(number)

    def _describe(self, leaf: Any) -> str:
        """An operand: a number, a type, or a tensor; one that was not computed here with its values, if it is small."""
        if not isinstance(leaf, torch.Tensor):
            return repr(leaf)
        is_known = leaf in self._numbers
        text = f"#{self._number(leaf)}"
        if is_known:
            return text
        text += f"{leaf.dtype}{tuple(leaf.shape)}"
        is_small = 0 < leaf.numel() <= self._max_values and leaf.layout is torch.strided and not leaf.is_quantized
        return text + (repr(leaf.tolist()) if is_small and id(leaf) not in self._weights else "")
