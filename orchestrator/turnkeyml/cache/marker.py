"""The file that makes a folder a cache, with the number of its format."""

from __future__ import annotations

import json
import os
from pathlib import Path

from turnkeyml.cache import atomic_files, dropped, layout, origin
from turnkeyml.cache.former_caches import refuse_former_cache
from turnkeyml.cache.refusals import cache_errors
from turnkeyml.errors import CacheError
from turnkeyml.system.regular_files import open_below, read_at_most


def create_cache_folder(path: Path) -> None:
    """Make a folder a cache, unless it is one. Raises `CacheError` for a folder that holds something else."""
    with cache_errors("create the cache", path):
        path.mkdir(parents=True, exist_ok=True)
    # In this order: another process that creates the same cache writes the marker before anything else.
    with cache_errors("read the cache", path):
        entries = [entry for entry in path.iterdir() if not entry.name.startswith(atomic_files.TEMPORARY)]
    if not os.path.lexists(path / layout.MARKER):
        if entries:
            refuse_former_cache(path)
            raise CacheError(f"{path} is a folder with other things in it", remedy="choose an empty or new -d")
        atomic_files.write_atomically(path / layout.MARKER, json.dumps({"schema": layout.FORMAT}).encode() + b"\n")
        dropped.create(path)
        origin.seal_new_cache(path)


def check_format(path: Path) -> None:
    """Raise `CacheError` unless the folder is a cache of the format that this turnkey reads."""
    marker = path / layout.MARKER
    try:
        with open_below(path, marker) as file:
            text = read_at_most(file, _MAX_BYTES)
    except FileNotFoundError as error:
        refuse_former_cache(path)
        raise CacheError(f"there is no cache at {path}", remedy="see `turnkey cache location`") from error
    except OSError as error:
        raise CacheError(f"cannot read {marker}: {error.strerror}", remedy="choose another -d") from error
    try:
        schema = json.loads(text.decode())["schema"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise CacheError(f"{marker} is damaged", remedy="restore it, or choose another -d") from error
    if schema != layout.FORMAT:
        found = ascii(schema).strip("'")[:80]
        raise CacheError(f"the cache {path} has the format {found}, this turnkey reads {layout.FORMAT}")
    for folder in (layout.volume(path), layout.builds(path), layout.staging(path)):
        atomic_files.refuse_links(path, folder)


_MAX_BYTES = 10_000
