"""Packages whose own code runs when it is asked for, not when somebody imports a small part of them.

`make_fx` wants two settings and a class out of torch's compiler, and gets with them all of it: a quarter of the time
that a single small script takes. onnxscript imports onnx's reference operators for constants that it may fold. With
several scripts all of it is loaded as ever, once for all.
"""

from __future__ import annotations

import importlib
import importlib.util
import logging
import sys
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

import torch

_KNOWN = "2.14."
"""The version of torch whose parts these are; others load their compiler as ever."""
_PARTS = {
    "torch._dynamo": {
        *("bytecode_analysis", "bytecode_transformation", "config", "graph_utils", "metrics_context", "source"),
        "utils",
    },
    "torch._inductor": {"compiler_bisector", "config", "custom_graph_pass", "fx_passes", "runtime"},
    "onnx.reference": {"ops"},
    "onnx.reference.ops": set[str](),
}
"""What can be imported without the rest of its package; nothing in it asks for the rest while it is imported."""


class _Lent(ModuleType):
    """A package that is known by its place alone; becomes an ordinary one at the first question for more."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # asked of every module by those who look through all of them
            raise AttributeError(name)
        if name in _PARTS[self.__name__]:
            return importlib.import_module(f"{self.__name__}.{name}")
        if (self.__name__, name) == ("torch._dynamo", "disable"):
            return _disable
        load(self.__name__)
        return getattr(self, name)


class _Finder:
    """Finds nothing: hears of each module that is about to be imported, and loads its package first."""

    @staticmethod
    def find_spec(name: str, *_: object) -> ModuleSpec | None:
        """Called by Python before any other finder."""
        for package, parts in _PARTS.items():
            if name.startswith(f"{package}.") and name.removeprefix(f"{package}.").partition(".")[0] not in parts:
                load(package)
        return None


def lend() -> None:
    """Have the packages stand there without their own code, where nothing has imported them yet."""
    if not torch.__version__.startswith(_KNOWN):
        return
    importlib.import_module("torch._higher_order_ops.triton_kernel_wrap")  # make_fx expects it to be there
    for name in _PARTS:
        spec = None if name in sys.modules else importlib.util.find_spec(name)
        if spec is not None:
            package = _Lent(name)
            vars(package).update(vars(importlib.util.module_from_spec(spec)))
            sys.modules[name] = package
            above, _, own = name.rpartition(".")
            setattr(sys.modules[above], own, package)
    sys.meta_path.insert(0, _Finder)
    _import_without_triton("torch._dynamo.source", "torch._inductor.config", "torch.utils.flop_counter")


def _import_without_triton(*names: str) -> None:
    """Import what would import triton (0.3 s) to know its kernels when it meets them, which on a CPU it does not."""
    from torch.utils._triton import has_triton_package

    logging.getLogger("torch.utils.flop_counter").setLevel(logging.ERROR)  # it warns that there is none
    hidden = "triton" not in sys.modules
    if hidden:
        sys.modules["triton"] = None  # type: ignore[assignment]
    try:
        for name in names:
            importlib.import_module(name)
    finally:
        if hidden:
            del sys.modules["triton"]
        has_triton_package.cache_clear()


def load(name: str) -> None:
    """Run a package's own code, where it has not run: outside of any trace that is under way."""
    package = sys.modules.get(name)
    if isinstance(package, _Lent):
        from torch.utils._python_dispatch import _disable_current_modes

        object.__setattr__(package, "__class__", ModuleType)
        spec = package.__spec__
        assert spec is not None
        assert spec.loader is not None
        with _disable_current_modes():
            spec.loader.exec_module(package)


def load_all() -> None:
    """Run what has not run of all packages."""
    for name in _PARTS:
        load(name)
    if _Finder in sys.meta_path:
        sys.meta_path.remove(_Finder)


def _disable(function: Any = None, recursive: bool = True, *, wrapping: bool = True, **options: Any) -> Any:
    """`torch._dynamo.disable` while it is lent: torch's own calls of it, without wrapping, get the function as it is.

    They ask the compiler to stay out of what they call; in a worker it is off.
    """
    if function is not None and not wrapping:
        return function
    load("torch._dynamo")
    return sys.modules["torch._dynamo"].disable(function, recursive, wrapping=wrapping, **options)
