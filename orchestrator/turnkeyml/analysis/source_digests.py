"""Digests of what a script's process has read: of the very bytes that it compiled, not of what a file holds later.

Modules outside of the installed packages are compiled from their source, never from a `.pyc` file: that one is taken
for current where the source has the same size and the same second of change.

Other files are read by the script itself. Their state is recorded when they are opened; one whose state is another when
it is hashed has no digest, so that no build counts as current that has read it.
"""

from __future__ import annotations

import hashlib
import importlib.machinery
import os
from collections.abc import Callable
from pathlib import Path
from types import CodeType

from turnkeyml.system.hashing import file_sha256
from turnkeyml.system.path_state import file_digest

CHANGED = "changed while it was read"
"""Instead of a digest: equal to none."""
_State = tuple[int, int, int, int, int]

_sources: dict[str, bytes] = {}
"""The source of each file that was compiled, by its real path."""
_changed: set[str] = set()
"""Files that were compiled twice, with a change in between."""
_opened: dict[str, _State | None] = {}
"""The state of each file when it was opened first."""


def compile_recorded(path: str, source: bytes) -> CodeType:
    """Compile a source file, and remember its bytes."""
    real = os.path.realpath(path)
    if _sources.setdefault(real, source) != source:
        _changed.add(real)
    code: CodeType = compile(source, path, "exec", dont_inherit=True)
    return code


def record_imports(is_stable: Callable[[str], bool]) -> None:
    """From now on, remember the source of each module that is imported, unless its path `is_stable`."""
    original = importlib.machinery.SourceFileLoader.get_code
    if original.__module__ == __name__:
        return  # a second script in this process

    def get_code(loader: importlib.machinery.SourceFileLoader, fullname: str) -> CodeType | None:
        path = loader.get_filename(fullname)
        if is_stable(path):
            return original(loader, fullname)
        return compile_recorded(path, loader.get_data(path))

    importlib.machinery.SourceFileLoader.get_code = get_code  # type: ignore[assignment]


def record_opened(path: str) -> None:
    """Remember the state of a file that is about to be read, at the first time."""
    if path not in _opened:
        _opened[path] = _state(path)


def recorded_source(real_path: str) -> bytes | None:
    """The bytes of a file that was compiled; None for any other."""
    return _sources.get(real_path)


def recorded_digest(path: str) -> str:
    """The SHA-256 of what was read of a file, or `CHANGED` where that is not known; empty for one that is not there."""
    real_path = os.path.realpath(path)
    if real_path in _changed:
        return CHANGED
    source = _sources.get(real_path)
    if source is not None:
        return hashlib.sha256(source).hexdigest()
    digest = file_digest(path)
    return CHANGED if path in _opened and _opened[path] != _state(path) else digest


class WatchedFiles:
    """Files that are read between two looks at their states: if these are equal, the digests are of what was read."""

    def __init__(self, paths: tuple[Path, ...]) -> None:
        """The first look."""
        self._states = {path: _state(str(path)) for path in paths}

    def digests(self) -> dict[Path, str] | None:
        """The digests, with the second look; None where a file has changed."""
        digests = {path: file_sha256(path) for path in self._states}
        return digests if self.are_unchanged() else None

    def are_unchanged(self) -> bool:
        """Whether the states are those of the first look, without reading the files."""
        return all(_state(str(path)) == state for path, state in self._states.items())


def _state(path: str) -> _State | None:
    """What changes with each change of a file; None where there is none."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
