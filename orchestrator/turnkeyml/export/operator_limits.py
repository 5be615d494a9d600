"""Tables of what operators take at which position: ranges, indices within an axis, single values, keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import onnx

from turnkeyml.export import shape_values
from turnkeyml.export.value_limits import Limits, Use

_SMALL = 0.05
"""A positive number that no precision rounds to zero."""
_RANGES: Mapping[tuple[str, int], Limits] = {
    ("Log", 0): Limits(low=_SMALL),
    ("Sqrt", 0): Limits(low=0.0),
    ("Reciprocal", 0): Limits(low=_SMALL),
    ("Acosh", 0): Limits(low=1.0, high=2.0),
    ("Atanh", 0): Limits(low=-0.9, high=0.9),
    ("Log1p", 0): Limits(low=-0.9),
    ("BatchNormalization", 4): Limits(low=_SMALL),
    ("Div", 1): Limits(low=1.0, high=8.0),
    ("Mod", 1): Limits(low=1.0, high=8.0),
    ("BitShift", 1): Limits(low=0, high=7),
    ("Bernoulli", 0): Limits(low=0.0, high=1.0),
    ("Dropout", 1): Limits(low=0.0, high=0.9),
    ("NonMaxSuppression", 3): Limits(low=0.3, high=0.7),
    ("NonMaxSuppression", 4): Limits(low=0.0, high=0.0),
    ("Clip", 1): Limits(low=-1.0, high=-0.5),
    ("Clip", 2): Limits(low=0.5, high=1.0),
    **{(name, 1): Limits(low=_SMALL) for name in ("QuantizeLinear", "DequantizeLinear")},
    **{(name, at): Limits(low=_SMALL) for name in ("QLinearConv", "QLinearMatMul") for at in (1, 4, 6)},
    ("Multinomial", 0): Limits(low=0.0),
}
"""By operator and position."""
_NUMBERS: Mapping[tuple[str, int], float] = {
    ("Loop", 0): 4,
    ("Loop", 1): True,
    ("If", 0): True,
    ("Dropout", 2): False,
    ("Range", 0): 0,
    ("Range", 2): 1,
    ("NonMaxSuppression", 2): 8,
    ("SequenceAt", 1): 0,
    ("SequenceInsert", 2): 0,
    ("SequenceErase", 1): 0,
    ("CumSum", 1): 0,
    ("CumProd", 1): 0,
    ("Trilu", 1): 0,
    ("MelWeightMatrix", 0): 8,
    ("MelWeightMatrix", 1): 16,
    ("MelWeightMatrix", 2): 8192,
    ("MelWeightMatrix", 3): 0,
    ("MelWeightMatrix", 4): 4096,
    ("STFT", 1): 4,
    ("STFT", 3): 8,
}
"""Single numbers by operator and position: counts, conditions, limits of ranges."""
_INDEXED: Mapping[tuple[str, int], tuple[int, str | int]] = {
    ("Gather", 1): (0, "axis"),
    ("GatherElements", 1): (0, "axis"),
    ("ScatterElements", 1): (0, "axis"),
    ("Scatter", 1): (0, "axis"),
    ("ArrayFeatureExtractor", 1): (0, -1),
    ("RoiAlign", 2): (0, 0),
    ("SoftmaxCrossEntropyLoss", 1): (0, 1),
    ("NegativeLogLikelihoodLoss", 1): (0, 1),
    ("EmbedLayerNormalization", 0): (2, 0),
    ("EmbedLayerNormalization", 1): (4, 0),
    ("EmbedLayerNormalization", 7): (3, 0),
    ("com.microsoft.RotaryEmbedding", 1): (2, 0),
    ("RotaryEmbedding", 3): (1, 0),
    ("GatherBlockQuantized", 1): (0, "gather_axis"),
}
"""By operator and position of the indices: the position of what they index, and its axis or the attribute with it."""
_LENGTHS: Mapping[tuple[str, int], tuple[int, str | int]] = {
    ("ReverseSequence", 1): (0, "time_axis"),
    **{(name, 4): (0, 0) for name in ("RNN", "GRU", "LSTM")},
    ("Attention", 6): (1, -2),
}
"""Lengths of sequences, from 1 to the length of an axis."""
_KEYS: Mapping[str, tuple[str, ...]] = {
    "LabelEncoder": ("keys_strings", "keys_int64s"),
    "CategoryMapper": ("cats_strings", "cats_int64s"),
    "OneHotEncoder": ("cats_strings", "cats_int64s"),
    "DictVectorizer": ("string_vocabulary", "int64_vocabulary"),
    "TfIdfVectorizer": ("pool_strings", "pool_int64s"),
}
"""Attributes with the keys that an operator knows."""


def limits_of(use: Use) -> Limits | None:
    """What an operator takes at a position; None where it takes anything, or where too little is known to say."""
    try:
        return _limits_of(use)
    except (TypeError, IndexError, ValueError, ZeroDivisionError):  # an odd attribute, or shapes that no value fits
        return None


def _limits_of(use: Use) -> Limits | None:
    at = (use.node.op_type, use.position)
    domain = use.node.domain
    if domain not in ("", "ai.onnx", "ai.onnx.ml") and (f"{domain}.{at[0]}", at[1]) in _INDEXED:
        at = (f"{domain}.{at[0]}", at[1])
    if at in _RANGES:
        return _RANGES[at]
    if at in _NUMBERS:
        return Limits(value=np.array(_NUMBERS[at]))
    if at in _INDEXED:
        return _indices(use, *_INDEXED[at])
    if at in _LENGTHS:
        length = _length(use, *_LENGTHS[at])
        return None if length is None else Limits(low=1, high=max(1, length))
    if at in _SPECIAL:
        return _SPECIAL[at](use)
    if at[0] in _KEYS and use.position == 0:
        return _keys(use)
    value = shape_values.value_of(use)
    return None if value is None else Limits(value=value)


def _length(use: Use, position: int, axis: str | int) -> int | None:
    return use.axis_length(position, use.attribute(axis, 0) if isinstance(axis, str) else axis)


def _indices(use: Use, position: int, axis: str | int) -> Limits | None:
    length = _length(use, position, axis)
    return None if length is None else Limits(low=0, high=max(0, length - 1))


def _keys(use: Use) -> Limits | None:
    for name in _KEYS[use.node.op_type]:
        keys = use.attribute(name)
        if keys:
            return Limits(choices=tuple(key.decode() if isinstance(key, bytes) else int(key) for key in keys))
    return None


def _indices_of_many(use: Use) -> Limits | None:
    """GatherND and ScatterND: each index is of as many axes as its last dimension says."""
    data, indices = use.shape(0), use.shape(1)
    if data is None or not indices:
        return None
    first = use.attribute("batch_dims", 0)
    axes = data[first : first + indices[-1]]
    return Limits(low=0, high=max(0, min(axes, default=1) - 1))


def _one_hot(use: Use) -> Limits:
    depth = use.constant(1)
    return Limits(low=0, high=7 if depth is None or depth.size != 1 else max(0, int(depth.reshape(-1)[0]) - 1))


def _base(use: Use) -> Limits | None:
    """A negative number has whole powers only."""
    exponent = use.constant(1)
    is_whole = exponent is not None and bool(np.all(exponent == np.round(exponent)))
    if not is_whole:
        return Limits(low=_SMALL)
    return Limits(low=_SMALL) if exponent is not None and exponent.size and exponent.min() < 0 else None


def _written(use: Use) -> Limits | None:
    """TensorScatter: where an update begins, so that it ends within the cache."""
    axis = use.attribute("axis", -2)
    length, update = use.axis_length(0, axis), use.axis_length(1, axis)
    return None if length is None or update is None else Limits(low=0, high=max(0, length - update))


def _total_length(use: Use) -> int | None:
    """GroupQueryAttention: tokens in the cache and new ones."""
    new, past = use.axis_length(0, 1), use.axis_length(3, 2)
    return None if new is None else new + (past or 0)


def _total(use: Use) -> Limits | None:
    total = _total_length(use)
    return None if total is None else Limits(value=np.array(total))


def _last(use: Use) -> Limits | None:
    total = _total_length(use)
    return None if total is None else Limits(low=total - 1, high=total - 1)


def _cast(use: Use) -> Limits | None:
    """A string that becomes a number."""
    is_text = use.graph.types.get(use.name(0)) == onnx.TensorProto.STRING
    return Limits(choices=("1", "2", "3", "4")) if is_text and use.attribute("to") != onnx.TensorProto.STRING else None


def _unpooled(use: Use) -> Limits | None:
    """MaxUnpool: indices into an output that is at least as large as the input."""
    return None if use.count is None else Limits(low=0, high=max(0, use.count - 1))


_SPECIAL: Mapping[tuple[str, int], Callable[[Use], Limits | None]] = {
    ("GatherND", 1): _indices_of_many,
    ("ScatterND", 1): _indices_of_many,
    ("OneHot", 0): _one_hot,
    ("Pow", 0): _base,
    ("TensorScatter", 2): _written,
    ("GroupQueryAttention", 5): _last,
    ("GroupQueryAttention", 6): _total,
    ("Cast", 0): _cast,
    ("MaxUnpool", 1): _unpooled,
}
