"""A value as a cell of a CSV file."""

from __future__ import annotations

import functools
import re
from typing import Any

from turnkeyml.system.printable import escape_controls

_FORMULA_SIGNS = frozenset("=+-@\t\r")
"""A spreadsheet computes a text that begins so. Scripts and models choose some of the texts."""
_QUOTED = re.compile('[",\r\n]')


def csv_cell(value: Any) -> str:
    """A value as RFC 4180 and `csv.writer` have it; a text is never a formula, and control characters are escaped."""
    return "" if value is None else _text_cell(value) if type(value) is str else str(value)


@functools.lru_cache(4096)  # most texts, such as a machine's description, are in many rows
def _text_cell(text: str) -> str:
    cell = escape_controls(text, keep="\t\n\r")
    if cell[:1] in _FORMULA_SIGNS:
        cell = f"'{cell}"
    if _QUOTED.search(cell):
        cell = '"' + cell.replace('"', '""') + '"'
    return cell
