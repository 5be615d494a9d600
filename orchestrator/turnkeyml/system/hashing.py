"""SHA-256 of files, and of an artifact as a whole."""

from __future__ import annotations

import hashlib
from pathlib import Path

from turnkey_runner.contract import FileDigest


def artifact_digest(files: tuple[FileDigest, ...]) -> str:
    """SHA-256 over the names, sizes and SHA-256 of an artifact's files, sorted by name."""
    lines = (f"{file.path} {file.size_bytes} {file.sha256}\n" for file in sorted(files, key=lambda file: file.path))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file; empty if it cannot be read."""
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
