"""The folder in which artifacts are written and removed: what a killed run leaves there, a later run removes."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from turnkeyml.cache import layout
from turnkeyml.cache.refusals import cache_errors
from turnkeyml.system.processes import find_running, this_process

STALE_S = 24 * 3600
_OWNER_SEPARATOR = "~"
"""Instead of a colon, which separates the paths of a list (`PYTHONPATH`)."""


@contextmanager
def staging(cache: Path) -> Iterator[Path]:
    """A folder to write artifacts in; it is removed with the rest of its content when the block ends."""
    folder = _new_path(cache)
    with cache_errors("write", folder):
        folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def discard(cache: Path, folder: Path) -> None:
    """Move a folder into the staging area and remove it there: a later run completes what a killed one leaves."""
    doomed = _new_path(cache)
    with cache_errors("remove", folder):
        doomed.parent.mkdir(exist_ok=True)
        try:
            os.rename(folder, doomed)
        except FileNotFoundError:
            return
    shutil.rmtree(doomed, ignore_errors=True)


def sweep(cache: Path) -> None:
    """Remove what killed runs left; the folders of live runs, and recent ones of other hosts, stay.

    The clock, which may be set, is asked only about processes that cannot be seen from here.
    """
    with contextlib.suppress(OSError):  # a cache that cannot be written
        for folder in list(layout.staging(cache).iterdir()):
            _, started, owner = (folder.name.split(".", 2) + ["", ""])[:3]
            is_running = find_running(owner.replace(_OWNER_SEPARATOR, ":"))
            is_known = started.isascii() and started.isdigit() and len(started) < 20
            is_stale = not is_known or time.time() - int(started) > STALE_S
            if is_running is False or (is_running is None and is_stale):
                shutil.rmtree(folder, ignore_errors=True)


def _new_path(cache: Path) -> Path:
    """A path in the staging area whose name contains the time and the owning process."""
    owner = this_process().replace(":", _OWNER_SEPARATOR)
    return layout.staging(cache) / f"{secrets.token_hex(4)}.{int(time.time())}.{owner}"
