"""What a build remembers of a path: the digest of a file or of the names in a folder, or that nothing is there."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from turnkeyml.system.hashing import file_sha256

MAX_HASHED_BYTES = 64 << 20
"""A larger file is known by its size and the time of its last change: each run looks at it again."""
MISSING = ""
FILE = "file"
FOLDER = "folder"
OTHER = "other"
"""A device, socket or pipe."""
_NOT_LISTED = "__pycache__"
"""Python makes it beside the modules that it imports."""


_stat = os.stat
"""The system's: the analysis of a script replaces it to see what the script looks for."""


def kind_of(path: str) -> str:
    """What is at a path; `MISSING` also where a link leads nowhere."""
    try:
        mode = _stat(path).st_mode
    except (OSError, ValueError):
        return MISSING
    return FILE if stat.S_ISREG(mode) else FOLDER if stat.S_ISDIR(mode) else OTHER


def listing_digest(folder: str) -> str:
    """The digest of the names in a folder; `MISSING` where there is none."""
    try:
        names = sorted(name for name in os.listdir(folder) if name != _NOT_LISTED)
    except OSError:
        return MISSING
    return hashlib.sha256("\0".join(names).encode("utf-8", "surrogateescape")).hexdigest()


def file_digest(path: str) -> str:
    """The digest of a file's content, or of its size and its last change; `MISSING` for what is no file."""
    try:
        status = _stat(path)
    except (OSError, ValueError):
        return MISSING
    if status.st_size <= MAX_HASHED_BYTES:
        return file_sha256(Path(path))
    return hashlib.sha256(f"{status.st_size} bytes {status.st_mtime_ns} ns".encode()).hexdigest()


def is_unchanged(path: str, digest: str) -> bool:
    """Whether a path is as it was recorded; a path that ends with a slash is of the names in a folder."""
    if path.endswith(os.sep):
        return listing_digest(path) == digest
    if digest in (MISSING, FILE, FOLDER, OTHER):
        return kind_of(path) == digest
    return file_digest(path) == digest
