"""Counts the multiply-accumulates of a call of PyTorch while it runs, to compare them with the exported graph's."""

from __future__ import annotations

import functools
import math
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry

_ATEN = torch.ops.aten
_DEFORMABLE = "torchvision::deform_conv2d"
"""Compared by name: torchvision is not imported for it."""


class CallCounter(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Counts what depends on the inputs while it is entered: the rest may be computed while the model is exported.

    It knows what PyTorch's own counter does, and the operators that CPUs use instead. PyTorch's counter follows the
    modules, too, which fails for some models and takes longer.
    """

    def __init__(self, inputs: Sequence[torch.Tensor]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.macs: int | None = 0
        """None after an operator that could not be counted."""
        self._varying: dict[int, weakref.ref[torch.Tensor]] = {}
        """The tensors that depend on an input, by their ids. What is lost track of is not counted."""
        self._remember(inputs)

    def __torch_dispatch__(
        self, func: Any, types: Sequence[type], args: tuple[Any, ...] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        result = func(*args, **kwargs)
        packet = getattr(func, "_overloadpacket", None)
        if packet in _SHAPE_ALONE or not any(id(one) in self._varying for one in _tensors((*args, *kwargs.values()))):
            return result
        self._remember(_tensors((result,)))
        if packet in _RULES or packet in flop_registry or getattr(packet, "_qualified_op_name", "") == _DEFORMABLE:
            try:
                found = _macs_of(packet, args, kwargs, result)
            except Exception:  # of a type of tensor that the counter does not know; the model itself runs
                self.macs = None
            else:
                self.macs = None if self.macs is None else self.macs + found
        return result

    def _remember(self, tensors: Iterable[torch.Tensor]) -> None:
        for tensor in tensors:
            identity = id(tensor)
            self._varying[identity] = weakref.ref(tensor, functools.partial(_forget, self._varying, identity))


def _forget(varying: dict[int, weakref.ref[torch.Tensor]], identity: int, reference: object) -> None:
    if varying.get(identity) is reference:
        del varying[identity]


def _tensors(values: Sequence[Any]) -> Iterator[torch.Tensor]:
    """The tensors among arguments or results, also in lists."""
    for value in values:
        if isinstance(value, torch.Tensor):
            yield value
        elif isinstance(value, list | tuple):
            yield from _tensors(value)


@contextmanager
def counting(inputs: Sequence[torch.Tensor]) -> Iterator[CallCounter]:
    """Count the multiply-accumulates of the calls inside the block that depend on these tensors."""
    counter = CallCounter(inputs)
    with counter:
        yield counter


def _macs_of(packet: Any, args: Sequence[Any], kwargs: Mapping[str, Any], result: Any) -> int:
    if packet in _RULES:
        return _RULES[packet](args)
    if packet in flop_registry:
        return int(flop_registry[packet](*args, **kwargs, out_val=result)) // 2
    return _deformable(args)


def _attention(args: Sequence[Any]) -> int:
    """`query, key, value, …`: the scores, and the sums of values."""
    query, key, value = args[:3]
    queries = math.prod(query.shape[:-1])
    return int(queries * key.shape[-2] * (query.shape[-1] + value.shape[-1]))


def _multi_head_attention(args: Sequence[Any]) -> int:
    """`query, key, value, embed_dim, …`: projections, scores, sums of values."""
    query, key, width = args[0], args[1], int(args[3])
    return _attention_layer(query.shape[0], query.shape[1], key.shape[1], width)


def _encoder_layer(args: Sequence[Any]) -> int:
    """`src, embed_dim, …`: attention, then two linear layers."""
    source, width, first_weight = args[0], int(args[1]), args[14]
    batch, length = (int(size) for size in source.shape[:2])
    return _attention_layer(batch, length, length, width) + 2 * batch * length * int(first_weight.numel())


def _attention_layer(batch: int, queries: int, keys: int, width: int) -> int:
    return batch * (2 * (queries + keys) * width * width + 2 * queries * keys * width)


def _recurrent(args: Sequence[Any]) -> int:
    """`input, weight_ih, weight_hh, …`: one direction of one layer."""
    return int(math.prod(args[0].shape[:-1]) * (args[1].numel() + args[2].numel()))


def _grouped(args: Sequence[Any]) -> int:
    """`rows, weights, …`: each row is multiplied with one of the matrices."""
    return int(args[0].numel() * args[1].shape[-1])


def _deformable(args: Sequence[Any]) -> int:
    """`input, weight, offset, …`: there is an offset per element of the output."""
    weight, offset = args[1], args[2]
    return int(offset.shape[0] * math.prod(offset.shape[2:]) * weight.numel())


_SHAPE_ALONE = frozenset(
    getattr(_ATEN, name)
    for name in ("ones_like", "zeros_like", "empty_like", "full_like", "new_zeros", "new_ones", "new_full", "new_empty")
)
"""Operators that take nothing but the shape and the type of a tensor."""
_RULES: dict[Any, Callable[[Sequence[Any]], int]] = {
    getattr(_ATEN, name): rule
    for name, rule in {
        "_scaled_dot_product_flash_attention_for_cpu": _attention,
        "_native_multi_head_attention": _multi_head_attention,
        "_transformer_encoder_layer_fwd": _encoder_layer,
        "mkldnn_rnn_layer": _recurrent,
        "_grouped_mm": _grouped,
    }.items()
    if hasattr(_ATEN, name)
}
"""By operator; the names are private, and other versions of torch may not have them."""
