"""Notices where a model makes tensors of its arguments' data itself: in a graph, such a tensor is a constant."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import numpy as np
import torch

from turnkeyml.analysis.reachable import find_reachable
from turnkeyml.export.patched import patched

_CONVERTERS = ("from_numpy", "tensor", "as_tensor", "asarray", "frombuffer")


@contextmanager
def watch_conversions(arguments: Any, *, is_active: bool) -> Iterator[list[str]]:
    """Inside the block, if active, list what is made into tensors of the arguments' arrays, lists and texts.

    An array counts also where the model has computed it of others, if the arguments hold any.
    """
    if not is_active:
        yield []
        return
    reachable = find_reachable([arguments])
    found: list[str] = []

    def is_data(source: object) -> bool:
        if isinstance(source, np.ndarray):
            return source.size > 1 and bool(reachable.arrays)
        return isinstance(source, list | tuple | bytes | bytearray) and len(source) > 1 and id(source) in reachable.seen

    def watched(original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def convert(*args: Any, **kwargs: Any) -> Any:
            converted = original(*args, **kwargs)
            if args and is_data(args[0]):
                kind = type(args[0]).__name__
                found.append(f"a {kind} that the model makes a tensor of itself ({converted.numel():,} numbers)")
            return converted

        return convert

    with ExitStack() as stack:
        for name in _CONVERTERS:
            stack.enter_context(patched(torch, name, watched(getattr(torch, name))))
        yield found
