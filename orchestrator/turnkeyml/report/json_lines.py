"""Rows as a dated file of JSON lines."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from turnkeyml.report.dated_file import write_dated
from turnkeyml.report.kept_row import Row
from turnkeyml.report.rows import Rows
from turnkeyml.system.printable import to_json_line


def write_json_lines(rows: Rows, folder: Path) -> Path:
    """Write one JSON object per row and return the file's path. Raises `TurnkeyError`."""
    return write_dated(folder, "jsonl", rows.encode(_lines))


def _lines(rows: Iterable[Row]) -> str:
    return "".join(to_json_line(dict(row)) + "\n" for row in rows)
