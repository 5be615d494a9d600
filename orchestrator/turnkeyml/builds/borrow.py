"""Builds that another named cache has already: copied with their artifacts instead of being made again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from turnkeyml.cache.store import Store
from turnkeyml.errors import CacheError
from turnkeyml.records import Build
from turnkeyml.system import paths


def sibling_caches(store: Store) -> Iterator[Store]:
    """The other caches that are known by a name, for one that is, too."""
    folder = (paths.cache_root() / "caches").absolute()
    if store.path.parent != folder:
        return
    for path in sorted(folder.iterdir()):
        if path != store.path:
            with contextlib.suppress(CacheError):
                yield Store.open(path)


def copy_build(build: Build, source_store: Store, store: Store) -> Build:
    """Copy a build and what it was exported to, never as a link: engines refuse weights with two names.

    Results and conversions stay where they are. Raises `CacheError` where the artifact cannot be copied.
    """
    assert build.artifact is not None
    if not store.has_artifact(build.artifact):
        with source_store.in_use(), store.staging() as staging:
            copied = staging / "borrowed"
            source_store.copy_artifact(build.artifact, copied)
            store.add_artifact(copied, build.artifact)
    own = Build(**{name: getattr(build, name) for name in _KEPT})
    store.save_build(own)
    return own


_KEPT = ("name", "source", "labels", "stages", "invocation", "artifact", "failure", "versions", "host", "created_at")
