"""Rows as a dated CSV file."""

from __future__ import annotations

import csv
import io
import operator
from collections.abc import Iterable, Iterator
from pathlib import Path

from turnkeyml.report.columns import NAMES
from turnkeyml.report.dated_file import write_dated
from turnkeyml.report.rows import Row

_FORMULA_SIGNS = frozenset("=+-@\t\r")
"""A spreadsheet computes a text that begins so. Scripts and models choose some of the texts."""
_BATCH = 200


def write_csv(rows: Iterable[Row], folder: Path) -> Path:
    """Write a line per row and return the file's path. Raises `TurnkeyError`."""
    return write_dated(folder, "csv", _lines(rows))


def _lines(rows: Iterable[Row]) -> Iterator[str]:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(NAMES)
    read = operator.itemgetter(*NAMES)
    for number, row in enumerate(rows):
        # Inlined: a hundred cells per row, a hundred thousand rows.
        cells = [f"'{cell}" if type(cell) is str and cell[:1] in _FORMULA_SIGNS else cell for cell in read(row)]
        writer.writerow(cells)
        if number % _BATCH == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()
