"""Where damaged files of a cache are moved to: kept for a look, bounded in number and size, and never read again."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path

from turnkeyml.cache import layout
from turnkeyml.cache.refusals import cache_errors

MAX_ENTRIES = 32
MAX_BYTES = 1 << 30


def move_aside(cache: Path, path: Path) -> Path | None:
    """Move a file or folder of a cache to its damaged ones; return its new place, or None if it is gone already.

    Raises `CacheError`.
    """
    folder = layout.damaged(cache)
    with cache_errors("move aside", path):
        folder.mkdir(exist_ok=True)
        target = folder / f"{secrets.token_hex(4)}.{path.name[:200]}"
        try:
            os.rename(path, target)
        except FileNotFoundError:
            return None
        os.utime(target, follow_symlinks=False)  # the order of removal is that of being moved here
        _limit(folder)
    return target


def _limit(folder: Path) -> None:
    """Remove the oldest entries beyond the limits."""
    entries = sorted(folder.iterdir(), key=lambda entry: entry.lstat().st_mtime_ns, reverse=True)
    total_bytes = 0
    for number, entry in enumerate(entries):
        total_bytes += _size_bytes(entry)
        if number >= MAX_ENTRIES or total_bytes > MAX_BYTES:
            _remove(entry)


def _size_bytes(path: Path) -> int:
    if path.is_symlink() or not path.is_dir():
        return path.lstat().st_size
    return sum(_size_bytes(child) for child in path.iterdir())


def _remove(path: Path) -> None:
    if path.is_symlink() or not path.is_dir():
        path.unlink(missing_ok=True)
    else:
        shutil.rmtree(path, ignore_errors=True)
