"""Makes the texts of an event safe to keep and to print: a script chooses messages, names of classes and of files."""

from __future__ import annotations

import dataclasses
from typing import TypeVar

from turnkeyml.system.printable import escape_controls

T = TypeVar("T")

MAX_CHARACTERS = 4096
"""Of any text: longer than a path may be."""
MAX_MESSAGE_CHARACTERS = 1000
MAX_DETAIL_CHARACTERS = 64 << 10
"""Of a failure's `detail`, which holds a traceback."""


def clean_event(event: T) -> T:
    """The event with every text bounded and printable. Raises `ValueError` where a type refuses a cleaned text."""
    return _clean(event, "")  # type: ignore[return-value]


def clean_text(text: str, max_characters: int, *, lines: bool = False) -> str:
    """Bound a text, and escape what is no printable character, as Python's `repr` does; `lines` keeps line breaks."""
    left_out = len(text) - max_characters
    cleaned = escape_controls(text[:max_characters], keep="\n\t" if lines else "")
    return f"{cleaned} [{left_out} more characters]" if left_out > 0 else cleaned


def _clean(value: object, name: str) -> object:
    if isinstance(value, str):
        return _clean_field(value, name)
    if isinstance(value, tuple):
        if all(type(item) in (int, float) for item in value):  # raw samples: thousands of values
            return value
        return tuple(_clean(item, name) for item in value)
    if isinstance(value, dict):
        return {_clean_field(key, ""): _clean(item, name) for key, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        cleaned = {field: _clean(old, field) for field, old in fields.items()}
        changed = {field: new for field, new in cleaned.items() if new != fields[field]}
        return dataclasses.replace(value, **changed) if changed else value
    return value


def _clean_field(text: str, name: str) -> str:
    if type(text) is not str:  # an enumeration's value
        return text
    if name == "detail":
        return clean_text(text, MAX_DETAIL_CHARACTERS, lines=True)
    if name in ("message", "remedy"):
        return clean_text(" ".join(text.split()), MAX_MESSAGE_CHARACTERS)
    return clean_text(text, MAX_CHARACTERS)
