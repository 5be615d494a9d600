"""Values of every type that a model takes or returns: read from an archive, copied, and measured in bytes.

A tensor is an array, a sequence a list, a map a dict, an optional value that is absent None. The archive has the array
of the tensor at position 3 as "3"; of a value that contains others, "3" is their number, and they are "3.0", "3.1", …;
of a map, "3.keys" and "3.values". `turnkeyml.export.npz` writes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from turnkey_runner.contract.value_types import STRING, parse_type

Value = Any
"""np.ndarray | list[Value] | dict[str | int, Value] | None"""


def read_value(archive: Mapping[str, np.ndarray], key: str, dtype: str) -> Value:
    """Read the value with a key."""
    found, kind = archive[key], parse_type(dtype)
    match kind.form:
        case "tensor":
            return found.astype(object) if kind.element == STRING else np.ascontiguousarray(found).reshape(found.shape)
        case "sequence":
            return [read_value(archive, f"{key}.{index}", kind.element) for index in range(int(found))]
        case "optional":
            return read_value(archive, f"{key}.0", kind.element) if int(found) else None
        case "map":
            return dict(zip(archive[f"{key}.keys"].tolist(), archive[f"{key}.values"].tolist(), strict=True))


def copy_value(value: Value) -> Value:
    """The same in other memory."""
    if isinstance(value, np.ndarray):
        return value.copy()
    return [copy_value(one) for one in value] if isinstance(value, list) else value


def arrays_of(value: Value) -> Iterator[np.ndarray]:
    """The arrays in a value."""
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from arrays_of(one)


def size_bytes(value: Value) -> int:
    """The size of the arrays in a value."""
    return sum(array.nbytes for array in arrays_of(value))


def is_constant(value: Value) -> bool:
    """Whether all elements of a tensor with several are equal."""
    return isinstance(value, np.ndarray) and value.size > 1 and bool((value == value.flat[0]).all())
