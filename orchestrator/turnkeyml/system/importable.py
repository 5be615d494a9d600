"""The modules that lie beside a script: it finds them before installed ones of the same name."""

from __future__ import annotations

import functools
import importlib.machinery
import os
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path


def local_modules(script_folder: Path) -> tuple[str, ...]:
    """The names of modules beside a script that take the place of installed ones or of the standard library's."""
    return tuple(sorted(importable_names(str(script_folder)) & _installed_names()))


def absent_modules(script_folder: Path, imported: Iterable[str]) -> list[str]:
    """The files that would be imported by these names if they were beside the script, and are installed nowhere."""
    known = importable_names(str(script_folder)) | _installed_names()
    return [path for name in sorted(set(imported) - known) for path in (f"{name}.py", f"{name}/__init__.py")]


def importable_names(folder: str) -> frozenset[str]:
    """The topmost modules and packages in a folder; none where it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            return frozenset(filter(None, (_module_name(entry) for entry in entries)))
    except OSError:
        return frozenset()


def _module_name(entry: os.DirEntry[str]) -> str:
    """The name that a file or folder is imported by; empty where it is not.

    A folder without `__init__.py` is a namespace, which never hides an installed package.
    """
    name, dot, ending = entry.name.partition(".")
    if dot:
        return name if name.isidentifier() and f".{ending}" in importlib.machinery.all_suffixes() else ""
    is_package = name.isidentifier() and entry.is_dir() and os.path.isfile(os.path.join(entry.path, "__init__.py"))
    return name if is_package else ""


@functools.cache
def _installed_names() -> frozenset[str]:
    folders = {sysconfig.get_path(name) for name in ("purelib", "platlib")}
    return frozenset(sys.stdlib_module_names).union(*map(importable_names, sorted(folders)))
