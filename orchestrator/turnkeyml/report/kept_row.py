"""A row as the text that a cache keeps: its values are decoded when they are read, its CSV line is there already."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from turnkeyml.report.columns import NAMES
from turnkeyml.report.csv_cells import csv_cell

Row = Mapping[str, Any]
"""A value per column of the report."""

_END_OF_CELL, _END_OF_CELLS, _END_OF_ROW = "\x1f", "\x1e", "\x1d"
"""Neither JSON nor a CSV cell contains them: both escape control characters."""
_POSITIONS = {name: position for position, name in enumerate(NAMES)}


class KeptRow(Mapping[str, Any]):
    """A row that was read from its text."""

    def __init__(self, text: str) -> None:
        cells, self._json = text.split(_END_OF_CELLS)
        self._cells = cells.split(_END_OF_CELL)
        if len(self._cells) != len(NAMES):
            raise ValueError(f"a row of {len(self._cells)} cells instead of {len(NAMES)}")
        self._changed: dict[str, Any] = {}

    def set(self, name: str, value: Any) -> None:
        """Set what depends on more than the build: where its cache lies, how noisy this machine is."""
        self._changed[name] = value
        self._cells[_POSITIONS[name]] = csv_cell(value)

    @property
    def csv(self) -> str:
        """The row as a line of a CSV file, without its end."""
        return ",".join(self._cells)

    @functools.cached_property
    def _values(self) -> dict[str, Any]:
        return dict(zip(NAMES, json.loads(self._json), strict=True))

    def __getitem__(self, name: str) -> Any:
        return self._changed[name] if name in self._changed else self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)


def encode_rows(rows: Iterable[Row]) -> str:
    """Rows as a text. Raises `ValueError` for a number that is not finite."""
    return _END_OF_ROW.join(
        _END_OF_CELL.join([csv_cell(row[name]) for name in NAMES])
        + _END_OF_CELLS
        + json.dumps([row[name] for name in NAMES], allow_nan=False)
        for row in rows
    )


def decode_rows(text: str) -> list[KeptRow]:
    """Rows from the output of `encode_rows`. Raises `ValueError` for a text that is not."""
    return [KeptRow(row) for row in text.split(_END_OF_ROW)]
