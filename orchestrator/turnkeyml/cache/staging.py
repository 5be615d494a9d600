"""Where artifacts are written before they are whole, and where they go to be removed: nothing of a killed run stays."""

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
"""Instead of a colon, which lists of paths are separated by."""


@contextmanager
def staging(cache: Path) -> Iterator[Path]:
    """A folder to write artifacts in; what is still in it at the end is removed."""
    folder = _own(cache)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def discard(cache: Path, folder: Path) -> None:
    """Remove a folder by way of the staging area: what a killed run leaves of it is swept with the rest."""
    doomed = _own(cache)
    doomed.parent.mkdir(exist_ok=True)
    try:
        os.rename(folder, doomed)
    except FileNotFoundError:
        return
    shutil.rmtree(doomed, ignore_errors=True)


def sweep(cache: Path) -> None:
    """Remove what runs that were killed left behind; what a live or recent run writes stays."""
    for folder in layout.staging(cache).iterdir():
        _, began, owner = (folder.name.split(".", 2) + ["", ""])[:3]
        old = not began.isdigit() or time.time() - int(began) > STALE_S
        if old or not is_alive(owner.replace(_OWNER_SEPARATOR, ":")):
            shutil.rmtree(folder, ignore_errors=True)


def _own(cache: Path) -> Path:
    """A name in the staging area that tells when it was made, and by whom."""
    owner = this_process().replace(":", _OWNER_SEPARATOR)
    return layout.staging(cache) / f"{secrets.token_hex(4)}.{int(time.time())}.{owner}"
