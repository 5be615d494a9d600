"""The installed packages that files import, with their versions: another version may define another model."""

from __future__ import annotations

import functools
import importlib.metadata
from collections.abc import Iterable, Mapping
from pathlib import Path

from turnkeyml.worker.script_imports import read_modules


def package_versions(files: Iterable[Path]) -> dict[str, str]:
    """The versions of the distributions that the files import."""
    modules = {name.partition(".")[0] for file in files for name in read_modules(file)}
    distributions = distributions_by_module()
    names = {distribution for module in modules for distribution in distributions.get(module, ())}
    return {name: importlib.metadata.version(name) for name in sorted(names)}


@functools.cache
def distributions_by_module() -> Mapping[str, list[str]]:
    """The distributions that provide each importable name."""
    return importlib.metadata.packages_distributions()
