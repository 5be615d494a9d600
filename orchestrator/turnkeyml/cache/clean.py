"""Removes what no build of a cache refers to, as the builds' own records say, and what killed runs left."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from turnkeyml.cache import atomic_files, derived, layout, origin, staging
from turnkeyml.cache.index import Index
from turnkeyml.errors import CacheError

if TYPE_CHECKING:
    from turnkeyml.cache.store import Store


def remove_unused(store: Store) -> tuple[int, int]:
    """Remove artifacts without a build, and leftovers; return how many artifacts, and their bytes.

    The caller makes sure that no run uses the cache. Raises `CacheError` where a build is damaged: which artifacts it
    refers to is unknown. The table of builds is not asked: it is no truth, and what it forgets would be lost.
    """
    used = _used_digests(store)
    _remove_damaged_tables(store)
    for leftover in (*_entries(layout.staging(store.path)), *_temporary(store.path)):
        _remove(leftover)
    removed = freed_bytes = 0
    for folder in list(_artifacts(store.volume)):
        if folder.name not in used:
            freed_bytes += sum(os.lstat(file).st_size for file in _entries(folder))
            staging.discard(store.path, folder)
            removed += 1
    return removed, freed_bytes


def _used_digests(store: Store) -> set[str]:
    used: set[str] = set()
    for name in store.build_names():
        if not store.has_build(name):
            continue  # is being created
        try:
            used.update(artifact.digest for artifact in store.load_build(name).artifacts)
        except CacheError as error:
            remedy = "`turnkey cache delete` it, or run again to replace it"
            raise CacheError(f"the build {name} is damaged, so its artifacts are unknown", remedy=remedy) from error
    return used


def _remove_damaged_tables(store: Store) -> None:
    index = Index(store.path)
    index.refresh()
    index.select(lambda labels: True)
    index.remove_damaged()
    derived.remove_damaged(store.path)
    for path in list(origin.foreign_tables(store.path)):
        _remove(path)


def _artifacts(volume: Path) -> Iterator[Path]:
    """The folders of artifacts; what is a link, or has another name, is none."""
    for parent in _entries(volume):
        if not parent.is_symlink() and parent.is_dir():
            yield from (one for one in _entries(parent) if layout.is_digest(one.name) and not one.is_symlink())


def _temporary(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        yield from (Path(parent, name) for name in (*folders, *files) if name.startswith(atomic_files.TEMPORARY))
        folders[:] = [name for name in folders if not name.startswith(atomic_files.TEMPORARY)]


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _remove(path: Path) -> None:
    """Remove a folder, a file, or a link without what it leads to."""
    if path.is_dir() and not path.is_symlink():
        atomic_files.remove_tree(path)
    else:
        path.unlink(missing_ok=True)
