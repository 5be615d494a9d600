"""A fork server that is started while the rest of the program is imported: saves half a second of each first run."""

from __future__ import annotations

import bisect
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from turnkeyml.cache import layout
from turnkeyml.cache.origin import neighbours
from turnkeyml.inputs.resolve import Input
from turnkeyml.worker.fork_client import ForkServer


@contextmanager
def prestarted_server(inputs: Sequence[Input], cache: Path) -> Iterator[ForkServer | None]:
    """A server, where some input has no build in any cache that is searched, so that a worker is needed for certain.

    It is stopped at the exit, unless it was stopped before.
    """
    new = _new_inputs(inputs, cache)
    server = ForkServer(for_models=all(one.path.suffix == ".onnx" for one in new)) if new else None
    try:
        yield server
    finally:
        if server is not None:
            server.stop()


def _new_inputs(inputs: Sequence[Input], cache: Path) -> list[Input]:
    """The inputs that have a build neither in the cache nor in its sibling caches."""
    new = list(inputs)
    for folder in _searched_caches(cache):
        if not new:
            break
        names = _build_names(folder)
        new = [one for one in new if not _has_build(names, layout.script_prefix(one.path.stem, one.labels))]
    return new


def _searched_caches(cache: Path) -> Iterator[Path]:
    """The cache, then its siblings: a named cache copies builds from the other named caches."""
    yield cache
    yield from neighbours(cache)


def _build_names(cache: Path) -> list[str]:
    try:
        return sorted(os.listdir(layout.builds(cache)))
    except OSError:
        return []


def _has_build(sorted_names: list[str], prefix: str) -> bool:
    index = bisect.bisect_left(sorted_names, prefix)
    return index < len(sorted_names) and sorted_names[index].startswith(prefix)
