"""Patches that shorten torch's import and first export. `TURNKEY_FAST_START=0` switches all of them off.

None of them changes a result: with the switch off, the first script of a run takes a few seconds longer.
"""

from __future__ import annotations

import importlib
import os

_SWITCH = "TURNKEY_FAST_START"


def is_enabled() -> bool:
    """Whether torch may be patched."""
    return os.environ.get(_SWITCH, "1") != "0"


def import_torch() -> None:
    """Import torch and what its exporter needs."""
    if is_enabled():
        from turnkeyml.worker.child.fast_start.torch_import import import_torch as import_patched

        import_patched()
        return
    importlib.import_module("torch")
    importlib.import_module("torch.onnx")


def prepare_export() -> None:
    """Make torch.onnx keep its tables from one export to the next."""
    if is_enabled():
        from turnkeyml.worker.child.fast_start.torchlib_cache import cache_registry

        cache_registry()


def import_deferred() -> None:
    """Complete the deferred imports: children that are forked later share them."""
    if is_enabled():
        from turnkeyml.worker.child.fast_start.lazy_imports import load_all

        load_all()


def fill_tables() -> None:
    """Complete torch.onnx's tables: children that are forked later share them."""
    if is_enabled():
        from turnkeyml.worker.child.fast_start.torchlib_cache import fill_registries

        fill_registries()
