"""Which artifacts were dropped by `--lean-cache`: one that is missing for any other reason is damage."""

from __future__ import annotations

from pathlib import Path

from turnkeyml.cache import atomic_files, layout

_FOLDER = "dropped"
"""A file per artifact. Caches that earlier versions made have no such folder: there, nothing is known."""


def create(cache: Path) -> None:
    """Note from now on what is dropped. Only for a new cache."""
    (cache / _FOLDER).mkdir(exist_ok=True)


def note(cache: Path, digest: str) -> None:
    """Note that an artifact is dropped."""
    if (cache / _FOLDER).is_dir():
        atomic_files.write_atomically(_path(cache, digest), b"", cache=cache)


def forget(cache: Path, digest: str) -> None:
    """Note that an artifact is there again."""
    _path(cache, digest).unlink(missing_ok=True)


def may_be_missing(cache: Path, digest: str) -> bool:
    """Whether an artifact was dropped, as far as it is known."""
    return not (cache / _FOLDER).is_dir() or _path(cache, digest).exists()


def _path(cache: Path, digest: str) -> Path:
    return cache / _FOLDER / layout.component("digest", digest)
