"""The files of a build's results, each read by itself: a damaged one hides no other."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from turnkeyml.cache import atomic_files, layout
from turnkeyml.cache.partial_read import read_without_samples
from turnkeyml.cache.record_place import check_result
from turnkeyml.errors import CacheError
from turnkeyml.records import StoredResult
from turnkeyml.system.regular_files import find_link

RESULT = ".json"
PARTIAL = ".partial"
"""What an unfinished job has measured so far; next to the earlier result, which stays until the job is finished."""
_FORMER_PARTIAL = ".begun"
"""The name of `PARTIAL` before turnkey 0.2."""


@dataclass(frozen=True, kw_only=True)
class DamagedFile:
    """A file that should hold a result, and cannot be read."""

    path: Path
    error: CacheError


def read_result(cache: Path, path: Path, *, samples: bool = True) -> StoredResult:
    """Read one result; without measurements unless `samples`. Raises `CacheError`, also for one of another place."""
    read = atomic_files.read_record(path, StoredResult, cache=cache) if samples else read_without_samples(path, cache)
    return check_result(read, path)


def read_results(
    cache: Path, build: str, *, samples: bool = True, partial: bool = False
) -> Iterator[StoredResult | DamagedFile]:
    """Read each finished result of a build, or each `partial` one, in the order of the file names."""
    suffixes = (PARTIAL, _FORMER_PARTIAL) if partial else (RESULT,)
    folder = layout.results(cache, build)
    link = find_link(cache, folder)
    if link is not None:
        yield DamagedFile(path=folder, error=CacheError(f"{link} is a link", remedy="remove it: a cache has no links"))
        return
    try:
        names = [name for name in sorted(os.listdir(folder)) if name.endswith(suffixes)]
    except FileNotFoundError:
        names = []
    except OSError as error:
        yield DamagedFile(path=folder, error=CacheError(f"cannot read {folder}: {error.strerror}"))
        return
    for name in names:
        if not layout.is_result_name(name):
            stranger = CacheError(f"{folder}{os.sep}{ascii(name)[1:-1]} is not named like a result", remedy="remove it")
            yield DamagedFile(path=folder / name, error=stranger)
            continue
        path = folder / name
        try:
            yield read_result(cache, path, samples=samples)
        except CacheError as error:
            yield DamagedFile(path=path, error=error)


def find_partial(path: Path) -> Path:
    """The file with what is measured so far for the result `path`, under its present name or its former one."""
    present, former = (path.with_suffix(suffix) for suffix in (PARTIAL, _FORMER_PARTIAL))
    return former if former.exists() and not present.exists() else present


def remove_partial(path: Path) -> None:
    """Remove what was measured so far for the result `path`, which is stored: what stays is never read again."""
    for suffix in (PARTIAL, _FORMER_PARTIAL):
        with contextlib.suppress(OSError):
            path.with_suffix(suffix).unlink(missing_ok=True)
