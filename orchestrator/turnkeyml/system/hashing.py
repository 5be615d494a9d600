"""The content address of an artifact."""

from __future__ import annotations

import hashlib
from pathlib import Path

from turnkey_runner.contract import FileDigest


def artifact_digest(files: tuple[FileDigest, ...]) -> str:
    """SHA-256 over the names, sizes and SHA-256 of an artifact's files, in the order of their names."""
    lines = (f"{file.path} {file.size_bytes} {file.sha256}\n" for file in sorted(files, key=lambda file: file.path))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file, or an empty string where it is gone."""
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
