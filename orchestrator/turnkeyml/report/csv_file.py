"""Rows as a dated CSV file."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from pathlib import Path

from turnkeyml.report.columns import NAMES
from turnkeyml.report.dated_file import write_dated
from turnkeyml.report.kept_row import KeptRow
from turnkeyml.report.rows import Rows

_END = "\r\n"


def write_csv(rows: Rows, folder: Path) -> Path:
    """Write a line per row and return the file's path. Raises `TurnkeyError`."""
    header = ",".join(NAMES) + _END
    return write_dated(folder, "csv", itertools.chain([header], rows.encode(_lines)))


def _lines(rows: Iterable[KeptRow]) -> str:
    return "".join([row.csv + _END for row in rows])
