"""Looks at what an export has written before it goes into the cache: its process may not be trusted."""

from __future__ import annotations

import os
import stat
from pathlib import Path

_MAX_FILES = 64


def find_problem(folder: Path, expected: Path) -> str:
    """Why a folder is not that of an artifact; empty where it is one with regular files alone."""
    if folder != expected:
        return f"the export names the folder {str(folder)[:200]!a} instead of its own"
    try:
        if not stat.S_ISDIR(os.lstat(folder).st_mode):
            return "the export left no folder"
        entries = list(os.scandir(folder))
        for entry in entries[: _MAX_FILES + 1]:
            found = entry.stat(follow_symlinks=False)
            if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1:
                return f"the export left {entry.name!a}, which is not a regular file of its own"
    except OSError as error:
        return f"the export's files cannot be read: {error.strerror}"
    return f"the export left {len(entries):,} files" if len(entries) > _MAX_FILES else ""
