"""Counts the multiply-accumulates of an ONNX graph: one definition for scripts, .onnx files and conversions.

Counted are matrix products, convolutions, recurrent layers and attention; no elementwise operators, and no Fourier
transforms, as in PyTorch's counter. Of the branches of an `If` the larger one counts; the body of a loop counts as
often as it runs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import onnx
import onnx.inliner

from turnkeyml.export.macs.constants import are_constant, subgraphs
from turnkeyml.export.macs.rules import ONNXRUNTIME, is_unknown, rule_of
from turnkeyml.export.macs.scope import Scope, UnknownSizeError, attribute, operand

_STUB_ABOVE_BYTES = 4096
"""Larger tensors have no influence on shapes, and are not copied for the inference of shapes."""


@dataclass(frozen=True, kw_only=True)
class MacCount:
    """The multiply-accumulates of one inference, or why they are not known."""

    macs: int | None
    constant_macs: int = 0
    """Of these, those of nodes that depend on no input: an engine computes them while it loads the model."""
    unknown: str = ""
    """The first operator that cannot be counted; empty where all can."""


class _UncountableError(Exception):
    """An operator whose multiply-accumulates are not known before the graph runs."""


def count_macs(model: onnx.ModelProto) -> MacCount:
    """Count the multiply-accumulates; shapes that the file does not hold are inferred, only where they are needed."""
    if not model.functions:
        try:
            return _count(model.graph)
        except _UncountableError:
            pass
    unknown = ""
    has_onnxruntime_operators = any(entry.domain == ONNXRUNTIME for entry in model.opset_import)
    for infer in (_with_onnx_shapes, *([_with_onnxruntime_shapes] if has_onnxruntime_operators else [])):
        try:
            inferred = infer(model)
        except Exception as error:  # of a valid graph that the inference does not support
            unknown = unknown or f"its shapes cannot be inferred: {' '.join(str(error).split())[:200]}"
            continue
        try:
            return _count(inferred.graph)
        except _UncountableError as error:
            unknown = str(error)
    return MacCount(macs=None, unknown=unknown)


def _count(graph: onnx.GraphProto) -> MacCount:
    scope = Scope(graph)
    counts = [_node_macs(node, scope) for node in graph.node]
    constant = are_constant(graph)
    return MacCount(
        macs=sum(counts), constant_macs=sum(macs for macs, one in zip(counts, constant, strict=True) if one)
    )


def _graph_macs(graph: onnx.GraphProto, outer: Scope) -> int:
    scope = Scope(graph, outer)
    return sum(_node_macs(node, scope) for node in graph.node)


def _node_macs(node: onnx.NodeProto, scope: Scope) -> int:
    bodies = [_graph_macs(graph, scope) for graph in subgraphs(node)]
    if bodies:
        if node.op_type == "If":
            return _branch_macs(node, bodies, scope)
        return sum(bodies) and sum(bodies) * _turns(node, scope)
    if is_unknown(node) and rule_of(node) is None:
        raise _UncountableError(f"{node.domain}::{node.op_type} {node.name}".rstrip())
    rule = rule_of(node)
    if rule is None:
        return 0
    try:
        return rule(node, scope)
    except (UnknownSizeError, IndexError, ValueError) as error:
        raise _UncountableError(f"{node.op_type} {node.name} has operands of unknown size") from error


def _branch_macs(node: onnx.NodeProto, bodies: list[int], scope: Scope) -> int:
    condition = scope.scalar(node.input[0])
    if condition is None:
        return max(bodies)
    taken = "then_branch" if condition else "else_branch"
    names = [one.name for one in node.attribute if one.type == onnx.AttributeProto.GRAPH]
    return bodies[names.index(taken)]


def _turns(node: onnx.NodeProto, scope: Scope) -> int:
    """How often a body runs."""
    if node.op_type == "Scan":
        scanned = int(attribute(node, "num_scan_inputs", 1))
        axes = attribute(node, "scan_input_axes", None) or [0]
        try:
            size = scope.shape(node.input[len(node.input) - scanned])[int(axes[0])]
        except UnknownSizeError:
            size = None
    else:
        size = _loop_turns(node, scope)
    if size is None:
        raise _UncountableError(f"{node.op_type} {node.name} runs an unknown number of times")
    return size


def _loop_turns(node: onnx.NodeProto, scope: Scope) -> int | None:
    """The turns of a `Loop` that only its count ends."""
    if node.op_type != "Loop" or not operand(node, 0):
        return None
    condition = operand(node, 1)
    if condition and not scope.scalar(condition):
        return 0 if scope.scalar(condition) == 0 else None
    (body,) = subgraphs(node)
    return scope.scalar(node.input[0]) if _goes_on(body) else None


def _goes_on(body: onnx.GraphProto) -> bool:
    """Whether the condition of a loop's body is true whatever it computes."""
    made = {name: one for one in body.node for name in one.output}
    name = body.output[0].name
    while name in made and made[name].op_type in ("Identity", "Cast"):
        name = made[name].input[0]
    return name == body.input[1].name or bool(Scope(body).scalar(name))


def _with_onnx_shapes(model: onnx.ModelProto) -> onnx.ModelProto:
    skeleton = _without_weights(model)
    if skeleton.functions:
        skeleton = onnx.inliner.inline_local_functions(skeleton)
    inferred: onnx.ModelProto = onnx.shape_inference.infer_shapes(skeleton, data_prop=True)
    return inferred


def _with_onnxruntime_shapes(model: onnx.ModelProto) -> onnx.ModelProto:
    """ONNX Runtime's inference knows the shapes of its own operators. Importing it takes a second."""
    from onnxruntime.transformers.shape_infer_helper import SymbolicShapeInferenceHelper

    helper = SymbolicShapeInferenceHelper(_with_onnx_shapes(model))
    helper.infer({})
    inferred: onnx.ModelProto = helper.out_mp_
    return inferred


def _without_weights(model: onnx.ModelProto) -> onnx.ModelProto:
    """A copy with only the type and shape of large tensors."""
    copy = onnx.ModelProto()
    for field, value in model.ListFields():
        if field.name == "graph":
            continue
        if field.is_repeated:
            getattr(copy, field.name).extend(value)
        else:
            setattr(copy, field.name, value)
    for field, value in model.graph.ListFields():
        if field.name == "initializer":
            copy.graph.initializer.extend(map(_stub, value))
        elif field.is_repeated:
            getattr(copy.graph, field.name).extend(value)
        else:
            setattr(copy.graph, field.name, value)
    return copy


def _stub(tensor: onnx.TensorProto) -> onnx.TensorProto:
    element_bytes = 1 + 7 * (tensor.data_type not in (onnx.TensorProto.UINT8, onnx.TensorProto.INT8))
    if math.prod(tensor.dims) * element_bytes <= _STUB_ABOVE_BYTES:
        return tensor
    stub = onnx.TensorProto(name=tensor.name, dims=tensor.dims, data_type=tensor.data_type)
    stub.data_location = onnx.TensorProto.EXTERNAL
    return stub
