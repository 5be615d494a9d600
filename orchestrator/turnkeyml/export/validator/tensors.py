"""Checks a tensor's data against its type and dimensions, in exact integers."""

from __future__ import annotations

import math
from collections.abc import Sequence

import onnx

from turnkeyml.export.validator.refusal import Reason, Refusal

_T = onnx.TensorProto
STRING = int(_T.STRING)
_BITS = {
    2: ("UINT2", "INT2"),
    4: ("UINT4", "INT4", "FLOAT4E2M1"),
    6: ("FLOAT6E2M3", "FLOAT6E3M2"),
    8: (*("UINT8", "INT8", "BOOL"), *("FLOAT8E4M3FN", "FLOAT8E4M3FNUZ", "FLOAT8E5M2", "FLOAT8E5M2FNUZ", "FLOAT8E8M0")),
    16: ("UINT16", "INT16", "FLOAT16", "BFLOAT16"),
    32: ("FLOAT", "INT32", "UINT32"),
    64: ("INT64", "UINT64", "DOUBLE", "COMPLEX64"),
    128: ("COMPLEX128",),
}
BITS = {int(_T.DataType.Value(name)): bits for bits, names in _BITS.items() for name in names if hasattr(_T, name)}
"""By element type."""
_FIELDS = {
    "float_data": ("FLOAT", "COMPLEX64"),
    "int64_data": ("INT64",),
    "double_data": ("DOUBLE", "COMPLEX128"),
    "uint64_data": ("UINT32", "UINT64"),
    "string_data": ("STRING",),
}
_FIELD_OF_TYPE = {int(_T.DataType.Value(name)): field for field, names in _FIELDS.items() for name in names}
"""All other types are in int32_data."""
DATA_FIELDS = ("int32_data", *_FIELDS)
_COMPLEX = (int(_T.COMPLEX64), int(_T.COMPLEX128))
_PACKED_BITS = (2, 4)
"""Several elements are one number of int32_data; those of 6 bits are one each."""


def count_elements(dims: Sequence[int]) -> int:
    """The product of the dimensions. Raises `Refusal` for a negative one."""
    negative = next((dim for dim in dims if dim < 0), None)
    if negative is not None:
        raise Refusal(Reason.TENSOR_DIMS, f"the dimension {negative} is negative")
    return math.prod(dims)


def size_bytes(data_type: int, elements: int) -> int:
    """The size of so many elements; types below a byte are packed. Raises `Refusal` for an unknown type."""
    if data_type == STRING:
        return 0
    if data_type not in BITS:
        raise Refusal(Reason.TENSOR_TYPE, f"there is no element type {data_type}")
    return -(-elements * BITS[data_type] // 8)


def check_inline(data_type: int, elements: int, raw_bytes: int | None, counts: dict[str, int]) -> None:
    """Check the data in the model itself. Raises `Refusal`.

    Args:
        data_type: the type of the elements.
        elements: how many the dimensions say.
        raw_bytes: the size of `raw_data`; None where there is none.
        counts: by the name of a field with numbers or strings: how many it has.
    """
    sources = [*(["raw_data"] if raw_bytes is not None else []), *(name for name, count in counts.items() if count)]
    if len(sources) > 1:
        raise Refusal(Reason.TENSOR_DATA, f"it has data in {' and '.join(sorted(sources))}")
    if raw_bytes is not None:
        _check_raw(data_type, elements, raw_bytes)
        return
    field = _FIELD_OF_TYPE.get(data_type, "int32_data")
    if sources and sources != [field]:
        raise Refusal(Reason.TENSOR_DATA, f"elements of type {data_type} cannot be in {sources[0]}")
    expected = elements
    if data_type in _COMPLEX:
        expected = 2 * elements
    elif BITS.get(data_type) in _PACKED_BITS:
        expected = size_bytes(data_type, elements)
    found = counts.get(field, 0)
    if found != expected:
        message = f"{field} has {found:,} numbers, and the dimensions need {expected:,}"
        raise Refusal(Reason.TENSOR_SIZE, message)


def _check_raw(data_type: int, elements: int, raw_bytes: int) -> None:
    if data_type == STRING:
        raise Refusal(Reason.TENSOR_DATA, "strings cannot be in raw_data")
    needed_bytes = size_bytes(data_type, elements)
    if raw_bytes != needed_bytes:
        message = f"raw_data has {raw_bytes:,} bytes, and the dimensions need {needed_bytes:,}"
        raise Refusal(Reason.TENSOR_SIZE, message)
