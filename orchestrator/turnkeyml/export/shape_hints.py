"""Shapes for inputs whose shape the file does not say, from the weights that they meet."""

from __future__ import annotations

import onnx

from turnkeyml.export.generated_inputs import lacks_shape

_SPATIAL = 16
"""The length of an image's axes, where a kernel is not larger."""
_ELEMENTWISE = frozenset({"Add", "Sub", "Mul", "Div", "PRelu", "Min", "Max"})


def shape_hints(model: onnx.ModelProto) -> dict[str, tuple[int, ...]]:
    """By the name of an input: a shape that its first consumer with a weight takes."""
    unknown = {value.name for value in model.graph.input if lacks_shape(value.type)}
    weights = {tensor.name: tuple(tensor.dims) for tensor in model.graph.initializer}
    hints: dict[str, tuple[int, ...]] = {}
    for node in model.graph.node if unknown else ():
        for position, name in enumerate(node.input):
            if name in unknown and name not in hints:
                shape = _shape(node, position, weights)
                if shape is not None:
                    hints[name] = shape
    return hints


def _shape(node: onnx.NodeProto, position: int, weights: dict[str, tuple[int, ...]]) -> tuple[int, ...] | None:
    others = [weights[name] for name in node.input if name in weights]
    if not others:
        return None
    weight = others[0]
    attributes = {one.name: onnx.helper.get_attribute_value(one) for one in node.attribute}
    match node.op_type:
        case "MatMul" | "MatMulInteger" if len(weight) > 1:
            return (1, weight[-2]) if position == 0 else (weight[-1], 1)
        case "Gemm" if len(weight) == 2 and position == 0:
            inner = weight[1] if attributes.get("transB") else weight[0]
            return (inner, 1) if attributes.get("transA") else (1, inner)
        case "Conv" | "ConvInteger" | "QLinearConv" if len(weight) > 2:
            spatial = tuple(max(_SPATIAL, size) for size in weight[2:])
            return (1, weight[1] * attributes.get("group", 1), *spatial)
        case "ConvTranspose" if len(weight) > 2:
            return (1, weight[0], *[_SPATIAL] * (len(weight) - 2))
        case "LayerNormalization" | "RMSNormalization":
            return (1, *weight)
        case "BatchNormalization" | "InstanceNormalization" | "GroupNormalization":
            return (1, weight[0], _SPATIAL, _SPATIAL)
        case "Gather" if position == 1:
            return (1, 1)
        case name if name in _ELEMENTWISE:
            return weight
    return None
