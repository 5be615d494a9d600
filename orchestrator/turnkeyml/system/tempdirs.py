"""A temporary folder for a process and its children, which is removed with them."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import Literal


class Scratch:
    """A temporary folder that is locked as long as this process lives.

    The kernel releases the lock of a process that was killed; the next process that creates a folder removes those.
    """

    def __init__(self, of: Literal["worker", "runner"]) -> None:
        """Create one, after removing those of either kind whose process is gone."""
        _sweep(Path(tempfile.gettempdir()))
        while True:
            self.path = Path(tempfile.mkdtemp(prefix=f"turnkey-{of}-"))
            self._lock = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
            with contextlib.suppress(OSError):  # a file system without locks: then no process can sweep it either
                fcntl.flock(self._lock, fcntl.LOCK_EX)
            if self.path.exists():
                return
            os.close(self._lock)  # swept before it was locked

    def __enter__(self) -> Path:
        return self.path

    def __exit__(self, *_: object) -> None:
        self.remove()

    def remove_child_folder(self, pid: int) -> None:
        """Remove the temporary files of a child process."""
        shutil.rmtree(child_folder(self.path, pid), ignore_errors=True)

    def remove(self) -> None:
        """Remove the folder; a second call does nothing."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1


def child_folder(scratch: Path, pid: int) -> Path:
    """Where a child process keeps its temporary files, inside the scratch folder of its parent."""
    return scratch / str(pid)


_NAME = re.compile(r"turnkey-(worker|runner)-[a-z0-9_]{8}")
"""As `tempfile` creates them; a user's other folders may start with `turnkey-` as well."""


def _sweep(folder: Path) -> None:
    """Remove folders that no process has locked."""
    for path in (path for path in folder.glob("turnkey-*") if _NAME.fullmatch(path.name)):
        with contextlib.suppress(OSError):
            lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(path, ignore_errors=True)
            finally:
                os.close(lock)
