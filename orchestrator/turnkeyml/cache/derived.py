"""Texts that are computed from the files of each build, kept in a table for as long as these files are unchanged."""

from __future__ import annotations

import itertools
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from turnkeyml.cache import layout
from turnkeyml.cache.sqlite_file import RECOVERABLE_ERRORS, Table

_VERSION = 1
_SCHEMA = ("CREATE TABLE derived (build TEXT PRIMARY KEY, stamp TEXT, text TEXT) WITHOUT ROWID",)
_CHUNK = 500


@dataclass(frozen=True, kw_only=True)
class Derived:
    """A text about one build."""

    text: str
    is_final: bool = True
    """False: it depends on more than the build's files, for example on a process that is running."""


Compute = Callable[[Sequence[str]], Iterable[Derived]]
"""Computes the texts of some builds, in their order."""


def derive(cache: Path, builds: Sequence[str], rules: str, compute: Compute, *, is_all: bool = True) -> Iterator[str]:
    """The text of each build, in the order of `builds`, which are sorted by name.

    Only texts of builds whose files have changed, or that other `rules` computed, are computed. Where the builds are
    all of the cache, texts of others are removed. A table that cannot be read or written costs time, never a text.
    """
    folder = os.fspath(layout.builds(cache))
    table = Table(cache / layout.DERIVED, _SCHEMA, _VERSION)
    try:
        chunks = iter(builds)
        while chunk := list(itertools.islice(chunks, _CHUNK)):
            known = _read(table, chunk)
            stamps = {name: f"{rules} {_stamp(f'{folder}/{name}')}" for name in chunk}
            stale = [name for name in chunk if known.get(name, ("", ""))[1] != stamps[name]]
            computed = dict(zip(stale, compute(stale), strict=True))
            yield from (computed[name].text if name in computed else known[name][0] for name in chunk)
            final = [(name, stamps[name], one.text) for name, one in computed.items() if one.is_final]
            _write(table, final, known.keys() - set(chunk) if is_all else set())
    finally:
        table.close()


def remove_damaged(cache: Path) -> None:
    """Remove the table if it is damaged. Only for a caller whom no other process disturbs."""
    Table(cache / layout.DERIVED, _SCHEMA, _VERSION).remove_damaged()


def _stamp(folder: str) -> str:
    """Name, time and size of every file that a build's text depends on."""
    results = f"{folder}/{layout.RESULTS}"
    try:
        names = sorted(os.listdir(results))
    except OSError:
        names = []
    parts = names.copy()
    for path in (f"{folder}/{layout.BUILD}", *(f"{results}/{name}" for name in names)):
        try:
            found = os.stat(path)
        except OSError:
            parts.append("-")
        else:
            parts.append(f"{found.st_mtime_ns}:{found.st_size}")
    return " ".join(parts)


def _read(table: Table, names: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Texts and stamps of the builds between the first name and the last."""
    query = "SELECT build, text, stamp FROM derived WHERE build BETWEEN ? AND ?"
    while True:
        try:
            rows = table.connection.execute(query, (names[0], names[-1]))
            return {name: (text, stamp) for name, text, stamp in rows}
        except RECOVERABLE_ERRORS as error:
            if not table.discard(error):
                return {}


def _write(table: Table, changed: Sequence[tuple[str, str, str]], gone: set[str]) -> None:
    if not changed and not gone:
        return
    try:
        with table.connection as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("DELETE FROM derived WHERE build = ?", [(name,) for name in gone])
            connection.executemany("INSERT OR REPLACE INTO derived VALUES (?, ?, ?)", changed)
    except sqlite3.Error as error:
        table.discard(error)
