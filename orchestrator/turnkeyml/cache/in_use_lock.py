"""Which runs use a cache: each holds a lock of its own, which the kernel frees with its process."""

from __future__ import annotations

import fcntl
import secrets
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FLOCK = struct.Struct("hhqqi4x")
"""`struct flock` of 64-bit Linux: type, from where, start, length, pid."""
_GATE = 0
"""The byte that is locked to come in; each run has one of the others."""
_TO_THE_END = 0


class InUseLock:
    """One run among those that use a cache."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether no other run uses the cache; until the block ends, none begins to."""
        with _locked(self._descriptor, _GATE):
            asked = _FLOCK.pack(fcntl.F_WRLCK, 0, _GATE + 1, _TO_THE_END, 0)
            answer = _FLOCK.unpack(fcntl.fcntl(self._descriptor, fcntl.F_OFD_GETLK, asked))
            yield answer[0] == fcntl.F_UNLCK


@contextmanager
def present(path: Path) -> Iterator[InUseLock]:
    """Use a cache, told through the lock file `path`. Locks of one opened file do not exclude one another: a thread."""
    with open(path, "a+b") as lock:
        descriptor = lock.fileno()
        with _locked(descriptor, _GATE):
            _ask(descriptor, fcntl.F_WRLCK, 1 + secrets.randbelow(1 << 60))
        yield InUseLock(descriptor)


@contextmanager
def _locked(descriptor: int, start: int) -> Iterator[None]:
    _ask(descriptor, fcntl.F_WRLCK, start)
    try:
        yield
    finally:
        _ask(descriptor, fcntl.F_UNLCK, start)


def _ask(descriptor: int, kind: int, start: int) -> None:
    """Lock or unlock one byte; wait for it. The lock is the opened file's, not the process's."""
    fcntl.fcntl(descriptor, fcntl.F_OFD_SETLKW, _FLOCK.pack(kind, 0, start, 1, 0))
