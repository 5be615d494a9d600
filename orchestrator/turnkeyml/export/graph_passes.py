"""The few passes over a graph that runtimes benefit from: folds small constants, removes unused nodes."""

from __future__ import annotations

import onnx_ir as ir
from onnx_ir.passes import common
from onnxscript import optimizer

_FOLDED_ELEMENTS = 1024
"""Shapes, axes, position indices. Writing a larger constant costs more than computing it."""
_FOLDED_DOUBLES = 1 << 20
"""Tables of positions: ONNX Runtime has no kernels for much of float64, such as sine and cosine."""


def cleanup(model: ir.Model) -> None:
    """Change a graph in place. Nothing is fused: each runtime has fusions for its own kernels."""
    _remove_zero_bias(model.graph)
    _fix_invalid_squeeze(model.graph)
    optimizer.fold_constants(model, input_size_limit=_FOLDED_ELEMENTS, output_size_limit=_FOLDED_ELEMENTS)
    if any(map(_has_doubles, model.graph.all_nodes())):
        optimizer.fold_constants(
            model, input_size_limit=_FOLDED_DOUBLES, output_size_limit=_FOLDED_DOUBLES, should_fold=_has_doubles
        )
    common.RemoveUnusedNodesPass()(model)
    common.RemoveUnusedFunctionsPass()(model)  # type: ignore[no-untyped-call]
    common.RemoveUnusedOpsetsPass()(model)


def _remove_zero_bias(graph: ir.Graph) -> None:
    """Remove the bias that the exporter computes for convolutions without one.

    For a 3-D convolution it also has an axis too many: onnxscript 0.7's `aten_conv3d` expands zero to `[channels, 2]`,
    and OpenVINO refuses the model.
    """
    for node in graph.all_nodes():
        if node.op_type == "Conv" and len(node.inputs) == 3 and _is_zero(node.inputs[2]):
            node.resize_inputs(2)


def _fix_invalid_squeeze(graph: ir.Graph) -> None:
    """Replace a squeeze of a dimension that is not 1: PyTorch ignores it, ONNX refuses it, torch.onnx exports it.

    torch.onnx writes one node per dimension, also for a squeeze of several.
    """
    for node in graph.all_nodes():
        shape = node.inputs[0].shape if node.op_type == "Squeeze" and node.inputs[0] is not None else None
        axes = ir.convenience.get_const_tensor(node.inputs[1]) if len(node.inputs) == 2 and node.inputs[1] else None
        if shape is None or axes is None:
            continue
        sizes = [shape[axis] for axis in axes.numpy().ravel().tolist()]
        if all(isinstance(size, int) and size != 1 for size in sizes):
            node.op_type = "Identity"
            node.resize_inputs(1)


def _has_doubles(node: ir.Node) -> bool:
    """Whether an input or output of a node is float64."""
    return any(value is not None and value.dtype == ir.DataType.DOUBLE for value in (*node.inputs, *node.outputs))


def _is_zero(value: ir.Value | None) -> bool:
    """Whether a value is an expanded constant of zero."""
    node = value.producer() if value is not None else None
    if node is None:
        return False
    if node.op_type in ("Expand", "CastLike"):
        return _is_zero(node.inputs[0])
    constant = node.attributes.get("value") if node.op_type == "Constant" else None
    return constant is not None and not constant.as_tensor().numpy().any()
