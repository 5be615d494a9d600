"""Names what ONNX or the exporters do not have in a model, in one line: their own messages seldom do."""

from __future__ import annotations

from collections.abc import Iterable

import torch

_QUANTIZED_MODULES = ("torch.ao.nn.quantized", "torch.ao.nn.intrinsic.quantized", "torch.nn.quantized")


class UnsupportedTensorError(Exception):
    """ONNX has no such input or output."""


def check_tensors(kind: str, named: Iterable[tuple[str, torch.Tensor]]) -> None:
    """Raise `UnsupportedTensorError` for the first input or output that ONNX has not."""
    for name, tensor in named:
        found = _describe_kind(tensor)
        if found:
            raise UnsupportedTensorError(f"the {kind} {name} is {found}, which ONNX has no type for")


def _describe_kind(tensor: torch.Tensor) -> str:
    if tensor.is_nested:
        return "a nested tensor"
    if tensor.layout != torch.strided:
        return f"a sparse tensor ({str(tensor.layout).removeprefix('torch.')})"
    if tensor.is_quantized:
        return f"a quantized tensor ({str(tensor.dtype).removeprefix('torch.')})"
    if tensor.is_complex():
        return f"complex ({str(tensor.dtype).removeprefix('torch.')})"
    return ""


def name_cause(model: torch.nn.Module, *, computes_gradients: bool) -> str:
    """What in a model is a likely cause of a failed export; empty if nothing is known."""
    if computes_gradients:
        return "the model computes gradients in its forward pass, which this export could not capture"
    kinds = {type(one) for one in model.modules() if not type(one).__name__.endswith("PackedParams")}
    modules = sorted(kind.__name__ for kind in kinds if kind.__module__.startswith(_QUANTIZED_MODULES))
    if modules:
        return f"the model has PyTorch's quantized modules ({', '.join(modules[:3])}), which no exporter supports"
    if any(isinstance(one, torch.jit.ScriptModule) for one in model.modules()):
        return "the model is a TorchScript module"
    layouts = sorted({_describe_kind(one) for one in (*model.parameters(), *model.buffers())} - {""})
    return f"a weight of the model is {layouts[0]}" if layouts else ""
