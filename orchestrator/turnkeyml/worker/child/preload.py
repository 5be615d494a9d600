"""The fork server's imports before it forks: installed packages only, and none that leaves a thread behind."""

from __future__ import annotations

import gc
import importlib
import importlib.util
import logging
import os
import sys
import sysconfig
from pathlib import Path

TRUSTED = frozenset(
    {"diffusers", "huggingface_hub", "numpy", "onnx", "onnxscript", "scipy", "safetensors", "timm", "tokenizers"}
    | {"torch", "torch_geometric", "torchvision", "tqdm", "transformers", "turnkeyml"}
)
"""Packages whose import is known neither to crash, to hang nor to change state. Others are imported in a fork first."""


class Preloader:
    """Imports each name once; the scripts import by themselves what cannot be imported here."""

    def __init__(self, *, safe_mode: bool = False) -> None:
        """In `safe_mode`, no package is trusted: one of them may have crashed an earlier server."""
        self._trusted = sys.stdlib_module_names | (frozenset() if safe_mode else TRUSTED)
        self._seen: set[str] = set()
        self._install_prefixes = tuple(
            os.path.realpath(sysconfig.get_path(name)) + os.sep for name in ("stdlib", "purelib", "platlib")
        )

    def partition(self, names: tuple[str, ...]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """The new and installed names: those of trusted packages, and the others grouped by package."""
        new = [name for name in dict.fromkeys(names) if name not in self._seen and self._is_installed(name)]
        self._seen.update(names)
        groups: dict[str, list[str]] = {}
        for name in new:
            groups.setdefault(_package(name), []).append(name)
        others = [tuple(group) for package, group in groups.items() if package not in self._trusted]
        return tuple(name for name in new if _package(name) in self._trusted), others

    def preload(self, names: tuple[str, ...]) -> str:
        """Import names; return the one that has started a thread or initialized a GPU, or an empty string.

        Forking is not safe after that. It is a module, where importing the module alone did it, or else the name.
        """
        for name in names:
            for part in dict.fromkeys((name.partition(":")[0], name)):
                try:
                    _import(part)
                except BaseException:  # foreign code may raise anything; the script meets it in its own process
                    logging.getLogger(__name__).exception("%s cannot be preloaded", part)
                if count_threads() > 1 or is_gpu_open():
                    return part
        if names:
            gc.collect()
            gc.freeze()  # the collector does not write to frozen objects, so that children share their pages
        return ""

    def _is_installed(self, name: str) -> bool:
        """Whether a module is of the standard library or an installed package, and so the same for every script."""
        package = _package(name)
        if package in sys.builtin_module_names:
            return True
        try:
            found = sys.modules.get(package) or importlib.util.find_spec(package)
        except (ImportError, ValueError):
            return False
        origin = getattr(found, "__file__", None) or getattr(found, "origin", None)
        return isinstance(origin, str) and os.path.realpath(origin).startswith(self._install_prefixes)


def _package(name: str) -> str:
    return name.partition(":")[0].partition(".")[0]


def _import(name: str) -> None:
    module, _, attribute = name.partition(":")
    loaded = importlib.import_module(module)
    if attribute and not hasattr(loaded, attribute):
        importlib.import_module(f"{module}.{attribute}")


def is_gpu_open() -> bool:
    """Whether a GPU is initialized here; never in a server without torch."""
    guard = sys.modules.get("turnkeyml.worker.child.gpu_guard")
    return guard is not None and guard.is_gpu_open()


def count_threads() -> int:
    """The threads of this process, including native ones."""
    return len(list(Path("/proc/self/task").iterdir()))
