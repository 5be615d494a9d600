"""Texts that are computed from the files of each build, kept in a table for as long as these files are unchanged."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from turnkeyml.cache import layout, origin
from turnkeyml.cache.sqlite_file import RECOVERABLE_ERRORS, Table
from turnkeyml.system.user_key import seal

_VERSION = 2
_SCHEMA = ("CREATE TABLE derived (build TEXT PRIMARY KEY, seal TEXT, text TEXT) WITHOUT ROWID",)


@dataclass(frozen=True, kw_only=True)
class Derived:
    """A text about one build."""

    text: str
    is_final: bool = True
    """False: it depends on more than the build's files, for example on a process that is running."""


@dataclass(frozen=True, kw_only=True)
class DerivedTexts:
    """The texts of some builds, and how the table differs from them."""

    texts: Sequence[str]
    """One per build."""
    changed: Sequence[tuple[str, str, str]]
    """Build, seal and text of what is not in the table, or is stale there."""
    gone: frozenset[str]
    """Builds that the table has between the first and the last, and the caller does not."""


def derive(cache: Path, builds: Sequence[str], rules: str, compute: Callable[[str], Derived]) -> DerivedTexts:
    """The text of each build, in the order of `builds`, which are sorted by name.

    Texts of builds whose files have changed, or that other `rules` computed, are computed; also those that were damaged
    or that another user or machine computed, which the seal tells. Nothing is written:
    several processes may derive at once, and one of them calls `keep`.
    """
    folder = os.fspath(layout.builds(cache))
    table = Table(origin.table_path(cache, layout.DERIVED), _SCHEMA, _VERSION)
    try:
        known = _read(table, builds)
    finally:
        table.close()
    texts, changed = [], []
    for name in builds:
        stamp = _stamp(f"{folder}/{name}")
        text, known_seal = known.get(name, ("", ""))
        if known_seal != seal(name, rules, stamp, text):
            computed = compute(name)
            text = computed.text
            if computed.is_final:
                changed.append((name, seal(name, rules, stamp, text), text))
        texts.append(text)
    return DerivedTexts(texts=texts, changed=changed, gone=frozenset(known.keys() - set(builds)))


def keep(cache: Path, derived: DerivedTexts, *, is_all: bool = True) -> None:
    """Keep what was computed; remove texts of other builds where the derived ones are all.

    A table that cannot be written costs time, never a text.
    """
    gone = derived.gone if is_all else frozenset()
    if not derived.changed and not gone:
        return
    table = Table(origin.table_path(cache, layout.DERIVED), _SCHEMA, _VERSION)
    try:
        with table.connection as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("DELETE FROM derived WHERE build = ?", [(name,) for name in gone])
            connection.executemany("INSERT OR REPLACE INTO derived VALUES (?, ?, ?)", derived.changed)
    except sqlite3.Error as error:
        table.discard(error)
    finally:
        table.close()


def remove_damaged(cache: Path) -> None:
    """Remove the table if it is damaged. Only for a caller whom no other process disturbs."""
    Table(origin.table_path(cache, layout.DERIVED), _SCHEMA, _VERSION).remove_damaged()


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
            found = os.lstat(path)
        except OSError:
            parts.append("-")
        else:
            parts.append(f"{found.st_mtime_ns}:{found.st_size}")
    return " ".join(parts)


def _read(table: Table, names: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Texts and seals of the builds between the first name and the last."""
    if not names:
        return {}
    query = "SELECT build, text, seal FROM derived WHERE build BETWEEN ? AND ?"
    while True:
        try:
            rows = table.connection.execute(query, (names[0], names[-1]))
            return {name: (text, seal) for name, text, seal in rows}
        except RECOVERABLE_ERRORS as error:
            if not table.discard(error):
                return {}
