"""Tables on the terminal: wide cells are folded, numbers are right-aligned."""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.table import Table

from turnkeyml.cli.output.run_console import wide_console
from turnkeyml.cli.output.text import number
from turnkeyml.report.rows import Row

_FIRST_ROWS = 50
_MAX_ROWS = 200
"""A longer table is for the file."""
_HEADINGS = (
    *("build", "device", "runtime", "precision", "mode", "latency ms", "inferences/s", "parity", "verdict", "warnings"),
    "status",
)
"""Of the table of a report."""
_USUAL = {"precision": (None, "fp32"), "mode": (None, "latency"), "warnings": (None, "")}


def print_table(headings: Sequence[str], rows: Iterable[Sequence[Any]], *, right: Sequence[str] = ()) -> None:
    """A plain table on stdout."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, justify="right" if heading in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*("-" if cell is None else escape(str(cell)) for cell in row))
    wide_console().print(table)


def print_streaming(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A plain table on stdout whose rows are printed while the next ones are still being read.

    The first rows decide how wide the columns are; what is wider pushes the rest of its row.
    """
    coming = ([("-" if cell is None else str(cell)) for cell in row] for row in rows)
    first = list(itertools.islice(coming, _FIRST_ROWS))
    widths = [max(map(len, column)) for column in zip(headings, *first, strict=True)]
    for row in itertools.chain([headings], first, coming):
        sys.stdout.write("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n")


class RowTable:
    """The part of a report that fits a terminal. Columns that hold the usual value in every row are left out."""

    def __init__(self, *, several_caches: bool) -> None:
        self.count = 0
        self._several_caches = several_caches
        self._rows: list[dict[str, Any]] = []

    def add(self, row: Row) -> None:
        """Take a row of the report; of a report that is too long for a terminal, only the first rows are kept."""
        self.count += 1
        if len(self._rows) < _MAX_ROWS:
            self._rows.append(_cells(row))

    def print(self) -> None:
        """Print the table on stdout."""
        headings = [
            name
            for name in _HEADINGS
            if name not in _USUAL or any(cells[name] not in _USUAL[name] for cells in self._rows)
        ]
        if self._several_caches:
            headings.insert(0, "cache")
        print_table(
            headings,
            ([cells[name] for name in headings] for cells in self._rows),
            right=("latency ms", "inferences/s"),
        )
        if self.count > len(self._rows):
            sys.stdout.write(f"… and {self.count - len(self._rows)} more rows\n")


def print_json(values: Iterable[Any]) -> None:
    """One value a line."""
    for value in values:
        sys.stdout.write(json.dumps(value, allow_nan=False) + "\n")


def _cells(row: Row) -> dict[str, Any]:
    status = f"{row['failed_stage'] or ''} failed: {row['failure']}".strip() if row["failure"] else row["status"]
    known = {name: row.get(name) for name in _HEADINGS}
    numbers = {"latency ms": number(row["latency_ms"]), "inferences/s": number(row["throughput_ips"])}
    return known | {"cache": Path(row["cache"]).name, "status": status} | numbers
