"""Prints tables: wide cells are folded, numbers are right-aligned."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from turnkeyml.cli.output.console import make_table, styled, wide_console
from turnkeyml.cli.output.terminal import flush_output, write_json, write_line
from turnkeyml.cli.output.text import format_number
from turnkeyml.report.kept_row import Row
from turnkeyml.system.printable import one_line

_FIRST_ROWS = 50
_MAX_STREAMED_CELL = 200
_HEADINGS = (
    *("build", "device", "runtime", "engine", "precision", "mode", "latency ms", "inferences/s", "parity", "verdict"),
    *("warnings", "status"),
)
"""Headings of the table of a report."""
_USUAL = {"engine": (None,), "precision": (None, "fp32"), "mode": (None, "latency"), "warnings": (None, "")}


def print_table(headings: Sequence[str], rows: Iterable[Sequence[Any]], *, right: Sequence[str] = ()) -> None:
    """Print a table to stdout."""
    table = make_table(headings, right=right)
    for row in rows:
        table.add_row(*(styled("-" if cell is None else str(cell)) for cell in row))
    wide_console().print(table)


def print_streaming(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print a table to stdout, each row as soon as it is read.

    The first rows set the widths of the columns; a wider cell shifts the rest of its row.
    """
    texts = (["-" if cell is None else one_line(str(cell), _MAX_STREAMED_CELL) for cell in row] for row in rows)
    first = list(itertools.islice(texts, _FIRST_ROWS))
    widths = [max(map(len, column)) for column in zip(headings, *first, strict=True)]
    for row in itertools.chain([headings], first, texts):
        write_line("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip(), flush=False)
    flush_output()


def print_rows(rows: Sequence[Row], *, count: int, several_caches: bool) -> None:
    """Print the first of `count` rows of a report as a table to stdout; the others are only in the file.

    Columns with their usual value in every row are omitted.
    """
    found = [_cells(row) for row in rows]
    headings = [
        name for name in _HEADINGS if name not in _USUAL or any(cells[name] not in _USUAL[name] for cells in found)
    ]
    if several_caches:
        headings.insert(0, "cache")
    table = ([cells[name] for name in headings] for cells in found)
    print_table(headings, table, right=("latency ms", "inferences/s"))
    if count > len(found):
        write_line(f"… and {count - len(found)} more rows")


def print_json(values: Iterable[Mapping[str, Any]]) -> None:
    """Print one JSON object per line."""
    for value in values:
        write_json(value, flush=False)
    flush_output()


def _cells(row: Row) -> dict[str, Any]:
    status = f"{row['failed_stage'] or ''} failed: {row['failure']}".strip() if row["failure"] else row["status"]
    version = str(row["engine_version"] or "").partition("-")[0]
    engine = f"{row['engine']} {version}".rstrip() if row["engine"] else None
    cells = {name: row.get(name) for name in _HEADINGS} | {"engine": engine}
    numbers = {"latency ms": format_number(row["latency_ms"]), "inferences/s": format_number(row["throughput_ips"])}
    return cells | {"cache": Path(row["cache"]).name, "status": status} | numbers
