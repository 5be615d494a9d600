"""Rows as a dated file of JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from turnkeyml.report.dated_file import write_dated
from turnkeyml.report.rows import Row


def write_json_lines(rows: Iterable[Row], folder: Path) -> Path:
    """Write one JSON object per row and return the file's path. Raises `TurnkeyError`."""
    return write_dated(folder, "jsonl", (json.dumps(row, allow_nan=False) + "\n" for row in rows))
