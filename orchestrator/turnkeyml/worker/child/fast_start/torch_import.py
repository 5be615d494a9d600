"""Importing torch in less time: its libraries load beside Python's own imports, and its sources stay unread."""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import importlib.util
import inspect
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

_FIRST = ("bisect", "bz2", "cmath", "decimal", "fcntl", "lzma", "random", "subprocess", "unicodedata", "zlib")
"""What sympy imports that are libraries, too: only one is loaded at a time, and they would wait for torch's."""
_LIBRARIES = (("libtorch_global_deps.so", os.RTLD_GLOBAL), ("libtorch.so", os.RTLD_LOCAL))
"""In torch's order, with its flags; the one that has Python in it is left to torch."""


def import_torch() -> None:
    """Import torch and what its exporter needs: 0.7 s less than by themselves. The thread has ended then."""
    loading = _load_libraries()
    with contextlib.suppress(ImportError):  # whoever needs it will say
        importlib.import_module("sympy")
    if loading is not None:
        loading.join()
    with _sources_unread():
        importlib.import_module("torch")
        importlib.import_module("turnkeyml.worker.child.fast_start.lazy_imports").lend()
        importlib.import_module("torch.onnx")


def _load_libraries() -> threading.Thread | None:
    """Load torch's libraries in a thread, without Python's lock; what cannot be loaded is left to torch to report.

    None where torch itself would first look for libraries elsewhere.
    """
    found = importlib.util.find_spec("torch")
    if found is None or found.origin is None or "LD_LIBRARY_PATH" in os.environ:
        return None
    for name in _FIRST:
        importlib.import_module(name)
    folder = Path(found.origin).parent / "lib"
    load = ctypes.CDLL(None).dlopen
    load.restype, load.argtypes = ctypes.c_void_p, (ctypes.c_char_p, ctypes.c_int)

    def load_all() -> None:
        for name, scope in _LIBRARIES:
            load(os.fsencode(folder / name), os.RTLD_NOW | scope)

    loading = threading.Thread(target=load_all)
    loading.start()
    return loading


@contextmanager
def _sources_unread() -> Iterator[None]:
    """Meanwhile a frame's place is told without its text and its module without a search, and modules have no text.

    torch notes the place where it registers an operator. The text of its settings says which of them are left out of
    the address of something compiled: none now.
    """
    before = inspect.getframeinfo, inspect.getmodule, inspect.getsource

    def getframeinfo(frame: Any, context: int = 1) -> inspect.Traceback:
        if not isinstance(frame, FrameType):
            return before[0](frame, context)
        code = frame.f_code
        return inspect.Traceback(code.co_filename, frame.f_lineno, code.co_name, None, None)

    def getmodule(thing: Any, *rest: Any) -> Any:
        known = sys.modules.get(str(thing.f_globals.get("__name__"))) if isinstance(thing, FrameType) else None
        return known or before[1](thing, *rest)

    def getsource(thing: Any) -> str:
        return "" if isinstance(thing, ModuleType) else before[2](thing)

    inspect.getframeinfo, inspect.getmodule, inspect.getsource = getframeinfo, getmodule, getsource  # type: ignore
    try:
        yield
    finally:
        inspect.getframeinfo, inspect.getmodule, inspect.getsource = before
