"""Which data files a script reads: what is in them decides what it builds, as its own text does."""

from __future__ import annotations

import os
from pathlib import Path

MAX_BYTES = 64 << 20
"""A larger file is not read again at each run only to see whether it has changed."""
_CODE = (".py", ".pyc", ".so")
"""Known otherwise, or installed."""

_read: set[str] = set()
_written: set[str] = set()


def record_open(path: object, mode: object, flags: object) -> None:
    """Remember a file that is opened, by whether it is only read: what the audit event `open` tells."""
    if not isinstance(path, str | bytes):
        return  # a descriptor, of something that was opened before
    if isinstance(mode, str):
        reads = not set(mode) & set("wax+")
    else:
        reads = isinstance(flags, int) and flags & os.O_ACCMODE == os.O_RDONLY
    name = os.fsdecode(path)
    if not name.endswith(_CODE):
        (_read if reads else _written).add(os.path.abspath(name))


def files_read(script: Path) -> set[str]:
    """The files at the script and below, or below the working folder, that it has read and did not write itself.

    Elsewhere lie a machine's own files, and caches of what is loaded from a hub by its name.
    """
    written = {os.path.realpath(path) for path in _written}
    folders = {os.path.realpath(folder) for folder in (script.parent, Path.cwd())} - {os.sep}
    roots = tuple(folder + os.sep for folder in folders)
    found = {os.path.realpath(path) for path in _read} - written
    return {path for path in found if path.startswith(roots) and not _is_hidden(path, roots) and _is_small_file(path)}


def _is_hidden(path: str, roots: tuple[str, ...]) -> bool:
    """Whether a folder below the root is hidden: a cache, or a tool's own."""
    root = max((root for root in roots if path.startswith(root)), key=len)
    return any(part.startswith(".") for part in path[len(root) :].split(os.sep)[:-1])


def _is_small_file(path: str) -> bool:
    try:
        return os.path.isfile(path) and os.path.getsize(path) <= MAX_BYTES
    except OSError:
        return False
