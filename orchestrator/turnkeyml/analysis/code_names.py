"""Which names a script's own functions and classes bring in: global variables, attributes of classes."""

from __future__ import annotations

import dis
import functools
import sys
import sysconfig
import types
from collections.abc import Iterator

import turnkeyml

_BOOKKEEPING = frozenset(
    {
        *("__module__", "__doc__", "__dict__", "__weakref__", "__annotations__", "__annotations_cache__", "__hash__"),
        *("__qualname__", "__parameters__", "__orig_bases__", "__abstractmethods__", "_abc_impl", "__match_args__"),
        *("__firstlineno__", "__static_attributes__", "__dataclass_params__", "__dataclass_fields__", "__slots__"),
    }
)
"""Attributes that Python itself keeps in a class."""


def global_names(function: types.FunctionType) -> tuple[str, ...]:
    """The global variables that a function of the script reads; those of packages do not change."""
    return () if is_installed(function.__module__) else _global_names(function.__code__)


def class_attributes(kind: type) -> tuple[str, ...]:
    """What a class of the script defines. Of packages' classes, `forward` alone: scripts replace it."""
    names = [] if is_installed(kind.__module__) else [name for name in vars(kind) if name not in _BOOKKEEPING]
    members = (types.MemberDescriptorType, types.GetSetDescriptorType)
    names = [name for name in names if not isinstance(vars(kind)[name], members)]
    has_forward = "forward" not in names and hasattr(kind, "forward")
    return (*names, "forward") if has_forward else tuple(names)


@functools.lru_cache(maxsize=4096)
def _global_names(code: types.CodeType) -> tuple[str, ...]:
    return tuple(sorted(set(_names_of(code))))


def _names_of(code: types.CodeType) -> Iterator[str]:
    for instruction in dis.get_instructions(code):
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield str(instruction.argval)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _names_of(constant)


@functools.lru_cache(maxsize=4096)
def is_installed(module: str | None) -> bool:
    """Whether a module is part of Python, of an installed package, or of turnkey."""
    file = getattr(sys.modules.get(module or ""), "__file__", None)
    if module == "__main__" or (file is None and module not in sys.builtin_module_names and module in sys.modules):
        return False
    if file is None:
        return True
    return "site-packages" in file or "dist-packages" in file or file.startswith(_installed_folders())


@functools.cache
def _installed_folders() -> tuple[str, ...]:
    return (sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), *turnkeyml.__path__)
