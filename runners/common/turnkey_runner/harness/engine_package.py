"""Finds which installed package an engine's module is from: several packages carry a module `onnxruntime`."""

from __future__ import annotations

import functools
import importlib.metadata
import re


@functools.cache
def package_of(module: str) -> str:
    """The package that a module is from, where it has another name than the module; empty otherwise.

    Reads what is installed, which takes 50 ms: the supervisor asks before it forks, for the processes that measure.
    """
    names = {_normalized(name) for name in _packages().get(module, ())}
    return "" if _normalized(module) in names else ", ".join(sorted(names))


@functools.cache
def _packages() -> dict[str, list[str]]:
    return dict(importlib.metadata.packages_distributions())


def _normalized(name: str) -> str:
    """As PyPI compares names."""
    return re.sub(r"[-_.]+", "-", name).lower()
