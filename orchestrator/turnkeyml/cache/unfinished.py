"""What killed runs left among the builds: temporary files, and folders of builds that were not finished."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import time
from pathlib import Path

from turnkeyml.cache import layout
from turnkeyml.cache.atomic_files import TEMPORARY
from turnkeyml.errors import CacheError

SWEEP_S = 0.02
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
    folder = os.fspath(layout.builds(cache))
    with contextlib.suppress(OSError):  # a cache that cannot be written, or a folder that has just been deleted
        for name in _names(folder):
            if time.monotonic() > deadline:
                return
            path = f"{folder}/{name}"
            if name.startswith(TEMPORARY):
                _remove(path)
            elif layout.is_build_name(name) and stat.S_ISDIR(os.lstat(path).st_mode):
                _sweep_build(path)


def _sweep_build(build: str) -> None:
    has_record = has_results = False
    for entry in list(os.scandir(build)):
        if entry.name.startswith(TEMPORARY):
            _remove(entry.path)
        elif entry.name == layout.RESULTS and entry.is_dir(follow_symlinks=False):
            for result in list(os.scandir(entry)):
                if result.name.startswith(TEMPORARY):
                    _remove(result.path)
                else:
                    has_results = True
        has_record = has_record or entry.name == layout.BUILD
    if not has_record and not has_results:
        _remove_unfinished(build)


def _remove_unfinished(build: str) -> None:
    """Remove what turnkey writes before the record. A folder with other files stays: they are not turnkey's."""
    with contextlib.suppress(OSError):
        for entry in list(os.scandir(build)):
            if entry.name == layout.RESULTS:
                os.rmdir(entry)
            elif layout.is_log_name(entry.name):
                os.unlink(entry)
        os.rmdir(build)


def _names(folder: str) -> list[str]:
    """The names in a folder, from another one on at each call, so that all have their turn."""
    names = os.listdir(folder)
    start = time.monotonic_ns() % len(names) if names else 0
    return [*names[start:], *names[:start]]


def _remove(path: str) -> None:
    if stat.S_ISDIR(os.lstat(path).st_mode):
        shutil.rmtree(path, ignore_errors=True)
    else:
        os.unlink(path)
