"""Lets a trace go through TorchScript modules: their operators are those that TorchScript's interpreter calls."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch

from turnkeyml.export.patched import patched


def is_torchscript(module: torch.nn.Module) -> bool:
    """Whether a module is scripted, traced, frozen, or loaded from a file of one."""
    return isinstance(module, torch.jit.ScriptModule)


def has_weights_inside(model: torch.nn.Module, name: str) -> bool:
    """Whether the weight of this name belongs to a TorchScript module, whose weights cannot be replaced for a trace."""
    module, parts = model, name.split(".")
    for part in parts[:-1]:
        if is_torchscript(module):
            return True
        module = getattr(module, part)
    return is_torchscript(module)


@contextmanager
def interpreted() -> Iterator[None]:
    """Call TorchScript modules as they are inside the block.

    While `torch.compiler.is_exporting()` holds, PyTorch calls the Python code that they were made from instead, which
    loaded ones do not have, and scripted ones with wrong arguments.
    """

    def call(module: torch.nn.Module, *args: Any, **kwargs: Any) -> Any:
        with patched(torch.compiler, "_is_exporting_flag", False), patched(torch.compiler, "_is_compiling_flag", False):
            return torch.nn.Module._call_impl(module, *args, **kwargs)  # type: ignore[no-untyped-call]

    kind = torch.jit._script.RecursiveScriptModule
    kind.__call__ = call  # type: ignore[method-assign]
    try:
        yield
    finally:
        del kind.__call__
