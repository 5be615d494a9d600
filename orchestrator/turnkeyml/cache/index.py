"""Queries over all builds without reading every file: a SQLite table that caches the JSON files."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from turnkeyml.cache import atomic_files, layout, origin
from turnkeyml.cache.record_place import check_build
from turnkeyml.cache.sqlite_file import RECOVERABLE_ERRORS, Table
from turnkeyml.errors import CacheError
from turnkeyml.records import Build

T = TypeVar("T")

_VERSION = 1
_SCHEMA = (
    "CREATE TABLE builds (name TEXT PRIMARY KEY, mtime_ns INTEGER, size_bytes INTEGER, labels TEXT) WITHOUT ROWID",
    "CREATE TABLE artifacts (digest TEXT, structure TEXT, build TEXT)",
    "CREATE INDEX by_structure ON artifacts (structure)",
    "CREATE INDEX by_build ON artifacts (build)",
)


class Index:
    """The builds of a cache as rows. A build is read again when its file has changed."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._lock = threading.Lock()
        self._table = Table(origin.table_path(cache, layout.INDEX), _SCHEMA, _VERSION)

    def close(self) -> None:
        """Close the table's file."""
        self._table.close()

    def remove_damaged(self) -> None:
        """Close the table; a file that turned out to be damaged is removed, and the next index starts a new one."""
        self._table.remove_damaged()

    def refresh(self) -> None:
        """Bring the table up to date: one `stat` per build, one read per build that is new or has changed."""
        self._query(lambda connection: None, refresh=True)

    def select(self, fits: Callable[[dict[str, list[str]]], bool]) -> list[str]:
        """The names of the builds whose labels fit, sorted."""
        query = "SELECT name, labels FROM builds WHERE labels NOT NULL ORDER BY name"
        return self._query(lambda table: [name for name, labels in table.execute(query) if fits(_labels(labels))])

    def builds_with_structure(self, structure: str) -> list[str]:
        """The builds that have an artifact of this structure."""
        query = "SELECT DISTINCT build FROM artifacts WHERE structure = ?"
        return self._query(lambda table: sorted(name for (name,) in table.execute(query, (structure,))))

    def _query(self, query: Callable[[sqlite3.Connection], T], *, refresh: bool = False) -> T:
        """Ask the table. If its file turns out to be unusable, fill a table in memory from the builds and ask that."""
        with self._lock:
            while True:
                try:
                    if refresh:
                        self._refresh(self._table.connection)
                    return query(self._table.connection)
                except RECOVERABLE_ERRORS as error:
                    if not self._table.discard(error):
                        raise
                    refresh = True

    def _refresh(self, table: sqlite3.Connection) -> None:
        with table:
            table.execute("BEGIN IMMEDIATE")
            known = {name: rest for name, *rest in table.execute("SELECT name, mtime_ns, size_bytes FROM builds")}
            changed: list[tuple[str, int, int]] = []
            for name, mtime_ns, size_bytes in _stat_builds(layout.builds(self._cache)):
                if known.pop(name, None) != [mtime_ns, size_bytes]:
                    changed.append((name, mtime_ns, size_bytes))
            _delete(table, [*known, *(name for name, _, _ in changed)])
            for name, mtime_ns, size_bytes in changed:
                self._insert(table, name, mtime_ns, size_bytes)

    def _insert(self, table: sqlite3.Connection, name: str, mtime_ns: int, size_bytes: int) -> None:
        labels, artifacts = _read_build(self._cache, name)
        table.execute("INSERT INTO builds VALUES (?, ?, ?, ?)", (name, mtime_ns, size_bytes, labels))
        table.executemany("INSERT INTO artifacts VALUES (?, ?, ?)", [(*artifact, name) for artifact in artifacts])


def _delete(table: sqlite3.Connection, names: Iterable[str]) -> None:
    rows = [(name,) for name in names]
    table.executemany("DELETE FROM builds WHERE name = ?", rows)
    table.executemany("DELETE FROM artifacts WHERE build = ?", rows)


def _labels(text: str) -> dict[str, list[str]]:
    """Labels from the table. Raises `ValueError` for a text that we do not write there."""
    labels: dict[str, list[str]] = json.loads(text)
    for values in labels.values() if isinstance(labels, dict) else [None]:
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise ValueError("these are not labels")
    return labels


def _stat_builds(builds: Path) -> Iterator[tuple[str, int, int]]:
    with contextlib.suppress(FileNotFoundError), os.scandir(builds) as entries:
        for entry in entries:
            if not layout.is_build_name(entry.name):
                continue  # is being removed
            try:
                status = os.lstat(f"{entry.path}/{layout.BUILD}")
            except OSError:
                continue  # is being created
            yield entry.name, status.st_mtime_ns, status.st_size


def _read_build(cache: Path, name: str) -> tuple[str | None, list[tuple[str, str]]]:
    """A build's labels as JSON, and its artifacts' digests and structures; None for a damaged build."""
    path = layout.build(cache, name) / layout.BUILD
    try:
        build = check_build(atomic_files.read_record(path, Build, cache=cache), name, path)
    except CacheError:
        return None, []
    return json.dumps(build.labels), [(artifact.digest, artifact.structure) for artifact in build.artifacts]
