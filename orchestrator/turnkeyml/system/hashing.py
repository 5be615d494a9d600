"""SHA-256 of files, and of an artifact as a whole."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from turnkey_runner.contract import FileDigest
from turnkeyml.system.regular_files import open_regular

_MAX_BYTES = 64 << 30
"""A longer file than any script, data file or set of weights; a sparse one of this length costs its maker nothing."""


def artifact_digest(files: tuple[FileDigest, ...]) -> str:
    """SHA-256 over the names, sizes and SHA-256 of an artifact's files, sorted by name."""
    lines = (f"{file.path} {file.size_bytes} {file.sha256}\n" for file in sorted(files, key=lambda file: file.path))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def file_sha256(path: Path) -> str:
    """The SHA-256 of a regular file; empty if it cannot be read, as a FIFO or a device."""
    try:
        with open_regular(path, follow_links=True) as file:
            if os.fstat(file.fileno()).st_size > _MAX_BYTES:
                return ""
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
