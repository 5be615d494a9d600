"""The folder in which artifacts are written and removed: what a killed run leaves there, a later run removes."""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from turnkeyml.cache import layout
from turnkeyml.system.processes import is_alive, this_process

STALE_S = 24 * 3600
_OWNER_SEPARATOR = "~"
"""Instead of a colon, which separates the paths of a list (`PYTHONPATH`)."""


@contextmanager
def staging(cache: Path) -> Iterator[Path]:
    """A folder to write artifacts in; it is removed with the rest of its content when the block ends."""
    folder = _new_path(cache)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def discard(cache: Path, folder: Path) -> None:
    """Move a folder into the staging area and remove it there: a later run completes what a killed one leaves."""
    doomed = _new_path(cache)
    doomed.parent.mkdir(exist_ok=True)
    try:
        os.rename(folder, doomed)
    except FileNotFoundError:
        return
    shutil.rmtree(doomed, ignore_errors=True)


def sweep(cache: Path) -> None:
    """Remove what killed runs left; the folders of live runs, and recent ones of other hosts, stay."""
    for folder in layout.staging(cache).iterdir():
        _, started, owner = (folder.name.split(".", 2) + ["", ""])[:3]
        is_known = started.isascii() and started.isdigit() and len(started) < 20
        is_stale = not is_known or time.time() - int(started) > STALE_S
        if is_stale or not is_alive(owner.replace(_OWNER_SEPARATOR, ":")):
            shutil.rmtree(folder, ignore_errors=True)


def _new_path(cache: Path) -> Path:
    """A path in the staging area whose name contains the time and the owning process."""
    owner = this_process().replace(":", _OWNER_SEPARATOR)
    return layout.staging(cache) / f"{secrets.token_hex(4)}.{int(time.time())}.{owner}"
