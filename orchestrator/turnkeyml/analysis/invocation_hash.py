"""The 8-digit hash of an invocation: the same on every machine, different for different models."""

from __future__ import annotations

import hashlib
import os
import types

import torch


def invocation_hash(module: torch.nn.Module, structure: str) -> str:
    """Hash a model's class, its tree, its parameters' and buffers' shapes, and the structure of its inputs.

    Values of weights are not part of it: they do not change how fast a model is, and they would
    make an untrained model another one on each machine.
    """
    lines = [type(module).__qualname__]
    for name, child in module.named_modules():
        lines.append(f"{name}={type(child).__qualname__}({child.extra_repr()})")
    for name, tensor in [*module.named_parameters(), *module.named_buffers()]:
        lines.append(f"{name}:{tensor.dtype}{list(tensor.shape)}")
    lines.append(structure)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:8]


def module_config(module: torch.nn.Module) -> str:
    """What a model's modules keep beside their tensors: numbers, flags, words, and functions and types by name.

    It tells models apart whose hash is one: attention of two and of sixteen heads over the same weights. It is not in
    the hash, which would change with each attribute that a library adds.
    """
    lines = []
    for name, child in module.named_modules():
        told = {key: _plain(value) for key, value in vars(child).items() if key != "training" and key[:1] != "_"}
        lines += [f"{name}.{key}={value}" for key, value in sorted(told.items()) if value]
    return "\n".join(lines)


def disambiguated_hash(hash8: str, told: str) -> str:
    """The hash of a model that is another one by what else is told of it."""
    return hashlib.sha256(f"{hash8}\n{told}".encode()).hexdigest()[:8]


_MOST = 64
"""Longer lists are data, not configuration."""


def _plain(value: object) -> str:
    """A value as a word; empty for what has no word that is the same everywhere."""
    if isinstance(value, bool | int | float | complex | torch.dtype):
        return repr(value)
    if isinstance(value, str):
        return "" if os.sep in value else repr(value)
    if isinstance(value, list | tuple | torch.Size):
        return f"[{','.join(map(_plain, value))}]" if len(value) <= _MOST else ""
    if isinstance(value, type | types.FunctionType | types.BuiltinFunctionType):
        return value.__qualname__
    return ""
