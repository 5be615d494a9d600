"""Removes what no build of a cache refers to, and what killed runs left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from turnkeyml.cache import atomic_files, derived, layout, staging
from turnkeyml.cache.index import Index
from turnkeyml.errors import CacheError

if TYPE_CHECKING:
    from turnkeyml.cache.store import Store


def remove_unused(store: Store) -> tuple[int, int]:
    """Remove artifacts without a build, and leftovers; return how many artifacts, and their bytes.

    The caller makes sure that no run uses the cache. Raises `CacheError` where a build is damaged.
    """
    index = Index(store.path)
    index.refresh()
    used, damaged = index.digests(), index.damaged()
    index.remove_damaged()
    derived.remove_damaged(store.path)
    if damaged:
        remedy = "`turnkey cache delete` it, or run again to replace it"
        raise CacheError(f"the build {damaged[0]} is damaged, so its artifacts are unknown", remedy=remedy)
    for leftover in (*layout.staging(store.path).glob("*"), *store.path.rglob(f"{atomic_files.TEMPORARY}*")):
        atomic_files.remove_tree(leftover) if leftover.is_dir() else leftover.unlink(missing_ok=True)
    removed = freed_bytes = 0
    for folder in store.volume.glob("??/*"):
        if folder.name not in used:
            freed_bytes += sum(file.stat().st_size for file in folder.iterdir())
            staging.discard(store.path, folder)
            removed += 1
    return removed, freed_bytes
