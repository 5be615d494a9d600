"""Caches into rows: one per result, and one per build that failed or has no result."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import multiprocessing
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from turnkey_runner.stats.verdict_types import Verdict
from turnkeyml.cache.derived import Compute, Derived, derive
from turnkeyml.cache.result_files import DamagedFile
from turnkeyml.cache.store import Store
from turnkeyml.errors import CacheError
from turnkeyml.records import Build, StoredResult
from turnkeyml.report import columns, row_source
from turnkeyml.report.columns import COLUMNS, NAMES
from turnkeyml.report.row_source import RowSource
from turnkeyml.results.evaluate import read_evaluated, rules

Row = dict[str, Any]
"""A value per column of the report."""

_MACHINE = ("cpu", "cpu_flags")
"""What a runner reports of the host's CPU; a hypervisor gives different CPUs one name."""
_RUNTIME_EAGER = "torch-eager"
_MIN_FOR_POOL = 100
"""Fewer builds are computed before a pool of processes has started."""


def rows_of(stores: Iterable[Store], *, noise_floors: Mapping[str, float] | None = None) -> Iterator[Row]:
    """The rows of caches, ordered by cache and build. A damaged file is a row too.

    Rows are kept in the cache for as long as its files are unchanged. `noise_floors` holds, by CPU, the share by which
    two runs on it differ for no reason.
    """
    floors = noise_floors or {}
    for store in stores:
        cache = str(store.path)
        with _computing(store) as compute:
            for text in derive(store.path, sorted(store.build_names()), _row_rules(), compute):
                for values in json.loads(text):
                    row = dict(zip(NAMES, values, strict=True))
                    row["cache"] = cache
                    if floors:
                        row["noise_floor"] = floors.get(_cpu(row))
                    yield row


def keep_rows(store: Store, builds: Iterable[str]) -> None:
    """Compute and keep the rows of some builds, so that a report of the whole cache need not."""
    names = sorted(set(builds))
    compute = functools.partial(map, functools.partial(_derive_rows, store))
    for _ in derive(store.path, names, _row_rules(), compute, is_all=False):
        pass


def rows_of_build(store: Store, name: str) -> Iterator[Row]:
    """The rows of one build. Raises `CacheError` where its record is missing or damaged."""
    yield from _rows(store, store.load_build(name))


@contextmanager
def _computing(store: Store) -> Iterator[Compute]:
    """Compute the rows of builds: of few in this process, of many with a process per CPU."""
    with ExitStack() as stack:
        pool: ProcessPoolExecutor | None = None

        def compute(names: Sequence[str]) -> Iterable[Derived]:
            nonlocal pool
            one = functools.partial(_derive_rows, store)
            if len(names) < _MIN_FOR_POOL:
                return map(one, names)
            if pool is None:
                context = multiprocessing.get_context("fork")  # a report has no threads, and has imported everything
                pool = stack.enter_context(ProcessPoolExecutor(len(os.sched_getaffinity(0)), mp_context=context))
            return pool.map(one, names, chunksize=_MIN_FOR_POOL // 4)

        yield compute


def _derive_rows(store: Store, name: str) -> Derived:
    try:
        build = store.load_build(name)
    except CacheError as error:
        return Derived(text=_encode([_damaged(store, name, error)]))
    # Whether the owner's process still runs is not in any file.
    return Derived(text=_encode(list(_rows(store, build))), is_final=not build.owner)


def _encode(rows: Sequence[Row]) -> str:
    return json.dumps([[row[name] for name in NAMES] for row in rows], allow_nan=False)


def _rows(store: Store, build: Build) -> Iterator[Row]:
    results: list[StoredResult] = []
    damaged: list[DamagedFile] = []
    for found in store.read_results(build.name, samples=False):
        if isinstance(found, DamagedFile):
            damaged.append(found)
        else:
            results.append(found)
    evaluated = [read_evaluated(store, one) if one.is_of(build) else one for one in results]
    current = [one for one in evaluated if one.is_of(build)]
    for stored in evaluated:
        source = RowSource(cache=str(store.path), build=build, stored=stored, is_outdated=not stored.is_of(build))
        if not source.is_outdated:
            source = dataclasses.replace(source, evaluation=stored.evaluation, eager_ms=_eager_ms(current, stored))
        yield _row(source)
    for file in damaged:
        yield _damaged(store, build.name, file.error)
    if not results and not damaged:
        yield _row(RowSource(cache=str(store.path), build=build))


def _row(source: RowSource) -> Row:
    return {column.name: column.value(source) for column in COLUMNS}


def _damaged(store: Store, name: str, error: CacheError) -> Row:
    known = {"cache": str(store.path), "build": name, "status": "failed"}
    return dict.fromkeys(NAMES) | known | {"failure_kind": "damaged", "failure": str(error)}


def _eager_ms(results: Iterable[StoredResult], stored: StoredResult) -> float | None:
    """PyTorch's own latency on the CPU, where it was measured on the same machine with as many threads.

    None beside a result that failed or is invalid, and where PyTorch's failed or is invalid.
    """
    for eager in results:
        job, threads = eager.job, eager.result.threads
        if (job.runtime, job.settings.mode, threads) != (_RUNTIME_EAGER, "latency", stored.result.threads):
            continue
        same = all(eager.runner.get(name) == stored.runner.get(name) for name in _MACHINE)
        if same and _is_comparable(eager) and _is_comparable(stored):
            return eager.evaluation.latency_ms if eager.evaluation else None
    return None


def _is_comparable(stored: StoredResult) -> bool:
    verdict = stored.evaluation.verdict if stored.evaluation else Verdict.INVALID.value
    return stored.result.failure is None and verdict != Verdict.INVALID.value


@functools.cache
def _row_rules() -> str:
    """Digest of the code that makes rows, and of the rules that evaluate."""
    files = [Path(columns.__file__), Path(row_source.__file__), Path(__file__)]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files) + rules().encode()).hexdigest()[:16]


def _cpu(row: Row) -> str:
    """The CPU that a row was measured on."""
    pairs = (word.partition("=") for word in str(row["runner"] or "").split("; "))
    return next((value for name, _, value in pairs if name == "cpu"), "")
