"""The 8-digit hash of an invocation: the same on every machine, different for different models."""

from __future__ import annotations

import hashlib

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
