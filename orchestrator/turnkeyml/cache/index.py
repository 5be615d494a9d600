"""What can be asked of many builds without reading them all: a table that is made from the files, never the truth."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from turnkeyml.cache import layout
from turnkeyml.cache.atomic_files import TEMPORARY
from turnkeyml.cache.sqlite_file import RECOVERABLE_ERRORS, Table

T = TypeVar("T")

_VERSION = 1
_SCHEMA = (
    "CREATE TABLE builds (name TEXT PRIMARY KEY, mtime_ns INTEGER, size_bytes INTEGER, labels TEXT) WITHOUT ROWID",
    "CREATE TABLE artifacts (digest TEXT, structure TEXT, build TEXT)",
    "CREATE INDEX by_structure ON artifacts (structure)",
    "CREATE INDEX by_build ON artifacts (build)",
)


class Index:
    """The builds of a cache as rows. A build whose file has changed since is read again."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._turn = threading.Lock()
        self._table = Table(cache / layout.INDEX, _SCHEMA, _VERSION)

    def close(self) -> None:
        """Leave the file to others."""
        self._table.close()

    def refresh(self) -> None:
        """Bring the table up to the files: one look at each, one read of each that is new or has changed."""
        self._ask(lambda connection: None, refreshed=True)

    def select(self, fits: Callable[[dict[str, list[str]]], bool]) -> list[str]:
        """The builds whose labels fit, in the order of the names."""
        query = "SELECT name, labels FROM builds WHERE labels NOT NULL ORDER BY name"
        return self._ask(lambda table: [name for name, labels in table.execute(query) if fits(json.loads(labels))])

    def damaged(self) -> list[str]:
        """Builds whose file cannot be read: nobody knows what they refer to."""
        query = "SELECT name FROM builds WHERE labels IS NULL"
        return self._ask(lambda table: [name for (name,) in table.execute(query)])

    def digests(self) -> set[str]:
        """The artifacts that builds refer to. What none refers to is removed: the table is examined first."""
        return self._ask(_digests)

    def twins(self, structure: str) -> list[str]:
        """The builds that have an artifact of a structure."""
        query = "SELECT DISTINCT build FROM artifacts WHERE structure = ?"
        return self._ask(lambda table: sorted(name for (name,) in table.execute(query, (structure,))))

    def _ask(self, question: Callable[[sqlite3.Connection], T], *, refreshed: bool = False) -> T:
        """What the table answers. One that turns out to be of no use is made again from the files, and asked then."""
        with self._turn:
            while True:
                try:
                    if refreshed:
                        self._refresh(self._table.connection)
                    return question(self._table.connection)
                except RECOVERABLE_ERRORS as error:
                    if not self._table.replace(error):
                        raise
                    refreshed = True

    def _refresh(self, table: sqlite3.Connection) -> None:
        with table:
            table.execute("BEGIN IMMEDIATE")
            known = {name: rest for name, *rest in table.execute("SELECT name, mtime_ns, size_bytes FROM builds")}
            changed: list[tuple[str, int, int]] = []
            for name, mtime_ns, size_bytes in _look(layout.builds(self._cache)):
                if known.pop(name, None) != [mtime_ns, size_bytes]:
                    changed.append((name, mtime_ns, size_bytes))
            _forget(table, [*known, *(name for name, _, _ in changed)])
            for name, mtime_ns, size_bytes in changed:
                self._read(table, name, mtime_ns, size_bytes)

    def _read(self, table: sqlite3.Connection, name: str, mtime_ns: int, size_bytes: int) -> None:
        labels, artifacts = _peek(layout.build(self._cache, name) / layout.BUILD)
        table.execute("INSERT INTO builds VALUES (?, ?, ?, ?)", (name, mtime_ns, size_bytes, labels))
        table.executemany("INSERT INTO artifacts VALUES (?, ?, ?)", [(*artifact, name) for artifact in artifacts])


def _forget(table: sqlite3.Connection, names: Iterable[str]) -> None:
    gone = [(name,) for name in names]
    table.executemany("DELETE FROM builds WHERE name = ?", gone)
    table.executemany("DELETE FROM artifacts WHERE build = ?", gone)


def _digests(table: sqlite3.Connection) -> set[str]:
    ((verdict, *_), *_) = table.execute("PRAGMA integrity_check(1)")
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)
    return {digest for (digest,) in table.execute("SELECT DISTINCT digest FROM artifacts")}


def _look(builds: Path) -> Iterator[tuple[str, int, int]]:
    with contextlib.suppress(FileNotFoundError), os.scandir(builds) as entries:
        for entry in entries:
            if entry.name.startswith(TEMPORARY):
                continue  # being removed
            try:
                found = os.stat(f"{entry.path}/{layout.BUILD}")
            except OSError:
                continue  # being made
            yield entry.name, found.st_mtime_ns, found.st_size


def _peek(path: Path) -> tuple[str | None, list[tuple[str, str]]]:
    """A build's labels, its artifacts' digests and structures; nothing of a damaged one (who loads it is told)."""
    try:
        found: dict[str, Any] = json.loads(path.read_bytes())
        conversions = found.get("conversions", {}).values()
        artifacts = [found.get("artifact"), *(one.get("artifact") for one in conversions)]
        return json.dumps(dict(found["labels"])), [
            (one["digest"], one.get("structure", "")) for one in artifacts if one
        ]
    except (OSError, ValueError, TypeError, LookupError, AttributeError):
        return None, []
