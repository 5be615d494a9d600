"""Tables on the terminal: what is wide is folded, what is a number stands right."""

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
_HEADINGS = (
    *("build", "device", "runtime", "precision", "mode", "latency ms", "inferences/s", "parity", "verdict", "warnings"),
    "status",
)
"""Of a report's row."""
_AS_EVER = {"precision": (None, "fp32"), "mode": (None, "latency"), "warnings": (None, "")}


def print_table(headings: Sequence[str], rows: Iterable[Sequence[Any]], *, right: Sequence[str] = ()) -> None:
    """A plain table on stdout."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, justify="right" if heading in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*("-" if cell is None else escape(str(cell)) for cell in row))
    wide_console().print(table)


def print_as_it_comes(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A plain table on stdout whose rows are printed while the next ones are still being read.

    The first rows decide how wide the columns are; what is wider pushes the rest of its row.
    """
    coming = ([("-" if cell is None else str(cell)) for cell in row] for row in rows)
    first = list(itertools.islice(coming, _FIRST_ROWS))
    widths = [max(map(len, column)) for column in zip(headings, *first, strict=True)]
    for row in itertools.chain([headings], first, coming):
        sys.stdout.write("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n")


def print_rows(rows: Sequence[Row], *, several_caches: bool) -> None:
    """The part of a report that fits a terminal; columns that say the same in every row as ever are left out."""
    shown = [_cells(row) for row in rows]
    headings = [
        name for name in _HEADINGS if name not in _AS_EVER or any(cells[name] not in _AS_EVER[name] for cells in shown)
    ]
    if several_caches:
        headings.insert(0, "cache")
    print_table(headings, ([cells[name] for name in headings] for cells in shown), right=("latency ms", "inferences/s"))


def print_json(values: Iterable[Any]) -> None:
    """One value a line."""
    for value in values:
        sys.stdout.write(json.dumps(value, allow_nan=False) + "\n")


def _cells(row: Row) -> dict[str, Any]:
    status = f"{row['failed_stage'] or ''} failed: {row['failure']}".strip() if row["failure"] else row["status"]
    figures = {"latency ms": number(row["latency_ms"]), "inferences/s": number(row["throughput_ips"])}
    return {**row, "cache": Path(row["cache"]).name, "status": status, **figures}
