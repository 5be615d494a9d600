"""Tables on the terminal: what is wide is folded, what is a number stands right."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.table import Table

from turnkeyml.cli.console import number, wide_console
from turnkeyml.report.rows import Row


def print_table(headings: Sequence[str], rows: Iterable[Sequence[Any]], *, right: Sequence[str] = ()) -> None:
    """A plain table on stdout."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, justify="right" if heading in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*("-" if cell is None else escape(str(cell)) for cell in row))
    wide_console().print(table)


def print_rows(rows: Sequence[Row], *, several_caches: bool) -> None:
    """The part of a report that fits a terminal."""
    headings = ["build", "device", "runtime", "latency ms", "inferences/s", "parity", "verdict", "status"]
    cells = [_cells(row) for row in rows]
    if several_caches:
        headings.insert(0, "cache")
        cells = [[Path(row["cache"]).name, *own] for row, own in zip(rows, cells, strict=True)]
    print_table(headings, cells, right=("latency ms", "inferences/s"))


def print_json(values: Iterable[Any]) -> None:
    """One value a line."""
    for value in values:
        sys.stdout.write(json.dumps(value, allow_nan=False) + "\n")


def _cells(row: Row) -> list[Any]:
    status = f"{row['failed_stage'] or ''} failed: {row['failure']}".strip() if row["failure"] else row["status"]
    figures = [number(row["latency_ms"]), number(row["throughput_ips"])]
    return [row["build"], row["device"], row["runtime"], *figures, row["parity"], row["verdict"], status]
