"""Recognizes the caches of TurnkeyML and MLAgility, which hold other files under the same names."""

from __future__ import annotations

import itertools
from pathlib import Path

from turnkeyml.errors import CacheError

_MAKERS = {"turnkey": "TurnkeyML", "mlagility": "MLAgility"}
_MAX_FOLDERS = 50
"""Folders of builds to look into: each of them has a record."""


def refuse_former_cache(path: Path) -> None:
    """Raise `CacheError` where a folder is a cache of TurnkeyML or MLAgility."""
    for word, maker in _MAKERS.items():
        if _is_cache_of(path, word):
            raise CacheError(
                f"{path} is a cache of {maker}, which has no results that turnkey can compare with its own",
                remedy="give its scripts as INPUTS, with a new -d; docs/switching.md has the columns of both reports",
            )


def _is_cache_of(path: Path, word: str) -> bool:
    try:
        if any((path / name).is_file() for name in (f".{word}cache", f".{word}_cache")):
            return True
        folders = [*itertools.islice(path.iterdir(), _MAX_FOLDERS), *itertools.islice(path.glob("builds/*"), 1)]
        records = (f"{word}_stats.yaml", f".{word}build")
        return any((folder / name).is_file() for folder in folders for name in records)
    except OSError:
        return False
