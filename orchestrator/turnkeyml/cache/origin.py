"""Whether a cache was made here by this user, told by a seal that no copy of it can carry.

The seal covers the path of the cache, and the inode and change time of its marker, which nobody can set: a cache that
was copied, unpacked or downloaded has another one, and a seal cannot be computed without the user's key.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from turnkeyml.cache import atomic_files, layout
from turnkeyml.errors import CacheError
from turnkeyml.system import paths
from turnkeyml.system.regular_files import open_below, read_at_most
from turnkeyml.system.user_key import is_kept, seal

SEAL = ".origin"
"""The name of the file with the seal."""
_MAX_SEAL_BYTES = 100


def seal_new_cache(cache: Path) -> None:
    """Note in a cache that it was made here. Only for a cache whose marker this process has just written."""
    if is_kept():
        atomic_files.write_atomically(cache / SEAL, _seal(cache, "cache").encode())


def is_made_here(cache: Path) -> bool:
    """Whether this user made a cache on this machine, in the place where it is."""
    try:
        with open_below(cache, cache / SEAL) as file:
            return read_at_most(file, _MAX_SEAL_BYTES) == _seal(cache, "cache").encode()
    except OSError:
        return False


def neighbours(cache: Path) -> Iterator[Path]:
    """The other named caches that were made here; none for a cache that is given by its path."""
    folder = (paths.cache_root() / "caches").absolute()
    if cache.absolute().parent != folder or not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.name != cache.name and not path.is_symlink() and is_made_here(path):
            yield path


def table_path(cache: Path, name: str) -> Path | None:
    """The file of a table that this user keeps in a cache; None where it can only be in memory.

    SQLite trusts the files that it opens: a journal can make it remove other files. The name has a seal, so that a file
    which came with the cache is never opened.
    """
    stem, suffix = os.path.splitext(name)
    return cache / f"{stem}.{_seal(cache, stem)}{suffix}" if is_kept() else None


def foreign_tables(cache: Path) -> Iterator[Path]:
    """The files of tables in a cache that this user does not open: other users', and those of copies."""
    own = [path.name for name in (layout.INDEX, layout.DERIVED) if (path := table_path(cache, name)) is not None]
    for name in (layout.INDEX, layout.DERIVED):
        for path in cache.glob(f"{name.partition('.')[0]}.*"):
            if not any(path.name.startswith(one) for one in own):
                yield path


def _seal(cache: Path, purpose: str) -> str:
    try:
        marker = os.lstat(cache / layout.MARKER)
    except OSError as error:
        raise CacheError(f"there is no cache at {cache}") from error
    return seal(purpose, os.path.realpath(cache), str(marker.st_ino), str(marker.st_ctime_ns))
