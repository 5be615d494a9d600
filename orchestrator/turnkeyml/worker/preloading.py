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


class Preloader:
    """Imports names once; remembers those that cannot be imported, which the scripts then do themselves."""

    def __init__(self) -> None:
        self._tried: set[str] = set()
        self._stable = tuple(
            os.path.realpath(sysconfig.get_path(name)) + os.sep for name in ("stdlib", "purelib", "platlib")
        )

    def preload(self, names: tuple[str, ...]) -> str:
        """Import what is new; return what started a thread, after which no fork is safe, or nothing.

        That is a module, where importing it was enough, or else the name.
        """
        fresh = [name for name in names if name not in self._tried]
        for name in fresh:
            self._tried.add(name)
            for part in dict.fromkeys((name.partition(":")[0], name)):
                try:
                    self._import(part)
                except BaseException:  # whatever a foreign module raises; the script meets it in its own process
                    logging.getLogger(__name__).exception("%s cannot be preloaded", part)
                if count_threads() > 1:
                    return part
        if fresh:
            gc.collect()
            gc.freeze()  # the collector leaves what is here alone, so that children share its pages
        return ""

    def _import(self, name: str) -> None:
        module, _, attribute = name.partition(":")
        if not self._is_installed(module):
            return
        loaded = importlib.import_module(module)
        if attribute and not hasattr(loaded, attribute):
            importlib.import_module(f"{module}.{attribute}")

    def _is_installed(self, module: str) -> bool:
        """Whether a module comes from the standard library or an installed package, and so is the same for everyone."""
        package = module.partition(".")[0]
        if package in sys.builtin_module_names:
            return True
        found = sys.modules.get(package) or importlib.util.find_spec(package)
        origin = getattr(found, "__file__", None) or getattr(found, "origin", None)
        return isinstance(origin, str) and os.path.realpath(origin).startswith(self._stable)


def count_threads() -> int:
    """Threads of this process, native ones included."""
    return len(list(Path("/proc/self/task").iterdir()))
