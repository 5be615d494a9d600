"""Tells the constants of an ONNX graph whose values change only numbers from those whose values change the work.

The default is that a value counts. Only a constant all of whose uses are known to be those of weights is a weight, so
that an operator that this table does not know makes two graphs different rather than equal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import onnx

_FIRST = frozenset({0})
_SECOND = frozenset({1})
_WEIGHTS: Mapping[str, frozenset[int]] = {
    "MatMul": frozenset({0, 1}),
    "Gemm": frozenset({0, 1, 2}),
    "Conv": frozenset({1, 2}),
    "ConvTranspose": frozenset({1, 2}),
    "DeformConv": frozenset({1, 3}),
    "ConvInteger": _SECOND,
    "MatMulInteger": _SECOND,
    "QLinearConv": frozenset({3, 4, 8}),
    "QLinearMatMul": frozenset({3, 4}),
    "BatchNormalization": frozenset({1, 2, 3, 4}),
    "InstanceNormalization": frozenset({1, 2}),
    "LayerNormalization": frozenset({0, 1, 2}),
    "SimplifiedLayerNormalization": _SECOND,
    "RMSNormalization": _SECOND,
    "GroupNormalization": frozenset({1, 2}),
    "RNN": frozenset({1, 2, 3, 5}),
    "GRU": frozenset({1, 2, 3, 5}),
    "LSTM": frozenset({1, 2, 3, 5, 6, 7}),
    "PRelu": _SECOND,
    "Gather": _FIRST,
    "QuantizeLinear": frozenset({0, 1}),
    "DequantizeLinear": frozenset({0, 1}),
}
"""By operator, the positions of the inputs whose values do not change how much there is to compute."""
_ELEMENTWISE = frozenset({"Add", "Sub", "Mul", "Div"})
"""Their constants are biases and factors."""
_FORWARDING: Mapping[str, frozenset[int]] = {
    "Concat": frozenset(range(256)),
    **dict.fromkeys(("Identity", "Cast", "Transpose", "Flatten", "Reshape", "Squeeze", "Unsqueeze"), _FIRST),
    **dict.fromkeys(("Expand", "Slice", "Split"), _FIRST),
}
"""By operator, the positions of the inputs that its outputs consist of: a weight that is transposed is a weight."""
_DATA_DEPENDENT = frozenset({"NonZero", "NonMaxSuppression", "Unique", "Compress", "If", "Loop", "Scan"})
"""How much they compute depends on computed numbers, and therefore on every weight before them."""
_STANDARD_DOMAINS = ("", "ai.onnx")


@dataclass(frozen=True, kw_only=True)
class ValueRoles:
    """The names of the constants whose values are not part of the structure; all others are."""

    weights: frozenset[str]
    elementwise: frozenset[str]
    """Those weights that are biases or factors."""


@dataclass(frozen=True)
class _Use:
    node: onnx.NodeProto
    position: int


def is_data_dependent(nodes: Iterable[onnx.NodeProto]) -> bool:
    """Whether the work of these nodes may depend on the values of inputs and weights."""
    return any(node.op_type in _DATA_DEPENDENT for node in nodes)


def value_roles(
    nodes: Sequence[onnx.NodeProto], constants: Iterable[str], *, outputs_shape: Iterable[str]
) -> ValueRoles:
    """The roles of these constants in a graph.

    Args:
        nodes: in the order of computation.
        constants: the names of initializers, and of the outputs of `Constant`.
        outputs_shape: outputs that may be used for shapes elsewhere: those of a function.
    """
    uses: dict[str, list[_Use]] = defaultdict(list)
    for node in nodes:
        for position, name in enumerate(node.input):
            uses[name].append(_Use(node, position))
    shaping, numeric = set(outputs_shape), set[str]()
    for node in reversed(nodes):  # the uses of a node's outputs are known before the node itself
        for name in node.output:
            if any(_is_shaping(use, shaping) for use in uses[name]):
                shaping.add(name)
            elif name not in shaping and all(_is_weight(use, numeric, shaping) for use in uses[name]):
                numeric.add(name)
    weights = {
        name for name in constants if uses[name] and all(_is_weight(use, numeric, shaping) for use in uses[name])
    }
    elementwise = {name for name in weights if any(use.node.op_type in _ELEMENTWISE for use in uses[name])}
    return ValueRoles(weights=frozenset(weights), elementwise=frozenset(elementwise))


def _is_weight(use: _Use, numeric: set[str], shaping: set[str]) -> bool:
    """Whether a constant's use is that of a weight: of a node that computes only numbers."""
    node = use.node
    if node.domain not in _STANDARD_DOMAINS or shaping.intersection(node.output):
        return False
    if node.op_type in _FORWARDING:
        return use.position in _FORWARDING[node.op_type] and numeric.issuperset(node.output)
    return node.op_type in _ELEMENTWISE or use.position in _WEIGHTS.get(node.op_type, frozenset())


def _is_shaping(use: _Use, shaping: set[str]) -> bool:
    """Whether a computed value decides shapes, or what is done: it, or something that is computed from it."""
    node = use.node
    return not shaping.isdisjoint(node.output) or use.position in _SHAPING.get(node.op_type, frozenset())


_ALL_BUT_FIRST = frozenset(range(1, 16))
_SHAPING: Mapping[str, frozenset[int]] = {
    **dict.fromkeys(
        ("Reshape", "Expand", "Slice", "Tile", "Pad", "Resize", "Upsample", "TopK", "OneHot"), _ALL_BUT_FIRST
    ),
    **dict.fromkeys(
        ("Squeeze", "Unsqueeze", "Split", "CumSum", "Trilu", "CenterCropPad", "AffineGrid"), _ALL_BUT_FIRST
    ),
    **dict.fromkeys(("ConstantOfShape", "Range", "HannWindow", "HammingWindow", "BlackmanWindow"), frozenset(range(3))),
    **dict.fromkeys(("Pow", "MaxUnpool", "DFT", "STFT", "MelWeightMatrix", "SplitToSequence"), _ALL_BUT_FIRST | _FIRST),
    **{
        f"Reduce{kind}": _ALL_BUT_FIRST
        for kind in ("L1", "L2", "LogSum", "LogSumExp", "Max", "Mean", "Min", "Prod", "Sum", "SumSquare")
    },
}
"""By operator, the positions of inputs that decide shapes and amounts, where a computed value may stand as well."""
