"""Restores what a trace stores in the modules of a model."""

from __future__ import annotations

import functools
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch


@contextmanager
def restore_module_state(model: torch.nn.Module) -> Iterator[None]:
    """Undo what the trace stores in the model's modules: fake tensors, with which later calls would fail."""
    previous = [(module, dict(vars(module)), _restorers(module)) for module in model.modules()]
    try:
        yield
    finally:
        for module, attributes, restorers in previous:
            vars(module).clear()
            vars(module).update(attributes)
            for restore in restorers:
                restore()


def _restorers(module: torch.nn.Module) -> list[Callable[[], None]]:
    """Functions that restore the present contents of the lists and dictionaries among a module's attributes."""
    restorers: list[Callable[[], None]] = []
    for value in vars(module).values():
        if type(value) in (dict, OrderedDict, defaultdict):
            restorers.append(functools.partial(_refill, value, dict(value)))
        elif type(value) is list:
            restorers.append(functools.partial(value.__setitem__, slice(None), list(value)))
    return restorers


def _refill(mapping: dict[Any, Any], contents: dict[Any, Any]) -> None:
    mapping.clear()
    mapping.update(contents)
