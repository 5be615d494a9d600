"""What can be asked of many builds without reading them all: a table that is made from the files, never the truth."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from turnkeyml.cache import layout

_VERSION = 1
_SCHEMA = """
CREATE TABLE builds (name TEXT PRIMARY KEY, mtime_ns INTEGER, size_bytes INTEGER, labels TEXT) WITHOUT ROWID;
CREATE TABLE artifacts (digest TEXT, structure TEXT, build TEXT);
CREATE INDEX by_structure ON artifacts (structure);
CREATE INDEX by_build ON artifacts (build);
"""
_BATCH = 1000
_PATIENCE_S = 60.0


class Index:
    """The builds of a cache as rows. A build whose file has changed since is read again."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._connection = _open(cache / layout.INDEX)

    def close(self) -> None:
        """Leave the file to others."""
        self._connection.close()

    def refresh(self) -> None:
        """Bring the table up to the files: one look at each, one read of each that is new or has changed."""
        with self._connection:
            rows = self._connection.execute("SELECT name, mtime_ns, size_bytes FROM builds")
            known = {name: rest for name, *rest in rows}
            changed: list[tuple[str, int, int]] = []
            for name, mtime_ns, size_bytes in _look(layout.builds(self._cache)):
                if known.pop(name, None) != [mtime_ns, size_bytes]:
                    changed.append((name, mtime_ns, size_bytes))
            self._forget([*known, *(name for name, _, _ in changed)])
            for start in range(0, len(changed), _BATCH):
                self._read(changed[start : start + _BATCH])

    def labels(self) -> Iterator[tuple[str, dict[str, list[str]]]]:
        """Each build's labels, in the order of the names."""
        query = "SELECT name, labels FROM builds WHERE labels NOT NULL ORDER BY name"
        for name, labels in self._connection.execute(query):
            yield name, json.loads(labels)

    def damaged(self) -> list[str]:
        """Builds whose file cannot be read: nobody knows what they refer to."""
        return [name for (name,) in self._connection.execute("SELECT name FROM builds WHERE labels IS NULL")]

    def digests(self) -> set[str]:
        """The artifacts that builds refer to."""
        return {digest for (digest,) in self._connection.execute("SELECT DISTINCT digest FROM artifacts")}

    def twins(self, structure: str) -> list[str]:
        """The builds that have an artifact of a structure."""
        found = self._connection.execute("SELECT DISTINCT build FROM artifacts WHERE structure = ?", (structure,))
        return sorted(name for (name,) in found)

    def _forget(self, names: Iterable[str]) -> None:
        gone = [(name,) for name in names]
        self._connection.executemany("DELETE FROM builds WHERE name = ?", gone)
        self._connection.executemany("DELETE FROM artifacts WHERE build = ?", gone)

    def _read(self, changed: list[tuple[str, int, int]]) -> None:
        for name, mtime_ns, size_bytes in changed:
            found = _peek(layout.build(self._cache, name) / layout.BUILD)
            labels = json.dumps(found["labels"]) if "labels" in found else None
            self._connection.execute("INSERT INTO builds VALUES (?, ?, ?, ?)", (name, mtime_ns, size_bytes, labels))
            conversions = found.get("conversions", {}).values()
            artifacts = [found.get("artifact"), *(one.get("artifact") for one in conversions)]
            self._connection.executemany(
                "INSERT INTO artifacts VALUES (?, ?, ?)",
                [(one["digest"], one.get("structure", ""), name) for one in artifacts if one],
            )


def _look(builds: Path) -> Iterator[tuple[str, int, int]]:
    with contextlib.suppress(FileNotFoundError), os.scandir(builds) as entries:
        for entry in entries:
            try:
                found = os.stat(f"{entry.path}/{layout.BUILD}")
            except OSError:
                continue  # a folder that is being made or removed
            yield entry.name, found.st_mtime_ns, found.st_size


def _peek(path: Path) -> dict[str, Any]:
    """A build's file without its types; nothing of one that is damaged (whoever loads it is told)."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _open(path: Path) -> sqlite3.Connection:
    """The table in its file: made again where it is damaged or of another version, in memory where none can be made."""
    for place in (path, path, Path(":memory:")):
        try:
            connection = sqlite3.connect(place, timeout=_PATIENCE_S, check_same_thread=False)
            connection.execute("PRAGMA synchronous = OFF")  # it can be made again
            if _is_usable(connection):
                return connection
            connection.close()
        except sqlite3.DatabaseError:
            pass
        with contextlib.suppress(OSError):
            path.unlink()
    raise AssertionError("a table in memory cannot be damaged")


def _is_usable(connection: sqlite3.Connection) -> bool:
    """Whether the table is of this version; an empty one becomes so."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == 0 and not connection.execute("SELECT name FROM sqlite_master").fetchall():
        connection.executescript(_SCHEMA + f"PRAGMA user_version = {_VERSION};")
        return True
    return bool(version == _VERSION)
