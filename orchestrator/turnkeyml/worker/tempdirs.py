"""What is temporary of a fork server, and of each of its scripts."""

from __future__ import annotations

import shutil
from pathlib import Path

from turnkeyml.system import tempdirs


class Scratch(tempdirs.Scratch):
    """A fork server's folder, with one for each script in it."""

    def __init__(self) -> None:
        super().__init__("worker")

    def remove_of(self, child: int) -> None:
        """Remove what a script of this process id has left."""
        shutil.rmtree(folder_of(self.path, child), ignore_errors=True)


def folder_of(scratch: Path, child: int) -> Path:
    """Where a script of this process id has its temporary files."""
    return scratch / str(child)
