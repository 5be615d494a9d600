"""Warns once, before the disk of a cache is full: a run that is stopped by it has measured in vain."""

from __future__ import annotations

import shutil
from pathlib import Path

from turnkeyml.events import Note, OnEvent

MIN_FREE_BYTES = 1_000_000_000
"""Below it, a warning is due whatever the models are."""
_ARTIFACTS = 2
"""An artifact is written beside its place and may be converted: the next one needs room for two of its size."""


class DiskSpace:
    """The free space where a cache lies. It may be asked by several threads: at worst, it warns twice."""

    def __init__(self, folder: Path, on_event: OnEvent) -> None:
        self._folder = folder
        self._on_event = on_event
        self._has_warned = False

    def check(self, artifact_bytes: int = 0) -> None:
        """Warn where there is no room for two artifacts as large as one of `artifact_bytes`."""
        if self._has_warned:
            return
        needed_bytes = max(MIN_FREE_BYTES, _ARTIFACTS * artifact_bytes)
        free_bytes = shutil.disk_usage(self._folder).free
        if free_bytes < needed_bytes:
            self._has_warned = True
            message = (
                f"only {free_bytes / 1e9:.1f} GB are free for the cache {self._folder}, and the next models may need "
                f"{needed_bytes / 1e9:.1f} GB; free some (`turnkey cache clean`), use --lean-cache, or another -d"
            )
            self._on_event(Note(message=message))
