"""Whether an artifact that the worker has exported is there: the script may have removed or replaced its files."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from turnkeyml.records import Artifact


def is_complete(folder: Path, artifact: Artifact) -> bool:
    """Whether all files of an artifact are in a folder, as regular files of their sizes."""
    try:
        states = [(file, os.lstat(folder / file.path)) for file in artifact.files]
    except OSError:
        return False
    return all(stat.S_ISREG(state.st_mode) and state.st_size == file.size_bytes for file, state in states)
