"""Finds the data files that a script reads: a build depends on their contents as it does on the script's."""

from __future__ import annotations

import os
from pathlib import Path

from turnkeyml.analysis import source_digests

MAX_BYTES = 64 << 20
"""Larger files are ignored: each run hashes the files again to detect changes."""
_CODE = (".py", ".pyc", ".so")
"""Files that are imported: `script_dependencies` finds them, or they are installed."""

_paths_read: set[str] = set()
_paths_written: set[str] = set()


def record_open(path: object, mode: object, flags: object) -> None:
    """Record a file that is opened, with the arguments of CPython's audit event `open`."""
    if not isinstance(path, str | bytes):
        return  # a descriptor of a file that was opened before
    if isinstance(mode, str):
        reads = not set(mode) & set("wax+")
    else:
        reads = isinstance(flags, int) and flags & os.O_ACCMODE == os.O_RDONLY
    name = os.fsdecode(path)
    try:
        file = os.path.abspath(name)
    except OSError:  # the working folder was removed, so that nothing is found there
        return
    if reads:
        source_digests.record_opened(file)
    if not name.endswith(_CODE):
        (_paths_read if reads else _paths_written).add(file)


def files_read(script: Path) -> set[str]:
    """The files below the script's folder or the working folder that were read and not written.

    Other folders hold files of the machine and caches of models that are downloaded by name.
    """
    written = {os.path.realpath(path) for path in _paths_written}
    folders = {os.path.realpath(folder) for folder in (script.parent, Path.cwd())} - {os.sep}
    roots = tuple(folder + os.sep for folder in folders)
    paths = {os.path.realpath(path) for path in _paths_read} - written
    return {path for path in paths if path.startswith(roots) and not _is_hidden(path, roots) and _is_small_file(path)}


def _is_hidden(path: str, roots: tuple[str, ...]) -> bool:
    """Whether a folder between the root and the file is hidden, as caches and settings of tools are."""
    root = max((root for root in roots if path.startswith(root)), key=len)
    return any(part.startswith(".") for part in path[len(root) :].split(os.sep)[:-1])


def _is_small_file(path: str) -> bool:
    try:
        return os.path.isfile(path) and os.path.getsize(path) <= MAX_BYTES
    except OSError:
        return False
