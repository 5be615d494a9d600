"""Commits a result or keeps the stored one, and records beside it the attempts that did not become the result."""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from turnkey_runner.contract import Failure
from turnkeyml.cache import atomic_files, layout, result_files
from turnkeyml.cache.precedence import stays
from turnkeyml.cache.refusals import cache_errors
from turnkeyml.errors import CacheError
from turnkeyml.records import StoredResult

MAX_ATTEMPTS = 10
"""Of one result; the oldest are dropped."""
MAX_TEXT_CHARS = 2000
"""Of each text of a failure."""


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """A measurement that did not become the result."""

    job: str
    """ID of the job."""
    kept: str
    """ID of the job whose result stood beside it; empty where there was none."""
    launcher: str
    """Name of the launcher that started the runner."""
    image: str
    """Id of the image, or the environment of a runner without a container."""
    measured_at: str
    """UTC, ISO 8601."""
    duration_s: float
    """Seconds from sending the job to receiving the result."""
    failure: Failure | None = None
    """Why it failed; None for a measurement that was valid and not the first."""
    latency_ms: float | None = None
    """Headline of a valid measurement."""


@dataclass(frozen=True, kw_only=True)
class Attempts:
    """The latest attempts of one result, the oldest first."""

    attempts: tuple[Attempt, ...]
    schema: Literal["turnkey.attempts/1"] = "turnkey.attempts/1"


def commit_result(cache: Path, path: Path, new: StoredResult, *, replaces_same: bool) -> StoredResult:
    """Write a result to `path` unless the stored one stays; return the one that is stored now.

    What is not written is recorded as an attempt. An unfinished result never replaces a finished one: it is written
    beside it. Two runs that end at once commit one after the other.
    """
    with _locked(cache, path.parent):
        stored = _read(cache, path)
        if new.is_partial:
            is_beside = stored is not None and stored.result.failure is None and not stored.is_unfinished
            atomic_files.write_record(path.with_suffix(result_files.PARTIAL) if is_beside else path, new, cache=cache)
            return new
        if stored is not None and stays(stored, new, replaces_same=replaces_same):
            _record(cache, path, new, kept=stored.job.id)
            return stored
        atomic_files.write_record(path, new, cache=cache)
        result_files.remove_partial(path)
        return new


def replace_evaluation(cache: Path, path: Path, stored: StoredResult) -> None:
    """Write a result again with a newer evaluation, unless another run has stored another result meanwhile."""
    with _locked(cache, path.parent):
        present = _read(cache, path)
        if present is not None and present.job.id == stored.job.id:
            atomic_files.write_record(path, stored, cache=cache)


def record_attempt(cache: Path, path: Path, attempt: StoredResult) -> None:
    """Record an attempt that is tried again."""
    with _locked(cache, path.parent):
        stored = _read(cache, path)
        _record(cache, path, attempt, kept=stored.job.id if stored is not None else "")


def read_attempts(path: Path) -> tuple[Attempt, ...]:
    """The attempts of the result `path`; none where there are none, or their file is damaged."""
    file = path.with_suffix(layout.ATTEMPTS)
    if not file.exists():
        return ()
    try:
        return atomic_files.read_record(file, Attempts).attempts
    except CacheError:
        return ()


def lost_against(path: Path, stored: StoredResult) -> Attempt | None:
    """The latest failed attempt to replace a stored result; a retry of the same job, which succeeded then, is none."""
    job = stored.job.id
    lost = [one for one in read_attempts(path) if one.kept == job != one.job and one.failure is not None]
    return lost[-1] if lost else None


def _read(cache: Path, path: Path) -> StoredResult | None:
    """The stored result; None where there is none, or a damaged one. Raises `CacheError` where it cannot be opened."""
    try:
        return result_files.read_result(cache, path, samples=False) if path.exists() else None
    except CacheError as error:
        if isinstance(error.__cause__, OSError):
            raise  # it may be a good one: nothing is written over what cannot be read
        return None


def _record(cache: Path, path: Path, stored: StoredResult, *, kept: str) -> None:
    attempt = Attempt(
        job=stored.job.id,
        kept=kept,
        launcher=stored.launcher,
        image=stored.image,
        measured_at=stored.measured_at,
        duration_s=stored.duration_s,
        failure=_shortened(stored.result.failure),
        latency_ms=stored.evaluation.latency_ms if stored.evaluation else None,
    )
    attempts = (*read_attempts(path), attempt)[-MAX_ATTEMPTS:]
    atomic_files.write_record(path.with_suffix(layout.ATTEMPTS), Attempts(attempts=attempts), cache=cache)


def _shortened(failure: Failure | None) -> Failure | None:
    if failure is None:
        return None
    texts = {name: getattr(failure, name)[-MAX_TEXT_CHARS:] for name in ("message", "remedy", "detail")}
    return dataclasses.replace(failure, **texts)


@contextmanager
def _locked(cache: Path, folder: Path) -> Iterator[None]:
    """Exclude other runs from the results of a build while one of them is compared and written."""
    atomic_files.refuse_links(cache, folder)
    with cache_errors("write", folder):
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        with contextlib.suppress(OSError):  # a file system without locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
