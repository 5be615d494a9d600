"""Translates a captured graph of ATen operators to ONNX, with the functions of torch.onnx."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any

import onnx_ir as ir
import torch
from onnxscript import version_converter
from torch import fx
from torch._export import utils
from torch.onnx._internal.exporter import _core, _decomp
from torch.onnx._internal.exporter._constants import TORCHLIB_OPSET
from torch.onnx._internal.exporter._registration import ONNXRegistry
from torch.onnx._internal.fx.passes import type_promotion

from turnkeyml.export.capture import Decompositions, Program
from turnkeyml.export.own_decompositions import OWN
from turnkeyml.export.patched import patched

try:
    from torch.onnx._constants import ONNX_DEFAULT_OPSET as DEFAULT_OPSET
except ImportError:  # the constant is private, and other versions of torch do not have it
    DEFAULT_OPSET = TORCHLIB_OPSET

_FOURIER = (torch.ops.aten._fft_r2c.default, torch.ops.aten._fft_c2c.default, torch.ops.aten._fft_c2r.default)


def decompositions(opset: int | None) -> Decompositions:
    """The decompositions of operators that have no translation to ONNX."""
    return _decompositions(_registry_opset(opset))


def translate(program: Program, opset: int | None) -> ir.Model:
    """The ONNX model; it shares the weights with the program.

    Changes the program's graph. Raises what torch.onnx raises for an operator that it does not support.
    """
    chosen = choose_opset(program.graph_module, opset)
    for module in program.graph_module.modules():
        if isinstance(module, fx.GraphModule):
            _TypePromotion(module).run()
    exported_program: Any = program  # has the attributes that are read
    translated = _core._exported_program_to_onnx_program(exported_program, registry=_registry(chosen))
    version_converter.convert_version(translated.model, chosen, fallback=True)
    return translated.model


def choose_opset(graph_module: fx.GraphModule, opset: int | None) -> int:
    """The opset that the user asked for; otherwise torch's default, or a lower one for Fourier transforms.

    From opset 20 on, the axis of DFT is an input, which OpenVINO does not read.
    """
    if opset is not None:
        return opset
    transforms = any(node.target in _FOURIER for node in graph_module.graph.nodes)
    return TORCHLIB_OPSET if transforms else DEFAULT_OPSET


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
    return composite | known | OWN


def _composite_operators() -> Iterator[tuple[Any, Callable[..., Any]]]:
    """Operators that PyTorch implements with others, such as `to` and `contiguous`: decompositions use them."""
    for name in torch._C._dispatch_get_registrations_for_dispatch_key("CompositeImplicitAutograd"):
        namespace, _, rest = name.partition("::")
        packet, _, overload = rest.partition(".")
        op = getattr(getattr(torch.ops.aten, packet, None), overload or "default", None)
        if namespace == "aten" and op is not None and not op._schema.is_mutable:
            yield op, op.decompose
