"""Which installed packages files import, and in which versions: another version may be another model."""

from __future__ import annotations

import functools
import importlib.metadata
from collections.abc import Iterable, Mapping
from pathlib import Path

from turnkeyml.worker.script_imports import read_modules


def packages_of(files: Iterable[Path]) -> dict[str, str]:
    """The distributions that the files' imports come from, with their versions."""
    modules = {name.partition(".")[0] for file in files for name in read_modules(file)}
    owners = distributions_by_module()
    names = {owner for module in modules for owner in owners.get(module, ())}
    return {name: importlib.metadata.version(name) for name in sorted(names)}


@functools.cache
def distributions_by_module() -> Mapping[str, list[str]]:
    """The distributions of each importable name; read once."""
    return importlib.metadata.packages_distributions()
