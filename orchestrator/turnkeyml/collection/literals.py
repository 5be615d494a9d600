"""Values of the catalogue as Python source, laid out as the formatter would."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from turnkeyml.errors import CatalogError

LINE_LENGTH = 120
INDENT = "    "


def literal(value: Any) -> str:
    """The value on one line. Raises `CatalogError` for one that has no literal."""
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
            return f"{{{', '.join(f'{literal(key)}: {literal(one)}' for key, one in value.items())}}}"
        case _:
            raise CatalogError(
                f"{value!r} has no place in a script", remedy="write a number, a string, a list, a table"
            )


def keyword_lines(table: Mapping[str, Any]) -> str:
    """Keyword arguments, a line each and indented by 4: what stands in the brackets of a call."""
    for key in table:
        if not key.isidentifier():
            raise CatalogError(f"{key!r} is no keyword argument")
    return "\n".join(_laid_out(f"{INDENT}{key}=", value) for key, value in table.items())


def _laid_out(start: str, value: Any) -> str:
    """`start` and the value with a comma; a list or table that does not fit gets a line for each element."""
    line = f"{start}{literal(value)},"
    if len(line) <= LINE_LENGTH or not value or not isinstance(value, list | dict):
        return line
    indent = start[: len(start) - len(start.lstrip())]
    if isinstance(value, list):
        return "\n".join([f"{start}[", *(_laid_out(indent + INDENT, one) for one in value), f"{indent}],"])
    rows = (_laid_out(f"{indent}{INDENT}{literal(key)}: ", one) for key, one in value.items())
    return "\n".join([f"{start}{{", *rows, f"{indent}}},"])
