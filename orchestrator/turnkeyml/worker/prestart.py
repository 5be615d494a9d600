"""A fork server that gets ready while the rest of the program is being imported: half a second of each first run."""

from __future__ import annotations

import bisect
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from turnkeyml.cache import layout
from turnkeyml.inputs.resolve import Input
from turnkeyml.system import paths
from turnkeyml.worker.fork_client import ForkServer


@contextmanager
def prestarted_server(inputs: Sequence[Input], cache: Path) -> Iterator[ForkServer | None]:
    """A server, where an input has no build in any cache that is looked into, so that one is sure to be needed.

    It is ended at the end of the context, where nobody else has ended it.
    """
    server = ForkServer() if _is_any_new(inputs, cache) else None
    try:
        yield server
    finally:
        if server is not None:
            server.stop()


def _is_any_new(inputs: Sequence[Input], cache: Path) -> bool:
    """Whether some input has a build neither in the cache nor in those that it borrows from."""
    left = list(inputs)
    for folder in _caches(cache):
        if not left:
            return False
        names = _build_names(folder)
        left = [one for one in left if not _has_build(names, layout.script_prefix(one.path.stem, one.labels))]
    return bool(left)


def _caches(cache: Path) -> Iterator[Path]:
    """The cache, then its neighbours: one that is known by a name borrows builds from the others."""
    yield cache
    named = paths.cache_root() / "caches"
    if cache.absolute().parent == named.absolute() and named.is_dir():
        yield from (other for other in named.iterdir() if other.name != cache.name)


def _build_names(cache: Path) -> list[str]:
    try:
        return sorted(os.listdir(layout.builds(cache)))
    except OSError:
        return []


def _has_build(names: list[str], prefix: str) -> bool:
    place = bisect.bisect_left(names, prefix)
    return place < len(names) and names[place].startswith(prefix)
