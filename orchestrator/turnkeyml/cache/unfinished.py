"""What killed runs left among the builds: temporary files, and folders of builds that were not finished."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from turnkeyml.cache import layout
from turnkeyml.cache.atomic_files import TEMPORARY
from turnkeyml.errors import CacheError

SWEEP_S = 0.05
"""Time for one sweep: a start does not wait for a large cache, and the next start goes on at another place."""


class UnfinishedBuildError(CacheError):
    """A folder without a record: turnkey was ended before it wrote the build."""


def is_unfinished(cache: Path, name: str) -> bool:
    """Whether a build has a folder, and nothing is in the place of its record."""
    folder = layout.build(cache, name)
    return folder.is_dir() and not os.path.lexists(folder / layout.BUILD)


def sweep(cache: Path, *, limit_s: float = SWEEP_S) -> None:
    """Remove leftovers of killed runs. Only for a caller who knows that no other run uses the cache.

    A folder without a record stays if it has results: a run of its script finds them again.
    """
    deadline = time.monotonic() + limit_s
    with contextlib.suppress(OSError):  # a cache that cannot be written, or a folder that has just been deleted
        for entry in _entries(layout.builds(cache)):
            if time.monotonic() > deadline:
                return
            if entry.name.startswith(TEMPORARY):
                _remove(entry)
            elif entry.is_dir(follow_symlinks=False):
                _sweep_build(entry)


def _sweep_build(build: os.DirEntry[str]) -> None:
    has_record = has_results = False
    for entry in list(os.scandir(build)):
        if entry.name.startswith(TEMPORARY):
            _remove(entry)
        elif entry.name == layout.RESULTS and entry.is_dir(follow_symlinks=False):
            for result in list(os.scandir(entry)):
                if result.name.startswith(TEMPORARY):
                    _remove(result)
                else:
                    has_results = True
        has_record = has_record or entry.name == layout.BUILD
    if not has_record and not has_results:
        shutil.rmtree(build, ignore_errors=True)


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    """The entries of a folder, from another one on at each call, so that all have their turn."""
    entries = list(os.scandir(folder))
    start = time.monotonic_ns() % len(entries) if len(entries) > _MAX_AT_ONCE else 0
    yield from entries[start:]
    yield from entries[:start]


_MAX_AT_ONCE = 100


def _remove(entry: os.DirEntry[str]) -> None:
    if entry.is_dir(follow_symlinks=False):
        shutil.rmtree(entry, ignore_errors=True)
    else:
        os.unlink(entry)
