"""The file that a table lies in: for several processes at once, and removed only where nobody else has it open."""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
import weakref
from collections.abc import Sequence
from pathlib import Path

RECOVERABLE_ERRORS = (sqlite3.DatabaseError, ValueError)
"""What a question to a table ends in that is of no use; a ValueError where it can be read, and says nonsense."""
_PATIENCE_S = 60.0
_PARTS = ("", "-journal", "-wal", "-shm")


class Table:
    """A connection to a file, or to memory where no file can be used.

    Whoever has the file open shares a lock; whoever removes it has the lock alone. The kernel frees both.
    """

    def __init__(self, path: Path, schema: Sequence[str], version: int) -> None:
        self._path = path
        self._schema = (*schema, f"PRAGMA user_version = {version}")
        self._version = version
        self._is_second = False
        self._lock: _Lock | None = None
        with contextlib.suppress(OSError):
            self._lock = _Lock(path.with_name(f".{path.stem}.lock"))
        self.connection = self._open()

    def close(self) -> None:
        """Leave the file to others."""
        self.connection.close()
        self._leave_file()

    def replace(self, error: Exception) -> bool:
        """Begin an empty table in place of this one, which failed so; False where it is in memory already."""
        if self._lock is None:
            return False
        self.connection.close()
        self._give_up(error)
        self.connection = self._open()
        return True

    def _open(self) -> sqlite3.Connection:
        while self._lock is not None:
            try:
                return self._connect(self._path)
            except sqlite3.DatabaseError as error:
                self._give_up(error)
        return self._connect(":memory:")

    def _give_up(self, error: Exception) -> None:
        """Remove a file that is damaged and nobody else's; leave any other, and a second one, as it is."""
        if self._is_second or not _is_damage(error) or not self._remove():
            self._leave_file()
        self._is_second = True

    def _connect(self, place: Path | str) -> sqlite3.Connection:
        """Open the table, and make it where it is empty: of several processes, one finds it so."""
        connection = sqlite3.connect(place, timeout=_PATIENCE_S, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA synchronous = OFF")  # it can be made again
            if not _version_of(connection):
                self._make(connection)
            if _version_of(connection) != self._version:
                raise sqlite3.DatabaseError(f"{place} is of another version")
        except sqlite3.DatabaseError:
            connection.close()
            raise
        return connection

    def _make(self, connection: sqlite3.Connection) -> None:
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            if not connection.execute("SELECT name FROM sqlite_master").fetchall():
                for statement in self._schema:
                    connection.execute(statement)

    def _remove(self) -> bool:
        """Remove the file, unless another has it open."""
        assert self._lock is not None
        try:
            fcntl.flock(self._lock.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for part in _PARTS:
                Path(f"{self._path}{part}").unlink(missing_ok=True)
            fcntl.flock(self._lock.descriptor, fcntl.LOCK_SH)
        except OSError:
            return False
        return True

    def _leave_file(self) -> None:
        if self._lock is not None:
            self._lock.release()
            self._lock = None


class _Lock:
    """A lock that is shared, and freed with its owner. Raises `OSError`, as on a volume that is read-only."""

    def __init__(self, path: Path) -> None:
        self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        self.release = weakref.finalize(self, os.close, self.descriptor)
        fcntl.flock(self.descriptor, fcntl.LOCK_SH)


def _is_damage(error: Exception) -> bool:
    """Whether the file is at fault, and not where it lies or who else uses it."""
    if not isinstance(error, sqlite3.OperationalError):
        return True
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) == sqlite3.SQLITE_ERROR


def _version_of(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)
