"""A fork server that gets ready while the rest of the program is being imported: half a second of each first run."""

from __future__ import annotations

import bisect
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from turnkeyml.cache import layout
from turnkeyml.sources import Input
from turnkeyml.worker.server import ForkServer


@contextmanager
def started_early(inputs: Sequence[Input], cache: Path) -> Iterator[ForkServer | None]:
    """A server, where an input has no build in the cache, so that one is sure to be needed; ended if nobody took it."""
    server = ForkServer() if _is_any_new(inputs, cache) else None
    try:
        yield server
    finally:
        if server is not None:
            server.stop()


def _is_any_new(inputs: Sequence[Input], cache: Path) -> bool:
    try:
        names = sorted(os.listdir(layout.builds(cache)))
    except OSError:
        return bool(inputs)
    for one in inputs:
        prefix = layout.script_prefix(one.path.stem, one.labels)
        place = bisect.bisect_left(names, prefix)
        if place == len(names) or not names[place].startswith(prefix):
            return True
    return False
