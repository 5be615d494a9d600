"""The formats of `turnkey report --format`: one file and one row each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from turnkeyml.errors import UsageError
from turnkeyml.plugins import find_plugins, load_object

if TYPE_CHECKING:
    from turnkeyml.report.rows import Rows

Write = Callable[["Rows", Path], Path]
"""Writes rows into a folder and returns the file's path. It iterates over the rows or encodes them, once."""

PLUGINS = "turnkey.report_formats"
FORMATS = {
    "csv": "turnkeyml.report.csv_file:write_csv",
    "jsonl": "turnkeyml.report.json_lines:write_json_lines",
}
"""By name: the function that writes it. Packages add their own as entry points of the group `PLUGINS`."""


def names() -> tuple[str, ...]:
    """What `--format` can be."""
    return tuple(FORMATS | find_plugins(PLUGINS))


def find_format(name: str) -> Write:
    """Look a format up, and import it. Raises `UsageError` for an unknown one."""
    known = find_plugins(PLUGINS) | FORMATS
    if name not in known:
        raise UsageError(f"unknown report format {name!r}", remedy=f"choose from: {', '.join(known)}")
    return cast(Write, load_object(known[name]))
