"""Which runs use a cache: each one holds a shared lock, which the kernel releases when the process ends."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from turnkeyml.cache.refusals import as_cache_error, cache_errors
from turnkeyml.errors import CacheError

_CANNOT_WRITE = (errno.EROFS, errno.EACCES, errno.EPERM)


class InUseLock:
    """A shared lock on a cache."""

    def __init__(self, descriptor: int, gate: Path) -> None:
        self._descriptor = descriptor
        self._gate = gate

    @contextmanager
    def is_exclusive(self) -> Iterator[bool]:
        """Whether no other run uses the cache; if so, none starts to until the block ends.

        flock(2) converts a lock in two steps, and a conversion that fails has given the former lock up. No other
        process can notice: each one that locks or converts holds the gate. Raises `CacheError` where the cache cannot
        be written.
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
def hold_shared(path: Path) -> Iterator[InUseLock | None]:
    """Use a cache until the block ends. `path` is the lock's file; a second file of a similar name is its gate.

    None where the cache cannot be written: nobody can remove anything of it, and results can still be read.
    """
    gate = path.with_name(f"{path.name}-gate")
    try:
        lock = _open(path)
    except OSError as error:
        if error.errno not in _CANNOT_WRITE:
            raise as_cache_error(error, "open", path) from error
        yield None
        return
    with lock:
        with _locked(gate):
            fcntl.flock(lock, fcntl.LOCK_SH)
        yield InUseLock(lock.fileno(), gate)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock on a file that is opened here: threads exclude one another, too."""
    with cache_errors("open", path):
        lock = _open(path)
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _open(path: Path) -> IO[bytes]:
    """Open a lock's file, which is created. Raises `CacheError` for what is no regular file, `OSError` for a link."""
    lock = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | _FLAGS, 0o666), "r+b", buffering=0)
    if not stat.S_ISREG(os.fstat(lock.fileno()).st_mode):
        lock.close()
        raise CacheError(f"{path} is not a regular file", remedy="remove it")
    return lock


_FLAGS = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
