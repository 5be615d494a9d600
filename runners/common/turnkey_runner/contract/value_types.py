"""The names of types in `TensorSpec.dtype`: tensors of numpy's types, of others, and values that are no tensors."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

STRING = "string"
"""Strings of any length."""
_STRUCTURED = re.compile(r"(sequence|optional|map)\((?:(\w+),)?(.+)\)")


@dataclass(frozen=True, kw_only=True)
class ElementType:
    """A type of elements that numpy does not have: its bits are kept as unsigned numbers."""

    onnx_type: int
    """onnx.TensorProto.DataType"""
    bits: int
    """Of one element. Below 8, an artifact has one byte per element, and an engine several elements per byte."""


ELEMENT_TYPES = {
    "bfloat16": ElementType(onnx_type=16, bits=16),
    "float8_e4m3fn": ElementType(onnx_type=17, bits=8),
    "float8_e4m3fnuz": ElementType(onnx_type=18, bits=8),
    "float8_e5m2": ElementType(onnx_type=19, bits=8),
    "float8_e5m2fnuz": ElementType(onnx_type=20, bits=8),
    "uint4": ElementType(onnx_type=21, bits=4),
    "int4": ElementType(onnx_type=22, bits=4),
    "float4_e2m1fn": ElementType(onnx_type=23, bits=4),
    "float8_e8m0fnu": ElementType(onnx_type=24, bits=8),
    "uint2": ElementType(onnx_type=25, bits=2),
    "int2": ElementType(onnx_type=26, bits=2),
}
"""By the name of the type in ml_dtypes."""


@dataclass(frozen=True, kw_only=True)
class ValueType:
    """What a name stands for."""

    form: Literal["tensor", "sequence", "optional", "map"]
    element: str
    """The tensor's element type; otherwise the type of what the value contains."""
    key: str = ""
    """The type of a map's keys."""


def parse_type(dtype: str) -> ValueType:
    """The type that a name such as `float32`, `sequence(float32)`, `optional(…)` or `map(int64,float32)` stands for."""
    found = _STRUCTURED.fullmatch(dtype)
    if found is None:
        return ValueType(form="tensor", element=dtype)
    form: Literal["sequence", "optional", "map"] = found[1]  # type: ignore[assignment]
    return ValueType(form=form, element=found[3], key=found[2] or "")


def is_numeric_tensor(dtype: str) -> bool:
    """Whether a type is one of tensors of numbers: what a buffer in memory can hold."""
    return dtype != STRING and parse_type(dtype).form == "tensor"
