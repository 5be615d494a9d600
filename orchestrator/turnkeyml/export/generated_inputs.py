"""Generates seeded values for a model's inputs, of every type, within what their consumers take."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx

from turnkey_runner.contract.value_types import ELEMENT_TYPES, STRING
from turnkeyml.export.npz import to_bits
from turnkeyml.export.onnx_info import dtype_name
from turnkeyml.export.random_inputs import SEED, NoValuesError
from turnkeyml.export.value_limits import Limits

_WORDS = ("alpha", "Beta", "gamma delta", "Tuesday", "zwölf", "42")
_SEQUENCE_LENGTH = 2
_MAX_SHOWN = 8
"""Elements of a value that is named in a remark."""
_FLOATS = {"bfloat16", *(name for name in ELEMENT_TYPES if name.startswith("float"))}
_BELOW = 2
"""Most integer inputs are masks or types: 0 and 1 are valid for all of them."""


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One way to generate values; the next is tried where a model does not run, or gives no finite number."""

    is_positive: bool = False
    """Floats above zero."""
    has_ones: bool = False
    """1 for each integer that no consumer limits."""
    rank: int | None = None
    """The number of axes, of length 1, of inputs whose shape the file does not say."""


def generate_inputs(
    inputs: Sequence[onnx.ValueInfoProto],
    limits: Mapping[str, Limits],
    hints: Mapping[str, tuple[int, ...]],
    how: Attempt,
) -> dict[str, Any]:
    """Values by the name of the input. Raises `NoValuesError` for a type that there are none of."""
    generator = np.random.default_rng(SEED)
    found: dict[str, Any] = {}
    for value in inputs:
        shape = hints.get(value.name, (1,) * (how.rank or 0))
        own = limits.get(value.name, Limits())
        found[value.name] = _Maker(value.name, generator, own, shape, how).make(value.type)
    return found


def lacks_shape(kind: onnx.TypeProto) -> bool:
    """Whether a tensor type does not say how many axes there are."""
    return kind.HasField("tensor_type") and not kind.tensor_type.HasField("shape")


def describe_choices(values: Mapping[str, Any], limits: Mapping[str, Limits]) -> tuple[str, ...]:
    """The values that decide how much is computed: counts, conditions, shapes and axes, as `name=value`."""
    shown = [
        (name, value)
        for name, value in values.items()
        if isinstance(value, np.ndarray)
        and value.size <= _MAX_SHOWN
        and (limits.get(name, Limits()).value is not None or (value.size == 1 and value.dtype.kind in "iub"))
    ]
    return tuple(f"{name}={value.tolist()}" for name, value in shown)


@dataclass(frozen=True)
class _Maker:
    """Makes the value of one input."""

    name: str
    generator: np.random.Generator
    limits: Limits
    unknown_shape: tuple[int, ...]
    """The shape of a tensor whose shape the file does not say."""
    how: Attempt

    def make(self, kind: onnx.TypeProto) -> Any:
        match kind.WhichOneof("value"):
            case "tensor_type":
                return self._tensor(kind.tensor_type)
            case "sequence_type":
                return [self.make(kind.sequence_type.elem_type) for _ in range(_SEQUENCE_LENGTH)]
            case "optional_type":
                return self.make(kind.optional_type.elem_type)
            case "map_type":
                return self._map(kind.map_type)
        raise NoValuesError(f"cannot generate values for {self.name}: the file does not say its type")

    def _tensor(self, tensor: onnx.TypeProto.Tensor) -> np.ndarray:
        dtype = dtype_name(tensor.elem_type)
        shape = tuple(dim.dim_value for dim in tensor.shape.dim) if tensor.HasField("shape") else self.unknown_shape
        if dtype == STRING:
            return self.generator.choice(np.array(self.limits.choices or _WORDS, object), shape)
        if dtype in ELEMENT_TYPES:
            return self._bits(dtype, shape)
        try:
            numbers = np.dtype(dtype)
        except TypeError:
            raise NoValuesError(f"cannot generate values for {self.name} of type {dtype}") from None
        single = self.limits.value
        if single is not None and single.size in (1, math.prod(shape)):
            return np.broadcast_to(single.reshape(shape if single.size > 1 else ()), shape).astype(numbers)
        if self.limits.choices:
            return self.generator.choice(np.array(self.limits.choices), shape).astype(numbers)
        match numbers.kind:
            case "f":
                return self._floats(shape).astype(numbers)
            case "c":
                return (self._floats(shape) + 1j * self._floats(shape)).astype(numbers)
            case "b":
                return self._mask(shape).astype(numbers)
            case "i" | "u":
                return self._integers(numbers, shape)
        raise NoValuesError(f"cannot generate values for {self.name} of type {dtype}")

    def _floats(self, shape: tuple[int, ...]) -> np.ndarray:
        low, high = (0.05 if self.how.is_positive else -1.0), 1.0
        if self.limits.low is not None:
            low = max(low, self.limits.low)
            high = max(high, low + 1.0) if self.limits.high is None else high
        if self.limits.high is not None:
            high = self.limits.high if self.limits.low is not None else min(high, self.limits.high)
            low = min(low, high if self.limits.low is not None else high - 1.0)
        return np.asarray(self.generator.uniform(low, high, shape))

    def _integers(self, numbers: np.dtype[Any], shape: tuple[int, ...]) -> np.ndarray:
        """Within the limits; 8-bit ones of the whole range, as of images; others 0 and 1."""
        limits, known = self.limits, np.iinfo(numbers)
        if limits.low is None and limits.high is None:
            if numbers.itemsize == 1:
                return self.generator.integers(known.min, known.max, shape, numbers, endpoint=True)
            return self._mask(shape).astype(numbers) if not self.how.has_ones else np.ones(shape, numbers)
        low = math.ceil(limits.low) if limits.low is not None else min(0, math.floor(limits.high or 0))
        high = math.floor(limits.high) if limits.high is not None else low + _BELOW - 1
        low = min(max(low, int(known.min)), int(known.max))
        high = min(max(high, low), int(known.max))
        return self.generator.integers(
            low, high, shape, np.int64 if known.max <= 2**63 - 1 else np.uint64, endpoint=True
        ).astype(numbers)

    def _mask(self, shape: tuple[int, ...]) -> np.ndarray:
        """0 and 1, and 1 at the beginning of each row: a row that is masked as a whole has no softmax."""
        found = np.asarray(self.generator.integers(0, _BELOW, shape))
        if shape and found.size:
            found[..., 0] = 1
        return found if shape else np.array(1)

    def _bits(self, dtype: str, shape: tuple[int, ...]) -> np.ndarray:
        """A type that numpy does not have, as the unsigned numbers of its bits."""
        element = ELEMENT_TYPES[dtype]
        if dtype not in _FLOATS:
            return self.generator.integers(0, 1 << element.bits, shape, np.uint8)
        import ml_dtypes

        return to_bits(self._floats(shape).astype(np.dtype(getattr(ml_dtypes, dtype))), dtype)

    def _map(self, kind: onnx.TypeProto.Map) -> dict[Any, Any]:
        """Keys that the consumer knows, or a few, with numbers."""
        is_text = kind.key_type == onnx.TensorProto.STRING
        keys = self.limits.choices or (_WORDS if is_text else (0, 1, 2))
        element = kind.value_type.tensor_type.elem_type
        if element == onnx.TensorProto.STRING:
            return dict(zip(keys, _WORDS, strict=False))
        numbers = self._floats((len(keys),)).astype(onnx.helper.tensor_dtype_to_np_dtype(element))
        return dict(zip(keys, numbers.tolist(), strict=True))
