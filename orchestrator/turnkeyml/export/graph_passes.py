"""The few passes over a graph that runtimes gain from: small constants folded, what does nothing taken out."""

from __future__ import annotations

import onnx_ir as ir
from onnx_ir.passes import common
from onnxscript import optimizer

_FOLDED_ELEMENTS = 1024
"""Shapes, axes, position indices. What is larger costs more to write than to compute."""
_FOLDED_DOUBLES = 1 << 20
"""Tables of positions: ONNX Runtime has no kernels for much of float64, such as sine and cosine."""


def tidy(model: ir.Model) -> None:
    """Change a graph in place. No fusion: each runtime has its own, for its own kernels."""
    _leave_out_zero_biases(model.graph)
    _squeeze_what_is_one(model.graph)
    optimizer.fold_constants(model, input_size_limit=_FOLDED_ELEMENTS, output_size_limit=_FOLDED_ELEMENTS)
    if any(map(_has_doubles, model.graph.all_nodes())):
        optimizer.fold_constants(
            model, input_size_limit=_FOLDED_DOUBLES, output_size_limit=_FOLDED_DOUBLES, should_fold=_has_doubles
        )
    common.RemoveUnusedNodesPass()(model)
    common.RemoveUnusedFunctionsPass()(model)  # type: ignore[no-untyped-call]
    common.RemoveUnusedOpsetsPass()(model)


def _leave_out_zero_biases(graph: ir.Graph) -> None:
    """Of convolutions that have none: the exporter's are computed, and a 3-D one's has one axis too many.

    onnxscript 0.7's `aten_conv3d` expands zero to `[channels, 2]`; OpenVINO refuses the model.
    """
    for node in graph.all_nodes():
        if node.op_type == "Conv" and len(node.inputs) == 3 and _is_zero(node.inputs[2]):
            node.resize_inputs(2)


def _squeeze_what_is_one(graph: ir.Graph) -> None:
    """PyTorch leaves a dimension that is not 1 as it is, ONNX refuses it; torch.onnx writes it down all the same.

    It writes a node for each dimension, also where PyTorch was given several.
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
    """Whether a node takes or gives a float64."""
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
