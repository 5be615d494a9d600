"""Builds that another named cache already has: copied with their artifacts instead of being built again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from turnkeyml.cache.origin import neighbours
from turnkeyml.cache.store import Store
from turnkeyml.errors import CacheError
from turnkeyml.records import Build


def sibling_caches(store: Store) -> Iterator[Store]:
    """The other named caches that this user has made here; none for a cache that is given by its path.

    A cache that came from elsewhere is read where a user names it, and not because it lies beside the one in use.
    """
    for path in neighbours(store.path):
        with contextlib.suppress(CacheError):
            yield Store.open(path)


def copy_build(build: Build, source_store: Store, store: Store) -> Build:
    """Copy a build and its artifact, but not its results and conversions.

    Files are copied and never linked: engines refuse weights with more than one hard link. Nothing is written into the
    other cache, not even a lock: what is dropped meanwhile is missing. Raises `CacheError` where the artifact cannot be
    copied.
    """
    assert build.artifact is not None
    if not store.has_artifact(build.artifact):
        with store.staging() as staging:
            folder = staging / "copied"
            source_store.copy_artifact(build.artifact, folder)
            store.add_artifact(folder, build.artifact)
    copied = Build(**{name: getattr(build, name) for name in _COPIED_FIELDS})
    store.save_build(copied)
    return copied


_COPIED_FIELDS = ("name", "source", "labels", "stages", "invocation") + (
    "artifact",
    "failure",
    "versions",
    "host",
    "created_at",
)
