"""Lazy packages: their own code runs at the first access to it, not when another module imports a small part of them.

`make_fx` needs two settings and a class of torch's compiler, and importing these imports all of it: a quarter of the
time that a single small script takes. onnxscript imports onnx's reference operators for constants that it may fold.
With several scripts, everything is imported once in the server (`load_all`).
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

_TORCH_VERSION = "2.14."
"""The only version that these parts were checked with; with any other, nothing is lazy."""
_PARTS = {
    "torch._dynamo": {
        *("bytecode_analysis", "bytecode_transformation", "config", "graph_utils", "metrics_context", "source"),
        "utils",
    },
    "torch._inductor": {"compiler_bisector", "config", "custom_graph_pass", "fx_passes", "runtime"},
    "onnx.reference": {"ops"},
    "onnx.reference.ops": set[str](),
}
"""Submodules that can be imported without running the code of their package: importing them needs nothing of it."""


class _LazyPackage(ModuleType):
    """A package whose code has not run; becomes an ordinary module at the first access to another attribute."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # code that walks through sys.modules reads these of every module
            raise AttributeError(name)
        if name in _PARTS[self.__name__]:
            return importlib.import_module(f"{self.__name__}.{name}")
        if (self.__name__, name) == ("torch._dynamo", "disable"):
            return _disable
        load(self.__name__)
        return getattr(self, name)


class _Finder:
    """A meta path finder that finds nothing: before a submodule is imported, it loads the lazy package if necessary."""

    @staticmethod
    def find_spec(name: str, *_: object) -> ModuleSpec | None:
        """Python calls this before any other finder."""
        for package, parts in _PARTS.items():
            if name.startswith(f"{package}.") and name.removeprefix(f"{package}.").partition(".")[0] not in parts:
                load(package)
        return None


def install() -> None:
    """Put lazy packages into `sys.modules`, except for those that were imported already."""
    if not torch.__version__.startswith(_TORCH_VERSION):
        return
    importlib.import_module("torch._higher_order_ops.triton_kernel_wrap")  # make_fx expects it to be imported
    for name in _PARTS:
        spec = None if name in sys.modules else importlib.util.find_spec(name)
        if spec is not None:
            package = _LazyPackage(name)
            vars(package).update(vars(importlib.util.module_from_spec(spec)))
            sys.modules[name] = package
            parent, _, attribute = name.rpartition(".")
            setattr(sys.modules[parent], attribute, package)
    sys.meta_path.insert(0, _Finder)
    _import_without_triton("torch._dynamo.source", "torch._inductor.config", "torch.utils.flop_counter")


def _import_without_triton(*names: str) -> None:
    """Import modules that import triton (0.3 s) to recognize its kernels; on a CPU there are none."""
    from torch.utils._triton import has_triton_package

    logging.getLogger("torch.utils.flop_counter").setLevel(logging.ERROR)  # it warns that triton is missing
    is_hidden = "triton" not in sys.modules
    if is_hidden:
        sys.modules["triton"] = None  # type: ignore[assignment]
    try:
        for name in names:
            importlib.import_module(name)
    finally:
        if is_hidden:
            del sys.modules["triton"]
        has_triton_package.cache_clear()


def load(name: str) -> None:
    """Run a package's code if it has not run yet. A trace that is in progress does not see it."""
    package = sys.modules.get(name)
    if isinstance(package, _LazyPackage):
        from torch.utils._python_dispatch import _disable_current_modes

        object.__setattr__(package, "__class__", ModuleType)
        spec = package.__spec__
        assert spec is not None
        assert spec.loader is not None
        with _disable_current_modes():
            spec.loader.exec_module(package)


def load_all() -> None:
    """Run the code of all packages that has not run yet."""
    for name in _PARTS:
        load(name)
    if _Finder in sys.meta_path:
        sys.meta_path.remove(_Finder)


def _disable(function: Any = None, recursive: bool = True, *, wrapping: bool = True, **options: Any) -> Any:
    """`torch._dynamo.disable` of the lazy package. torch's own calls, without wrapping, get the function unchanged.

    They exclude a function from compilation, which is off in the worker.
    """
    if function is not None and not wrapping:
        return function
    load("torch._dynamo")
    return sys.modules["torch._dynamo"].disable(function, recursive, wrapping=wrapping, **options)
