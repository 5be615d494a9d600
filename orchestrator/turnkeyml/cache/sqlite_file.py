"""A SQLite file that only caches what other files say: any error falls back to a table in memory."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
from collections.abc import Sequence
from pathlib import Path

RECOVERABLE_ERRORS = (sqlite3.Error, ValueError)
"""How a query of an unusable table fails; with a ValueError where SQLite can read it, but a value makes no sense."""
BUSY_TIMEOUT_S = 60.0
_SUFFIXES = ("", "-journal", "-wal", "-shm")


class Table:
    """A connection to a SQLite file, or to memory where the file cannot be used.

    A damaged file stays where it is until `remove_damaged`: another process may have it open, and SQLite would apply
    that process's journal to a new file of the same name.
    """

    def __init__(self, path: Path | None, schema: Sequence[str], version: int) -> None:
        """Open a file that this user has made (`origin.table_path`), or create it; None: only memory."""
        self._path = path if path is None or _is_plain(path) else None
        self._schema = schema
        self._version = version
        self._is_in_memory = self._path is None
        self._is_damaged = False
        try:
            self.connection = self._connect(self._path or ":memory:")
        except sqlite3.Error as error:
            self._fall_back(error)

    def close(self) -> None:
        """Close the file, or free the memory."""
        self.connection.close()

    def discard(self, error: Exception) -> bool:
        """Continue with an empty table in memory after `error`; False if this table is in memory already."""
        if self._is_in_memory:
            return False
        self.connection.close()
        self._fall_back(error)
        return True

    def remove_damaged(self) -> None:
        """Close the table, and remove its file if it is damaged. Only for a caller whom no other process disturbs."""
        self.close()
        if self._is_damaged:
            for suffix in _SUFFIXES:
                with contextlib.suppress(OSError):  # FileNotFoundError, or a read-only volume
                    Path(f"{self._path}{suffix}").unlink()

    def _fall_back(self, error: Exception) -> None:
        self._is_in_memory = True
        self._is_damaged = _is_damage(error)
        self.connection = self._connect(":memory:")

    def _connect(self, place: Path | str) -> sqlite3.Connection:
        connection = sqlite3.connect(place, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA synchronous = OFF")  # faster; a power failure can only damage a cache
            if _version_of(connection) != self._version:
                self._create_tables(connection)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _create_tables(self, connection: sqlite3.Connection) -> None:
        """Replace the tables of another version. Of several processes that try, the first one creates them."""
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            if _version_of(connection) == self._version:
                return
            query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            for (name,) in connection.execute(query).fetchall():
                connection.execute(f'DROP TABLE "{name}"')
            for statement in self._schema:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {self._version}")


def _is_plain(path: Path) -> bool:
    """Whether a path is a regular file with one name, or free: SQLite would follow a link, and wait for a FIFO."""
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_nlink == 1


def _is_damage(error: Exception) -> bool:
    """Whether the file's content is at fault, and not a lock, a permission or a full disk."""
    if not isinstance(error, sqlite3.OperationalError):
        return True
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) == sqlite3.SQLITE_ERROR


def _version_of(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)
