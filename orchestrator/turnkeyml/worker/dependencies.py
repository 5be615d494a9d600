"""The installed packages that a script imports, with their versions: another version may define another model."""

from __future__ import annotations

import functools
import importlib.metadata
from collections.abc import Iterable, Mapping


def package_versions(modules: Iterable[str]) -> dict[str, str]:
    """The versions of the distributions that provide modules, by the names of their topmost packages."""
    distributions = distributions_by_module()
    names = {distribution for module in modules for distribution in distributions.get(module, ())}
    return {name: importlib.metadata.version(name) for name in sorted(names)}


@functools.cache
def distributions_by_module() -> Mapping[str, list[str]]:
    """The distributions that provide each importable name."""
    return importlib.metadata.packages_distributions()
