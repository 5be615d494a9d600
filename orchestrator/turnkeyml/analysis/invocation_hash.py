"""Computes the 8-digit hash of an invocation: equal on every machine, different for different models."""

from __future__ import annotations

import hashlib
import os
import types
from collections.abc import Iterable

import torch


def invocation_hash(lines: Iterable[str], structure: str) -> str:
    """Hash a model's class, its module tree, the shapes of its parameters and buffers, and the inputs' structure.

    `lines` are those of `module_lines`. Values of weights are not hashed: they do not change how fast a model is, and
    an untrained model would have another hash on each machine.
    """
    return hashlib.sha256("\n".join((*lines, structure)).encode()).hexdigest()[:8]


def module_config(module: torch.nn.Module) -> str:
    """The attributes of a model's modules that are no tensors: numbers, flags, strings, names of functions and types.

    It distinguishes models whose hashes are equal, such as attention with 2 and with 16 heads over the same weights.
    It is not part of every hash, because hashes would change with each attribute that a library adds.
    """
    lines = []
    for name, child in module.named_modules():
        config = {key: _to_text(value) for key, value in vars(child).items() if key != "training" and key[:1] != "_"}
        lines += [f"{name}.{key}={value}" for key, value in sorted(config.items()) if value]
    return "\n".join(lines)


def disambiguated_hash(hash8: str, config_text: str) -> str:
    """The hash of a model that shares `hash8` with a model of another configuration."""
    return hashlib.sha256(f"{hash8}\n{config_text}".encode()).hexdigest()[:8]


_MAX_CONFIG_ITEMS = 64
"""Longer lists are data, not configuration."""


def _to_text(value: object) -> str:
    """A value as text; empty for one whose text may differ between machines, such as a path."""
    if isinstance(value, bool | int | float | complex | torch.dtype):
        return repr(value)
    if isinstance(value, str):
        return "" if os.sep in value else repr(value)
    if isinstance(value, list | tuple | torch.Size):
        return f"[{','.join(map(_to_text, value))}]" if len(value) <= _MAX_CONFIG_ITEMS else ""
    if isinstance(value, type | types.FunctionType | types.BuiltinFunctionType):
        return value.__qualname__
    return ""
