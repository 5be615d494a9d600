"""Rows as a dated CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from turnkeyml.report.columns import NAMES
from turnkeyml.report.dated_file import write_dated
from turnkeyml.report.rows import Row

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def write_csv(rows: Iterable[Row], folder: Path) -> Path:
    """Write a line per row and return the file's path. Raises `TurnkeyError`."""
    return write_dated(folder, "csv", _lines(rows))


def _lines(rows: Iterable[Row]) -> Iterator[str]:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(NAMES)
    for row in rows:
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        writer.writerow([_cell(value) for value in map(row.__getitem__, NAMES)])
    yield buffer.getvalue()


def _cell(value: Any) -> Any:
    """A cell that a spreadsheet shows and does not compute: scripts and models choose some of these texts."""
    if type(value) is str and value.startswith(_FORMULA_SIGNS):
        return f"'{value}"
    return value
