"""Which runs use a cache: each one holds a shared lock, which the kernel releases when the process ends."""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from turnkeyml.errors import CacheError


class InUseLock:
    """A shared lock on a cache."""

    def __init__(self, descriptor: int, gate: Path) -> None:
        self._descriptor = descriptor
        self._gate = gate

    @contextmanager
    def is_exclusive(self) -> Iterator[bool]:
        """Whether no other run uses the cache; if so, none starts to until the block ends.

        flock(2) converts a lock in two steps, and a conversion that fails has given the former lock up. No other
        process can notice: each one that locks or converts holds the gate.
        """
        with _locked(self._gate):
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                fcntl.flock(self._descriptor, fcntl.LOCK_SH)
                yield False
                return
            try:
                yield True
            finally:
                fcntl.flock(self._descriptor, fcntl.LOCK_SH)


@contextmanager
def hold_shared(path: Path) -> Iterator[InUseLock]:
    """Use a cache until the block ends. `path` is the lock's file; a second file of a similar name is its gate."""
    gate = path.with_name(f"{path.name}-gate")
    with _open(path) as lock:
        with _locked(gate):
            fcntl.flock(lock, fcntl.LOCK_SH)
        yield InUseLock(lock.fileno(), gate)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock on a file that is opened here: threads exclude one another, too."""
    with _open(path) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _open(path: Path) -> IO[bytes]:
    """Open a lock's file, which is created. Raises `CacheError` for a link and for what is no regular file."""
    try:
        lock = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | _FLAGS, 0o666), "r+b", buffering=0)
    except OSError as error:
        raise CacheError(f"cannot open {path}: {error.strerror}", remedy="choose another -d") from error
    if not stat.S_ISREG(os.fstat(lock.fileno()).st_mode):
        lock.close()
        raise CacheError(f"{path} is not a regular file", remedy="remove it")
    return lock


_FLAGS = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
