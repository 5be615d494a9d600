"""The content address of an artifact."""

from __future__ import annotations

import hashlib

from turnkey_runner.contract import FileDigest


def content_address(files: tuple[FileDigest, ...]) -> str:
    """SHA-256 over the names, sizes and SHA-256 of an artifact's files, in the order of their names."""
    lines = (f"{file.path} {file.size_bytes} {file.sha256}\n" for file in sorted(files, key=lambda file: file.path))
    return hashlib.sha256("".join(lines).encode()).hexdigest()
