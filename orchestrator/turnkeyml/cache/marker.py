"""The file that makes a folder a cache, with the number of its format."""

from __future__ import annotations

import json
from pathlib import Path

from turnkeyml.cache import atomic_files, layout
from turnkeyml.cache.refusals import cache_errors
from turnkeyml.errors import CacheError


def create_cache_folder(path: Path) -> None:
    """Make a folder a cache, unless it is one. Raises `CacheError` for a folder that holds something else."""
    with cache_errors("create the cache", path):
        path.mkdir(parents=True, exist_ok=True)
    # In this order: another process that creates the same cache writes the marker before anything else.
    with cache_errors("read the cache", path):
        entries = [entry for entry in path.iterdir() if not entry.name.startswith(atomic_files.TEMPORARY)]
    if not (path / layout.MARKER).exists():
        if entries:
            raise CacheError(f"{path} is a folder with other things in it", remedy="choose an empty or new -d")
        atomic_files.write_atomically(path / layout.MARKER, json.dumps({"schema": layout.FORMAT}).encode() + b"\n")


def check_format(path: Path) -> None:
    """Raise `CacheError` unless the folder is a cache of the format that this turnkey reads."""
    try:
        text = (path / layout.MARKER).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise CacheError(f"there is no cache at {path}", remedy="see `turnkey cache location`") from error
    except OSError as error:
        raise CacheError(f"cannot read the cache {path}: {error.strerror}") from error
    try:
        schema = json.loads(text)["schema"]
    except (ValueError, KeyError, TypeError) as error:
        raise CacheError(f"{path / layout.MARKER} is damaged", remedy="restore it, or choose another -d") from error
    if schema != layout.FORMAT:
        raise CacheError(f"the cache {path} has the format {schema}, this turnkey reads {layout.FORMAT}")
