"""Rows as a dated CSV file."""

from __future__ import annotations

import operator
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from turnkeyml.report.columns import NAMES
from turnkeyml.report.dated_file import write_dated
from turnkeyml.report.rows import Row

_FORMULA_SIGNS = frozenset("=+-@\t\r")
"""A spreadsheet computes a text that begins so. Scripts and models choose some of the texts."""
_QUOTED = re.compile('[",\r\n]')
_BATCH = 200
_MAX_KNOWN = 4096


class _Cells(dict[str, str]):
    """Texts as cells, computed once each: most texts of a report, such as a machine's description, are in many rows."""

    def __missing__(self, text: str) -> str:
        cell = f"'{text}" if text[:1] in _FORMULA_SIGNS else text
        if _QUOTED.search(cell):
            cell = '"' + cell.replace('"', '""') + '"'
        if len(self) < _MAX_KNOWN:
            self[text] = cell
        return cell


def write_csv(rows: Iterable[Row], folder: Path) -> Path:
    """Write a line per row and return the file's path. Raises `TurnkeyError`."""
    return write_dated(folder, "csv", _lines(rows))


def _lines(rows: Iterable[Row]) -> Iterator[str]:
    """The lines, some at a time, as RFC 4180 and `csv.writer` have them; that one takes twice as long."""
    cells = _Cells()
    read = operator.itemgetter(*NAMES)
    lines = [",".join(NAMES)]
    for row in rows:
        values = read(row)
        lines.append(",".join(["" if one is None else cells[one] if type(one) is str else str(one) for one in values]))
        if len(lines) == _BATCH:
            yield "\r\n".join(lines) + "\r\n"
            lines.clear()
    if lines:
        yield "\r\n".join(lines) + "\r\n"
