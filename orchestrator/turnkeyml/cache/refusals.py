"""Turns what the operating system refuses about a file of a cache into `CacheError`: the path, why, what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from turnkeyml.errors import CacheError
from turnkeyml.system.os_errors import remedy_of


def as_cache_error(error: OSError, doing: str, path: Path) -> CacheError:
    """An error of a file of a cache; `doing` is a verb, such as `write`."""
    reason = error.strerror or type(error).__name__
    return CacheError(f"cannot {doing} {path}: {reason}", remedy=remedy_of(error) or "choose another -d")


@contextmanager
def cache_errors(doing: str, path: Path) -> Iterator[None]:
    """Raise `CacheError` for what the system refuses in the block."""
    try:
        yield
    except OSError as error:
        raise as_cache_error(error, doing, path) from error
