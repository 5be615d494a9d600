"""Formats values of the catalogue as Python source, as ruff would."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from turnkeyml.errors import CatalogError

LINE_LENGTH = 120
INDENT = "    "


def literal(value: Any) -> str:
    """Format a value on one line. Raises `CatalogError` for a value without a literal."""
    match value:
        case bool() | int():
            return repr(value)
        case float() if math.isfinite(value):
            return repr(value)
        case str():
            return repr(value) if '"' in value and "'" not in value else json.dumps(value, ensure_ascii=False)
        case list():
            return f"[{', '.join(map(literal, value))}]"
        case dict():
            return f"{{{', '.join(f'{literal(key)}: {literal(item)}' for key, item in value.items())}}}"
        case _:
            raise CatalogError(
                f"{value!r} cannot be written into a script", remedy="write a number, a string, a list, a table"
            )


def keyword_lines(table: Mapping[str, Any]) -> str:
    """Format keyword arguments of a call, one per line."""
    for key in table:
        if not key.isidentifier():
            raise CatalogError(f"{key!r} is not a keyword argument")
    return "\n".join(_format(f"{INDENT}{key}=", value) for key, value in table.items())


def _format(start: str, value: Any) -> str:
    """Format `start`, the value and a comma; a list or table that is too long has one line per element."""
    line = f"{start}{literal(value)},"
    if len(line) <= LINE_LENGTH or not value or not isinstance(value, list | dict):
        return line
    indent = start[: len(start) - len(start.lstrip())]
    if isinstance(value, list):
        return "\n".join([f"{start}[", *(_format(indent + INDENT, item) for item in value), f"{indent}],"])
    rows = (_format(f"{indent}{INDENT}{literal(key)}: ", item) for key, item in value.items())
    return "\n".join([f"{start}{{", *rows, f"{indent}}},"])
