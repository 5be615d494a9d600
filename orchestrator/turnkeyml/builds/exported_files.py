"""Looks at what an export has left before it goes into the cache: the script may have removed or replaced its files."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from turnkeyml.records import Artifact

_MAX_FILES = 64


def find_problem(folder: Path, artifact: Artifact) -> str:
    """Why a folder does not hold an artifact; empty where it does, and all that it holds is regular files of its own.

    The files of the artifact have their sizes. Their content is not read here.
    """
    try:
        if not stat.S_ISDIR(os.lstat(folder).st_mode):
            return "the export left no folder"
        entries = list(os.scandir(folder))
        sizes: dict[str, int] = {}
        for entry in entries[: _MAX_FILES + 1]:
            found = entry.stat(follow_symlinks=False)
            if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1:
                return f"the export left {entry.name!a}, which is not a regular file of its own"
            sizes[entry.name] = found.st_size
    except OSError as error:
        return f"the export's files cannot be read: {error.strerror}"
    if len(entries) > _MAX_FILES:
        return f"the export left {len(entries):,} files"
    if any(sizes.get(file.path) != file.size_bytes for file in artifact.files):
        return "a file of the artifact is missing, or has another size"
    return ""
