"""The few passes over an exported graph that runtimes gain from: small constants folded, dead code taken out."""

from __future__ import annotations

import onnx_ir as ir
from onnx_ir.passes import common
from onnxscript import optimizer

_FOLDED_ELEMENTS = 1024
"""Shapes, axes, position indices. What is larger costs more to write than to compute."""


def tidy(model: ir.Model) -> None:
    """Change a graph in place. No fusion: each runtime has its own, for its own kernels."""
    optimizer.fold_constants(model, input_size_limit=_FOLDED_ELEMENTS, output_size_limit=_FOLDED_ELEMENTS)
    common.RemoveUnusedNodesPass()(model)
    common.RemoveUnusedFunctionsPass()(model)  # type: ignore[no-untyped-call]
    common.RemoveUnusedOpsetsPass()(model)
