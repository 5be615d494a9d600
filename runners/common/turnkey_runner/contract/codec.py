"""Converts JSON to the frozen dataclasses and back, strictly: an unknown field or a wrong type is an error."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import json
import math
import types
import typing
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

T = TypeVar("T")

MAX_LINE_BYTES = 64 * 1024 * 1024
"""A longer line from another process is rejected before it is parsed."""


_SHORT_BYTES = 1 << 20
_MAX_CONTAINERS, _MAX_QUOTES = 100_000, 1_000_000
"""In a message of more than `_SHORT_BYTES`, counted as characters, which a log also has."""
_BEYOND = 1 << 63


class ContractError(ValueError):
    """A message that violates the contract; names the field, and what was expected."""


def to_plain(value: Any) -> Any:
    """Convert a dataclass to dicts, lists and scalars. Fields marked optional are omitted when unused."""
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
    """Build a dataclass from the output of `to_plain`. Raises `ContractError`, which names the field."""
    try:
        return typing.cast(T, _reader(typing.cast(Any, kind))(data))
    except _Misfit as misfit:
        raise ContractError(f"{kind.__name__}{misfit.where}{misfit.what}") from misfit.__cause__


def encode(message: Any) -> bytes:
    """Return a message as one line of JSON."""
    return json.dumps(to_plain(message), allow_nan=False, separators=(",", ":")).encode() + b"\n"


def decode(line: bytes | str, *kinds: type[Any], most_bytes: int = MAX_LINE_BYTES) -> Any:
    """Read a line as one of the given messages, by its `schema`.

    Raises `ContractError` for broken JSON, an unknown field, and for a schema number that this side
    does not implement: it names both, and what to update.
    """
    data = parse_json(line, most_bytes)
    if not isinstance(data, dict):
        raise ContractError("a message is a JSON object")
    schemas: dict[str, type[Any]] = {_schema_of(kind): kind for kind in kinds}
    schema = str(data.get("schema"))
    if schema not in schemas:
        raise ContractError(
            f"the message has the schema {schema!r}, this side reads {', '.join(schemas)}: "
            "update turnkey, or rebuild the runner with `turnkey runners build`"
        )
    return from_plain(schemas[schema], data)


def parse_json(text: bytes | str, most_bytes: int = MAX_LINE_BYTES) -> Any:
    """Read JSON. Raises `ContractError` for NaN and infinity, and for duplicate keys, which would hide a value."""
    if len(text) > most_bytes:
        raise ContractError(f"a message of {len(text)} bytes; at most {most_bytes} are read")
    try:
        return json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_unique)
    except ContractError:
        raise
    except (ValueError, RecursionError) as error:
        raise ContractError(f"not JSON: {type(error).__name__}: {error}") from error


def check_density(text: bytes) -> None:
    """Refuse a long message of a runner that would take many times its size in memory: only raw samples are long.

    Raises `ContractError`. Reads the text without parsing it; call it before `decode`.
    """
    if len(text) <= _SHORT_BYTES:
        return
    if sum(map(text.count, (b"[", b"{"))) > _MAX_CONTAINERS or text.count(b'"') > _MAX_QUOTES:
        raise ContractError(f"a message of {len(text)} bytes with more lists, objects and strings than any has")


def _refuse_constant(name: str) -> Any:
    raise ContractError(f"{name} is not a number of JSON")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ContractError("a key occurs twice")
    return found


def _schema_of(kind: type) -> str:
    return str(next(field.default for field in dataclasses.fields(kind) if field.name == "schema"))


class _Misfit(Exception):
    """A value that does not fit its type; each container that it passes through prepends its own place."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what
        self.where = ""


Reader = Callable[[Any], Any]
"""Converts plain data to a value of one type, or raises `_Misfit`."""


@functools.cache
def _reader(kind: Any) -> Reader:
    """Return the reader of a type. Cached because inspecting types takes longer than reading data."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _union_reader(kind)
    if origin is Literal:
        return _literal_reader(get_args(kind))
    if origin is tuple:
        return _tuple_reader(get_args(kind)[0])
    if origin is dict:
        return _dict_reader(get_args(kind)[1])
    if kind is Any:
        return lambda data: data
    if dataclasses.is_dataclass(kind):
        return _dataclass_reader(typing.cast(type, kind))
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _enum_reader(kind)
    return {float: _read_float, int: _read_int}.get(kind) or _scalar_reader(kind)


def _union_reader(kind: Any) -> Reader:
    members = [member for member in get_args(kind) if member is not type(None)]
    optional = len(members) < len(get_args(kind))
    readers = [_reader(member) for member in members]
    only = readers[0] if len(readers) == 1 else None

    def read(data: Any) -> Any:
        if data is None:
            return None if optional else _refuse("a value", data)
        if only is not None:
            return only(data)
        for reader in readers:
            with contextlib.suppress(_Misfit):
                return reader(data)
        return _refuse(str(kind), data)

    return read


def _literal_reader(values: tuple[Any, ...]) -> Reader:
    return lambda data: data if data in values else _refuse(f"one of {values}", data)


def _tuple_reader(item: Any) -> Reader:
    reader, is_whole = _reader(item), item is int

    def read(data: Any) -> Any:
        if not isinstance(data, list):
            _refuse("a list", data)
        if is_whole and set(map(type, data)) <= {int} and _fit(data):  # raw samples: thousands of values
            return tuple(data)
        values: list[Any] = []
        try:
            for element in data:
                values.append(reader(element))  # noqa: PERF401 (the number of values read so far is the place of one that does not fit)
        except _Misfit as misfit:
            misfit.where = f"[{len(values)}]{misfit.where}"
            raise
        return tuple(values)

    return read


def _dict_reader(item: Any) -> Reader:
    reader = _reader(item)

    def read(data: Any) -> Any:
        if not isinstance(data, dict):
            _refuse("an object", data)
        return _read_items(data, dict.fromkeys(data, reader))

    return read


def _dataclass_reader(kind: type) -> Reader:
    hints = typing.get_type_hints(kind)
    former = {old: field.name for field in dataclasses.fields(kind) for old in field.metadata.get("formerly", ())}
    readers: dict[str, Reader] = {}

    def read(data: Any) -> Any:
        if not isinstance(data, dict):
            _refuse("an object", data)
        if not readers:  # built at the first use: a type may have fields of its own type
            readers.update(
                {name: _reader(hint) for name, hint in hints.items()}
            )  # in one step: other threads read, too
        if former.keys() & data.keys():
            data = _with_present_names(data, former)
        if not data.keys() <= readers.keys():
            raise _Misfit(f" has no field {', '.join(sorted(data.keys() - readers.keys()))}")
        try:
            return kind(**_read_items(data, readers))
        except (TypeError, ValueError) as error:
            raise _Misfit(f": {error}") from error

    return read


def _with_present_names(data: dict[str, Any], former: dict[str, str]) -> dict[str, Any]:
    """Return data with the present names of renamed fields. Both names at once is an error."""
    renamed = [(former.get(name, name), value) for name, value in data.items()]
    found = dict(renamed)
    if len(found) != len(renamed):
        raise _Misfit(" has a field under its former and its present name")
    return found


def _read_items(data: dict[str, Any], readers: dict[str, Reader]) -> dict[str, Any]:
    values, name = {}, ""
    try:
        for name, value in data.items():
            values[name] = readers[name](value)
    except _Misfit as misfit:
        misfit.where = f".{name}{misfit.where}"
        raise
    return values


def _enum_reader(kind: type[StrEnum]) -> Reader:
    def read(data: Any) -> Any:
        try:
            return kind(data)
        except ValueError:
            _refuse(f"one of {', '.join(kind)}", data)

    return read


def _read_float(data: Any) -> float:
    if type(data) is float:
        return data if math.isfinite(data) else _refuse("a finite number", data)
    return float(data) if type(data) is int and _fit((data,)) else _refuse("float", data)


def _read_int(data: Any) -> int:
    if type(data) is int and -_BEYOND <= data < _BEYOND:  # of exactly that type: True is not a number here
        return data
    return _refuse("int", data)


def _fit(numbers: Sequence[int]) -> bool:
    """Whether integers fit into 64 bits; computing with larger ones overflows."""
    return not numbers or (min(numbers) >= -_BEYOND and max(numbers) < _BEYOND)


def _scalar_reader(kind: Any) -> Reader:
    known = kind if kind in (str, bool) else None

    def read(data: Any) -> Any:
        if type(data) is known:
            return data
        return _refuse(getattr(kind, "__name__", str(kind)), data)

    return read


def _refuse(expected: str, data: Any) -> typing.NoReturn:
    raise _Misfit(f": expected {expected}, got {str(data)[:80]!r}")
