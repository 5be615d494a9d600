"""The names of a cache's builds, listed again after any process has changed their folder."""

from __future__ import annotations

import bisect
import itertools
import os
import time
from collections.abc import Iterator
from pathlib import Path

from turnkeyml.cache import layout

_MTIME_STEP_NS = 50_000_000


class BuildNames:
    """The sorted names of the builds in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._listed: list[str] = []
        self._listed_ns = -1

    def find(self, prefix: str = "") -> Iterator[str]:
        """All names, or those that start with a prefix."""
        names = self._list()
        start = bisect.bisect_left(names, prefix)
        yield from itertools.takewhile(lambda name: name.startswith(prefix), itertools.islice(names, start, None))

    def _list(self) -> list[str]:
        try:
            changed_ns = self._folder.stat().st_mtime_ns
            if changed_ns != self._listed_ns:
                self._listed = sorted(filter(layout.is_build_name, os.listdir(self._folder)))
                # Two changes within one step of the file system's clock have the same mtime.
                self._listed_ns = changed_ns if time.time_ns() - changed_ns > _MTIME_STEP_NS else -1
        except FileNotFoundError:
            return []
        return self._listed
