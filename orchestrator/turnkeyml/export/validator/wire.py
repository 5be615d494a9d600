"""Walks a protobuf message without building it: every field is seen, whatever it contains, in linear time.

https://protobuf.dev/programming-guides/encoding/
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx

from turnkeyml.export.validator.refusal import Reason, Refusal

MAX_FIELDS = 2_000_000
"""In a file; a graph with 100,000 nodes has about a million."""
MAX_DEPTH = 64
"""Protobuf's own parsers stop at 100 messages in one another."""
_MAX_TEXT_BYTES = 4096
"""Of a name; documentation and metadata may be longer."""
_LONG_TEXTS = frozenset({"doc_string", "value", "producer_name", "producer_version", "strings"})
_DIMS = "dims"
_MAX_DIMS = 64
"""As many as numpy's arrays may have."""
_CHUNK_BYTES = 1 << 24
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_WIRE_OF_TYPE = {1: _FIXED64, 2: _FIXED32, 6: _FIXED64, 7: _FIXED32, 9: 2, 11: 2, 12: 2, 15: _FIXED32, 16: _FIXED64}
"""By FieldDescriptor.TYPE_*; all others are varints."""
_WIDTHS = {_FIXED64: 8, _FIXED32: 4}

Found = dict[str, Any]
"""What was kept of a message, by the name of the field."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """A field of ONNX's schema."""

    name: str
    wire: int
    is_repeated: bool
    message: str
    """The name of its message; empty for scalars."""
    is_text: bool


@functools.cache
def schema() -> dict[str, dict[int, Field]]:
    """The fields of every message that a model may contain, by name and number, as the installed onnx knows them."""
    known: dict[str, dict[int, Field]] = {}
    pending = [onnx.ModelProto.DESCRIPTOR]
    while pending:
        descriptor = pending.pop()
        if descriptor.name in known:
            continue
        known[descriptor.name] = {field.number: _describe(field) for field in descriptor.fields}
        pending += [field.message_type for field in descriptor.fields if field.message_type is not None]
    return known


def _describe(field: Any) -> Field:
    return Field(
        name=field.name,
        wire=_WIRE_OF_TYPE.get(field.type, _VARINT),
        is_repeated=bool(field.is_repeated),
        message=field.message_type.name if field.message_type is not None else "",
        is_text=field.type == field.TYPE_STRING,
    )


class Walker:
    """Walks one file. The hooks of a message are called before and after its fields were walked."""

    def __init__(
        self,
        data: bytes,
        kept: Mapping[str, frozenset[str]],
        enter: Mapping[str, Callable[[], None]],
        leave: Mapping[str, Callable[[Found], Any]],
        allocate: Callable[[int], None],
    ) -> None:
        """Prepare to walk.

        Args:
            data: the file's content.
            kept: by the name of a message: the fields that `leave` needs. Of a repeated number, the count is kept,
                and of `dims` the values.
            enter: called before the fields of a message.
            leave: called after them, with what was kept; its answer is kept in the message around it.
            allocate: called with the bytes that a parser needs for packed numbers.
        """
        self._data = data
        self._kept = kept
        self._enter = enter
        self._leave = leave
        self._allocate = allocate
        self._schema = schema()
        self._fields_left = MAX_FIELDS

    def walk(self, message: str) -> Any:
        """Walk the whole file as a message of that name. Raises `Refusal`."""
        return self._walk(message, 0, len(self._data), 1)

    def _walk(self, message: str, position: int, end: int, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise Refusal(Reason.TOO_DEEP, f"messages are nested more than {MAX_DEPTH} deep")
        if message in self._enter:
            self._enter[message]()
        fields, kept = self._schema[message], self._kept.get(message, frozenset())
        found: Found = {}
        counts: dict[str, int] = {}
        data = self._data
        while position < end:
            self._fields_left -= 1
            if self._fields_left < 0:
                raise Refusal(Reason.TOO_MANY, f"the file has more than {MAX_FIELDS:,} fields")
            tag = data[position]
            if tag < 0x80:
                position += 1
            else:
                tag, position = self._varint(position, end)
            field, wire = fields.get(tag >> 3), tag & 7
            if field is None:
                raise Refusal(Reason.MALFORMED, f"{message} has no field {tag >> 3}")
            name = field.name
            count = counts[name] = counts.get(name, 0) + 1
            if count > 1 and not field.is_repeated:
                raise Refusal(Reason.MALFORMED, f"{message}.{name} occurs twice")
            value, position = self._value(field, wire, position, end)
            try:
                if field.message:
                    value = self._walk(field.message, value[0], value[1], depth + 1)
                elif field.is_text:
                    self._check_text(field, value[0], value[1])
                if name in kept:
                    _keep(found, field, value)
            except Refusal as refusal:
                refusal.place.append(f"{name}[{count - 1}]" if field.is_repeated else name)
                raise
        leave = self._leave.get(message)
        return leave(found) if leave is not None else found

    def _value(self, field: Field, wire: int, position: int, end: int) -> tuple[Any, int]:
        """A number, or where bytes start and end; and the position behind them."""
        if wire == _BYTES:
            if field.wire != _BYTES and not field.is_repeated:
                raise Refusal(Reason.MALFORMED, f"{field.name} has the wrong wire type {wire}")
            size, start = self._varint(position, end)
            stop = start + size
            if stop > end:
                raise Refusal(Reason.MALFORMED, f"{field.name} is longer than the message around it")
            return ((start, stop) if field.wire == _BYTES else self._packed(field, start, stop)), stop
        if wire != field.wire:
            raise Refusal(Reason.MALFORMED, f"{field.name} has the wrong wire type {wire}")
        if wire == _VARINT:
            value, position = self._varint(position, end)
            is_counted = field.is_repeated and field.name != _DIMS
            return (1 if is_counted else _signed(value)), position
        if position + _WIDTHS[wire] > end:
            raise Refusal(Reason.MALFORMED, f"{field.name} is cut off")
        return 1, position + _WIDTHS[wire]

    def _packed(self, field: Field, start: int, end: int) -> list[int] | int:
        """How many numbers packed ones are, and of `dims` which."""
        return self._dims(start, end) if field.name == _DIMS else self._count(field, start, end)

    def _varint(self, position: int, end: int) -> tuple[int, int]:
        if position < end and self._data[position] < 0x80:
            return self._data[position], position + 1
        value = 0
        for index in range(10):
            if position >= end:
                break
            byte = self._data[position]
            position += 1
            value |= (byte & 0x7F) << (7 * index)
            if byte < 0x80:
                return value & ((1 << 64) - 1), position
        raise Refusal(Reason.MALFORMED, "a number is cut off or too long")

    def _dims(self, position: int, end: int) -> list[int]:
        values: list[int] = []
        while position < end:
            value, position = self._varint(position, end)
            values.append(_signed(value))
            if len(values) > _MAX_DIMS:
                raise Refusal(Reason.TENSOR_DIMS, f"there are more than {_MAX_DIMS} dimensions")
        return values

    def _check_text(self, field: Field, start: int, end: int) -> None:
        if field.name not in _LONG_TEXTS and end - start > _MAX_TEXT_BYTES:
            raise Refusal(Reason.TEXT, f"the text has {end - start:,} bytes; {_MAX_TEXT_BYTES:,} are allowed")
        try:
            self._data[start:end].decode()
        except UnicodeDecodeError:
            raise Refusal(Reason.TEXT, "the text is not UTF-8") from None

    def _count(self, field: Field, start: int, end: int) -> int:
        """How many numbers packed ones are; a parser needs up to 8 bytes for each."""
        if field.wire == _VARINT:
            chunks = range(start, end, _CHUNK_BYTES)
            sizes = ((at, min(_CHUNK_BYTES, end - at)) for at in chunks)
            counts = (np.count_nonzero(np.frombuffer(self._data, np.int8, size, at) >= 0) for at, size in sizes)
            count = int(sum(counts))
        else:
            count, rest = divmod(end - start, _WIDTHS[field.wire])
            if rest:
                raise Refusal(Reason.MALFORMED, f"{field.name} is cut off")
        self._allocate(8 * count)
        return count

    def text(self, span: tuple[int, int]) -> str:
        """A text that was kept."""
        return self._data[slice(*span)].decode()


def _signed(value: int) -> int:
    return value - (1 << 64) if value >> 63 else value


def _keep(found: Found, field: Field, value: Any) -> None:
    """Keep a message, a number or a span of bytes; of a repeated number, how many there are, and of `dims` which."""
    if not field.is_repeated:
        found[field.name] = value
    elif field.name == _DIMS:
        found.setdefault(_DIMS, []).extend(value if isinstance(value, list) else [value])
        if len(found[_DIMS]) > _MAX_DIMS:
            raise Refusal(Reason.TENSOR_DIMS, f"there are more than {_MAX_DIMS} dimensions")
    elif field.message:
        found.setdefault(field.name, []).append(value)
    else:
        found[field.name] = found.get(field.name, 0) + (value if isinstance(value, int) else 1)
