"""Which artifacts were dropped by `--lean-cache`: one that is missing for any other reason is damage."""

from __future__ import annotations

import os
from pathlib import Path

from turnkeyml.cache import atomic_files, layout
from turnkeyml.cache.refusals import cache_errors

_FOLDER = "dropped"
"""A file per artifact. Caches that earlier versions made have no such folder: there, nothing is known."""


def create(cache: Path) -> None:
    """Note from now on what is dropped. Only for a new cache."""
    with cache_errors("create", cache / _FOLDER):
        (cache / _FOLDER).mkdir(exist_ok=True)


def note(cache: Path, digest: str) -> None:
    """Note that an artifact is dropped."""
    if _is_known(cache):
        atomic_files.write_atomically(_path(cache, digest), b"", cache=cache)


def forget(cache: Path, digest: str) -> None:
    """Note that an artifact is there again."""
    if _is_known(cache):
        path = _path(cache, digest)
        with cache_errors("remove", path):
            path.unlink(missing_ok=True)


def may_be_missing(cache: Path, digest: str) -> bool:
    """Whether an artifact was dropped, as far as it is known."""
    return not _is_known(cache) or os.path.lexists(_path(cache, digest))


def _is_known(cache: Path) -> bool:
    folder = cache / _FOLDER
    return folder.is_dir() and not folder.is_symlink()


def _path(cache: Path, digest: str) -> Path:
    return cache / _FOLDER / layout.component("digest", digest)
