"""Runs models that compute gradients in their forward pass, such as forces out of an energy, as they were called."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import torch

from turnkeyml.export.patched import patched

Value = TypeVar("Value")


def copies(tensors: Sequence[torch.Tensor]) -> tuple[torch.Tensor, ...]:
    """Copies that require gradients where the originals do: a model may write into its inputs."""
    return tuple(tensor.detach().clone().requires_grad_(tensor.requires_grad) for tensor in tensors)


def run_observed(run: Callable[[], Value], tensors: Sequence[torch.Tensor]) -> tuple[Value, bool]:
    """The result of running a model with these inputs, and whether the model computes gradients.

    Gradients are enabled if an input requires them, or if the model does not run otherwise; a model may enable them
    itself. Raises what the model raises without them.
    """
    with _observe_backward() as passes:
        if any(tensor.requires_grad for tensor in tensors):
            with torch.enable_grad():
                return run(), bool(passes)
        try:
            with torch.no_grad():
                return run(), bool(passes)
        except Exception as error:
            try:
                with torch.enable_grad():
                    return run(), True
            except Exception:
                raise error from None


@contextmanager
def _observe_backward() -> Iterator[list[None]]:
    """Yield a list that grows with each backward pass. All of PyTorch's functions for gradients end in one."""
    passes: list[None] = []
    original = torch.autograd._engine_run_backward  # type: ignore[attr-defined]

    def observed(*args: Any, **kwargs: Any) -> Any:
        passes.append(None)
        return original(*args, **kwargs)

    with patched(torch.autograd, "_engine_run_backward", observed):
        yield passes
