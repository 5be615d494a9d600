"""The fork server's imports ahead of the scripts: of installed packages only, and none that leaves a thread behind."""

from __future__ import annotations

import gc
import importlib
import importlib.util
import logging
import os
import sys
import sysconfig
from pathlib import Path

KNOWN = frozenset(
    {"diffusers", "huggingface_hub", "numpy", "onnx", "onnxscript", "scipy", "safetensors", "timm", "tokenizers"}
    | {"torch", "torch_geometric", "torchvision", "tqdm", "transformers", "turnkeyml"}
)
"""Packages whose import is known to crash, hang and change nothing. Any other is tried first."""


class Preloader:
    """Imports names once; those that cannot be imported the scripts import themselves."""

    def __init__(self, *, safe_mode: bool = False) -> None:
        """Know no package where `safe_mode`: one of them may have taken an earlier server down."""
        self._known = sys.stdlib_module_names | (frozenset() if safe_mode else KNOWN)
        self._told: set[str] = set()
        self._stable = tuple(
            os.path.realpath(sysconfig.get_path(name)) + os.sep for name in ("stdlib", "purelib", "platlib")
        )

    def sort(self, names: tuple[str, ...]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """Of the names that are new and installed: those of known packages, and the others, each package a group."""
        fresh = [name for name in dict.fromkeys(names) if name not in self._told and self._is_installed(name)]
        self._told.update(names)
        groups: dict[str, list[str]] = {}
        for name in fresh:
            groups.setdefault(_package(name), []).append(name)
        others = [tuple(group) for package, group in groups.items() if package not in self._known]
        return tuple(name for name in fresh if _package(name) in self._known), others

    def preload(self, names: tuple[str, ...]) -> str:
        """Import names; return what started a thread, after which no fork is safe, or nothing.

        That is a module, where importing it was enough, or else the name.
        """
        for name in names:
            for part in dict.fromkeys((name.partition(":")[0], name)):
                try:
                    _import(part)
                except BaseException:  # whatever a foreign module raises; the script meets it in its own process
                    logging.getLogger(__name__).exception("%s cannot be preloaded", part)
                if count_threads() > 1:
                    return part
        if names:
            gc.collect()
            gc.freeze()  # the collector leaves what is here alone, so that children share its pages
        return ""

    def _is_installed(self, name: str) -> bool:
        """Whether a module comes from the standard library or an installed package, and so is the same for everyone."""
        package = _package(name)
        if package in sys.builtin_module_names:
            return True
        try:
            found = sys.modules.get(package) or importlib.util.find_spec(package)
        except (ImportError, ValueError):
            return False
        origin = getattr(found, "__file__", None) or getattr(found, "origin", None)
        return isinstance(origin, str) and os.path.realpath(origin).startswith(self._stable)


def _package(name: str) -> str:
    return name.partition(":")[0].partition(".")[0]


def _import(name: str) -> None:
    module, _, attribute = name.partition(":")
    loaded = importlib.import_module(module)
    if attribute and not hasattr(loaded, attribute):
        importlib.import_module(f"{module}.{attribute}")


def count_threads() -> int:
    """Threads of this process, native ones included."""
    return len(list(Path("/proc/self/task").iterdir()))
