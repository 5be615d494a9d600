"""Rows into files."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from turnkeyml.errors import TurnkeyError
from turnkeyml.report.rows import COLUMNS, Row

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def write_csv(rows: Sequence[Row], folder: Path) -> Path:
    """Write a dated CSV and return its path; a report that is there already is never overwritten.

    Raises `TurnkeyError` where the folder cannot be written.
    """
    stamp = datetime.datetime.now().astimezone().strftime("%Y-%m-%d_%H%M%S")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(1000):
            path = folder / (f"{stamp}.csv" if not number else f"{stamp}_{number}.csv")
            try:
                file = open(path, "x", encoding="utf-8", newline="")  # noqa: SIM115
            except FileExistsError:
                continue
            with file:
                writer = csv.writer(file)
                writer.writerow(COLUMNS)
                writer.writerows([_cell(row[column]) for column in COLUMNS] for row in rows)
            return path
    except OSError as error:
        raise TurnkeyError(
            f"cannot write a report in {folder}: {error.strerror}", remedy="choose another -r"
        ) from error
    raise TurnkeyError(f"too many reports of this second in {folder}")


def _cell(value: Any) -> Any:
    """A cell that a spreadsheet shows and does not compute: scripts and models choose some of these texts."""
    if isinstance(value, str) and value.startswith(_FORMULA_SIGNS):
        return f"'{value}"
    return value
