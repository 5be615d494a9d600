"""Translates a captured graph of ATen operators to ONNX, with the functions of torch.onnx."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import onnx_ir as ir
import torch
from onnxscript import version_converter
from torch import fx
from torch._export import utils
from torch.onnx._internal.exporter import _core, _decomp, _ir_passes
from torch.onnx._internal.exporter._constants import TORCHLIB_OPSET
from torch.onnx._internal.exporter._registration import ONNXRegistry
from torch.onnx._internal.fx.passes import type_promotion

from turnkeyml.export.capture import Decompositions, Program
from turnkeyml.export.patched import patched

try:
    from torch.onnx._constants import ONNX_DEFAULT_OPSET as DEFAULT_OPSET
except ImportError:  # the constant is private, and other versions of torch do not have it
    DEFAULT_OPSET = TORCHLIB_OPSET


def decompositions(opset: int | None) -> Decompositions:
    """The decompositions of operators that have no translation to ONNX."""
    return _decompositions(_registry_opset(opset))


def translate(program: Program, opset: int | None, inputs: Sequence[str], outputs: Sequence[str]) -> ir.Model:
    """The ONNX model, with these names of inputs and outputs; it shares the weights with the program.

    Changes the program's graph. Raises what torch.onnx raises for an operator that it does not support.
    """
    for module in program.graph_module.modules():
        if isinstance(module, fx.GraphModule):
            _TypePromotion(module).run()
    exported_program: Any = program  # has the attributes that are read
    translated = _core._exported_program_to_onnx_program(exported_program, registry=_registry(opset))
    version_converter.convert_version(translated.model, opset or DEFAULT_OPSET, fallback=True)
    _ir_passes.rename_inputs(translated.model, inputs)
    _ir_passes.rename_outputs(translated.model, outputs)
    return translated.model


class _TypePromotion(type_promotion.InsertTypePromotion):
    """torch's pass that makes implicit casts explicit, without computing all shapes again."""

    def __init__(self, module: fx.GraphModule) -> None:
        super().__init__(module)
        self.interpreter = _TracedValues(module, type_promotion.TypePromotionTable())


class _TracedValues(type_promotion._TypePromotionInterpreter):
    """Takes a node's value from the trace. torch's interpreter runs each node again: half of a translation's time."""

    def run_node(self, n: fx.Node) -> Any:
        if n.op != "call_function" or "val" not in n.meta:
            return super().run_node(n)
        with self._set_current_node(n):
            rule = type_promotion.get_type_promotion_rule(n, self.type_promotion_table)
            if rule is not None:
                self._maybe_promote_node(n, rule)  # computes the value of a node that it changes
        return n.meta["val"]


def _registry_opset(opset: int | None) -> int:
    return max(opset or DEFAULT_OPSET, TORCHLIB_OPSET)


def _registry(opset: int | None) -> ONNXRegistry:
    return ONNXRegistry.from_torchlib(opset_version=_registry_opset(opset))


@functools.cache
def _decompositions(opset: int) -> Decompositions:
    """Cached: collecting them takes 0.1 s."""
    translated = set(_decomp.get_onnx_implemented_overloads(_registry(opset)))
    with patched(utils, "_materialize_cpp_cia_ops", functools.cache(utils._materialize_cpp_cia_ops)):  # called 20 times
        known: Decompositions = _decomp.create_onnx_friendly_decomposition_table(translated)
    composite = {op: decompose for op, decompose in _composite_operators() if op not in translated}
    return composite | known | _CUSTOM


def _composite_operators() -> Iterator[tuple[Any, Callable[..., Any]]]:
    """Operators that PyTorch implements with others, such as `to` and `contiguous`: decompositions use them."""
    for name in torch._C._dispatch_get_registrations_for_dispatch_key("CompositeImplicitAutograd"):
        namespace, _, rest = name.partition("::")
        packet, _, overload = rest.partition(".")
        op = getattr(getattr(torch.ops.aten, packet, None), overload or "default", None)
        if namespace == "aten" and op is not None and not op._schema.is_mutable:
            yield op, op.decompose


def _adaptive_avg_pool(pool: Any, x: torch.Tensor, size: Sequence[int]) -> torch.Tensor:
    """Average to size 1 as a mean: PyTorch's decomposition sets the strides of a channels-last mean in place."""
    if all(length == 1 for length in size):
        return x.mean(list(range(-len(size), 0)), keepdim=True)
    pooled: torch.Tensor = pool(x, size)
    return pooled


def _avg_pool2d(
    x: torch.Tensor,
    kernel: Sequence[int],
    _stride: Sequence[int] = (),
    padding: Sequence[int] = (0,),
    ceil_mode: bool = False,
    *rest: Any,
) -> Any:
    """A kernel as large as the image or larger becomes a mean: OpenVINO refuses kernels larger than the image."""
    height, width = kernel[0], kernel[-1]
    if ceil_mode and not any(padding) and height >= x.shape[-2] and width >= x.shape[-1] and rest[1:] in ((), (None,)):
        return x.mean([-2, -1], keepdim=True)
    return NotImplemented


_ATEN = torch.ops.aten
_CUSTOM: Decompositions = {
    _ATEN.adaptive_avg_pool2d.default: functools.partial(_adaptive_avg_pool, _ATEN._adaptive_avg_pool2d.default),
    _ATEN.adaptive_avg_pool3d.default: functools.partial(_adaptive_avg_pool, _ATEN._adaptive_avg_pool3d.default),
    _ATEN.avg_pool2d.default: _avg_pool2d,
    # ONNX's TopK keeps the order of equals, and a random generator is not part of a model.
    _ATEN.sort.stable: lambda x, *, stable=None, dim=-1, descending=False: _ATEN.sort.default(x, dim, descending),
    _ATEN.randn.generator: lambda size, *, generator=None, **options: _ATEN.randn.default(size, **options),
    _ATEN.rand.generator: lambda size, *, generator=None, **options: _ATEN.rand.default(size, **options),
}
