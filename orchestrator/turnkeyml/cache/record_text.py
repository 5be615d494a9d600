"""Decodes the text of a record that anyone may have written: bounded in size, and no text in it can break an output.

Control characters, lone surrogates and marks that reorder text are escaped, and not refused: a model's message or the
name of a file may honestly have them, and a result is worth more than the look of its message. They never reach a
terminal, a CSV file or a page as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from turnkey_runner.contract import codec
from turnkeyml.system.printable import UNPRINTABLE

T = TypeVar("T")

MAX_FILE_BYTES = 1 << 28
"""The limit of a record. A result of many processes is far longer than the message of each process."""
_MAX_SAMPLES = 1 << 24
_MAX_VALUES = 1 << 20
"""Values of a record beside its samples: each one may take a hundred bytes of memory."""
_SAMPLES = b'"samples": ['
"""As it occurs in a file. Within a JSON string, the quotes would be escaped."""
_INTEGER_LIST_BYTES = b"0123456789, \n\r\t"
_UNSAFE_CHARACTER = re.compile(f"(?![\t\n])[{UNPRINTABLE}]")
_MARKS = (b"\\u", b"\\b", b"\\f", b"\\r", b"\x7f")
"""What an ASCII text has where an unsafe character may be in it."""
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)", re.DOTALL)
"""An escape of JSON; first a pair of surrogates, which is one character."""
_SHORT = {"\\b": "\\\\b", "\\f": "\\\\f", "\\r": "\\\\r"}


def decode_record(text: bytes, kind: type[T], trim: Callable[[bytes], bytes] = lambda text: text) -> T:
    """Decode a record, after `trim` has shortened its text. Raises `ContractError`."""
    trimmed = trim(text)
    check_size(trimmed)
    try:
        decoded = trimmed.decode("utf-8")
    except UnicodeDecodeError as error:
        raise codec.ContractError("it is not UTF-8") from error
    if not trimmed.isascii() or any(mark in trimmed for mark in _MARKS):
        decoded = _UNSAFE_CHARACTER.sub(_escape_character, _ESCAPE.sub(_escape_again, decoded))
    record: T = codec.decode(decoded, kind, most_bytes=MAX_FILE_BYTES)
    return record


def strip_samples(text: bytes) -> bytes:
    """Remove the samples from JSON text; non-numeric or truncated samples stay, so that parsing fails."""
    pieces, position = [], 0
    while (found := text.find(_SAMPLES, position)) >= 0:
        begin = found + len(_SAMPLES)
        end = text.find(b"]", begin)
        if end < 0:
            break
        if text[begin:end].translate(None, _INTEGER_LIST_BYTES):
            begin = end
        pieces.append(text[position:begin])
        position = end
    return b"".join([*pieces, text[position:]])


def check_size(text: bytes) -> None:
    """Raise `ContractError` for what would take gigabytes of memory once it is parsed: to count is cheaper."""
    if text.count(b",") > _MAX_SAMPLES:
        raise codec.ContractError(f"it has more than {_MAX_SAMPLES} values")
    if len(text) > _MAX_VALUES and sum(strip_samples(text).count(mark) for mark in (b",", b"[", b"{")) > _MAX_VALUES:
        raise codec.ContractError(f"it has more than {_MAX_VALUES} values beside its samples")


def _escape_again(found: re.Match[str]) -> str:
    """An escape of JSON for the escape itself, where it stands for a character that is not to be in a text."""
    escape = found[0]
    if len(escape) == 6 and _UNSAFE_CHARACTER.match(chr(int(escape[2:], 16))):
        return "\\" + escape
    return _SHORT.get(escape, escape)


def _escape_character(found: re.Match[str]) -> str:
    return f"\\\\u{ord(found[0]):04x}"
