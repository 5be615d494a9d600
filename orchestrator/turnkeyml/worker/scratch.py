"""A folder for everything temporary of a fork server and its scripts, gone when they are."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from pathlib import Path

_PREFIX = "turnkey-worker-"


class Scratch:
    """A folder among the user's temporary ones, locked as long as this process lives.

    The kernel frees the lock of a process that was killed: whoever makes the next folder removes such ones.
    """

    def __init__(self) -> None:
        _sweep(Path(tempfile.gettempdir()))
        while True:
            self.path = Path(tempfile.mkdtemp(prefix=_PREFIX))
            self._lock = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
            with contextlib.suppress(OSError):  # a file system without locks: then nobody sweeps it either
                fcntl.flock(self._lock, fcntl.LOCK_EX)
            if self.path.exists():
                return
            os.close(self._lock)  # swept before it was locked

    def remove_of(self, child: int) -> None:
        """Remove what a script of this process id has left."""
        shutil.rmtree(folder_of(self.path, child), ignore_errors=True)

    def remove(self) -> None:
        """Remove all of it; does nothing when it is done again."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1


def folder_of(scratch: Path, child: int) -> Path:
    """Where a script of this process id has its temporary files."""
    return scratch / str(child)


def _sweep(folder: Path) -> None:
    """Remove folders that nobody holds any more."""
    for path in folder.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(path, ignore_errors=True)
            finally:
                os.close(lock)
