"""JSON to the frozen dataclasses and back, strictly: an unknown field or a wrong type is an error."""

from __future__ import annotations

import dataclasses
import functools
import json
import math
import types
import typing
from enum import StrEnum
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

T = TypeVar("T")

MAX_LINE_BYTES = 64 * 1024 * 1024
"""A longer line is refused before it is parsed."""


class ContractError(ValueError):
    """A message that is not of the contract; says where, and what was expected."""


def to_plain(value: Any) -> Any:
    """Turn a dataclass into dicts, lists and scalars. Fields marked optional are left out when unused."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: to_plain(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if not (field.metadata.get("optional") and getattr(value, field.name) == _default(field))
        }
    if isinstance(value, dict):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return list(value) if set(map(type, value)) <= {int} else [to_plain(item) for item in value]
    if isinstance(value, StrEnum):
        return value.value
    return value


def _default(field: dataclasses.Field[Any]) -> Any:
    return field.default if field.default_factory is dataclasses.MISSING else field.default_factory()


def from_plain(kind: type[T], data: Any) -> T:
    """Build a dataclass from what `to_plain` made. Raises `ContractError` that names the field."""
    return typing.cast(T, _read(kind, data, kind.__name__))


def encode(message: Any) -> bytes:
    """One message as one line of JSON."""
    return json.dumps(to_plain(message), allow_nan=False, separators=(",", ":")).encode() + b"\n"


def decode(line: bytes, *kinds: type[Any]) -> Any:
    """Read one line as one of the given messages, by its `schema`.

    Raises `ContractError` for broken JSON, an unknown field, and for a schema number that this side
    does not speak: it names both, and what to update.
    """
    data = parse_json(line)
    if not isinstance(data, dict):
        raise ContractError("a message is a JSON object")
    schemas: dict[str, type[Any]] = {_schema_of(kind): kind for kind in kinds}
    schema = str(data.get("schema"))
    if schema not in schemas:
        raise ContractError(
            f"the other side speaks {schema!r}, this side {', '.join(schemas)}: "
            "update turnkey, or rebuild the runner with `turnkey runners build`"
        )
    return from_plain(schemas[schema], data)


def parse_json(text: bytes | str) -> Any:
    """Read JSON, refusing what JSON does not have (NaN) and what hides something (duplicate keys)."""
    if len(text) > MAX_LINE_BYTES:
        raise ContractError(f"a message of {len(text)} bytes; at most {MAX_LINE_BYTES} are read")
    try:
        return json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_unique)
    except ContractError:
        raise
    except (ValueError, RecursionError) as error:
        raise ContractError(f"not JSON: {type(error).__name__}: {error}") from error


def _refuse_constant(name: str) -> Any:
    raise ContractError(f"{name} is not a number of JSON")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ContractError("a key that occurs twice")
    return found


def _schema_of(kind: type) -> str:
    return str(next(field.default for field in dataclasses.fields(kind) if field.name == "schema"))


@functools.cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _read(kind: Any, data: Any, where: str) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _read_union(kind, data, where)
    if origin is Literal:
        return data if data in get_args(kind) else _refuse(where, f"one of {get_args(kind)}", data)
    if origin is tuple:
        if not isinstance(data, list):
            _refuse(where, "a list", data)
        item = get_args(kind)[0]
        if item is int and set(map(type, data)) <= {int}:  # raw samples: thousands of them
            return tuple(data)
        return tuple(_read(item, element, f"{where}[{index}]") for index, element in enumerate(data))
    if origin is dict:
        if not isinstance(data, dict):
            _refuse(where, "an object", data)
        item = get_args(kind)[1]
        return {key: _read(item, element, f"{where}.{key}") for key, element in data.items()}
    if kind is Any:
        return data
    if dataclasses.is_dataclass(kind):
        return _read_dataclass(typing.cast(type, kind), data, where)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        try:
            return kind(data)
        except ValueError:
            _refuse(where, f"one of {', '.join(kind)}", data)
    return _read_scalar(kind, data, where)


def _read_union(kind: Any, data: Any, where: str) -> Any:
    members = [member for member in get_args(kind) if member is not type(None)]
    if data is None:
        return None if len(members) < len(get_args(kind)) else _refuse(where, "a value", data)
    if len(members) == 1:
        return _read(members[0], data, where)
    for member in members:
        try:
            return _read(member, data, where)
        except ContractError:
            continue
    return _refuse(where, str(kind), data)


def _read_dataclass(kind: type, data: Any, where: str) -> Any:
    if not isinstance(data, dict):
        _refuse(where, "an object", data)
    hints = _hints(kind)
    unknown = data.keys() - hints.keys()
    if unknown:
        raise ContractError(f"{where} has no field {', '.join(sorted(unknown))}")
    try:
        return kind(**{name: _read(hints[name], value, f"{where}.{name}") for name, value in data.items()})
    except TypeError as error:
        raise ContractError(f"{where}: {error}") from error


def _read_scalar(kind: Any, data: Any, where: str) -> Any:
    if kind is float and isinstance(data, int | float) and not isinstance(data, bool):
        return float(data) if math.isfinite(data) else _refuse(where, "a finite number", data)
    if kind is int and isinstance(data, int) and not isinstance(data, bool):
        return data
    if kind in (str, bool) and isinstance(data, kind):
        return data
    return _refuse(where, getattr(kind, "__name__", str(kind)), data)


def _refuse(where: str, expected: str, data: Any) -> typing.NoReturn:
    raise ContractError(f"{where}: expected {expected}, got {str(data)[:80]!r}")
