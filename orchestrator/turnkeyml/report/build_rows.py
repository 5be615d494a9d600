"""A build as rows: one per result, and one where it failed or has no result."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from turnkey_runner.contract import Kind
from turnkey_runner.stats.verdict_types import Verdict
from turnkeyml.cache.derived import Derived
from turnkeyml.cache.result_files import DamagedFile
from turnkeyml.cache.store import Store
from turnkeyml.cache.unfinished import UnfinishedBuildError
from turnkeyml.errors import CacheError
from turnkeyml.records import Build, Evaluation, StoredResult
from turnkeyml.report import columns, csv_cells, kept_row, row_source
from turnkeyml.report.columns import COLUMNS, NAMES
from turnkeyml.report.kept_row import Row, encode_rows
from turnkeyml.report.row_source import RowSource
from turnkeyml.results.comparability import is_of_slower_state
from turnkeyml.results.evaluate import read_evaluated, rules
from turnkeyml.system import printable

_MACHINE = ("cpu", "cpu_flags")
"""What a runner reports of the host's CPU; a hypervisor gives different CPUs one name."""
_RUNTIME_EAGER = "torch-eager"


def rows_of_build(store: Store, name: str) -> Iterator[Row]:
    """The rows of one build. Raises `CacheError` where its record is missing or damaged."""
    yield from _rows(store, store.load_build(name))


def derive_rows(store: Store, name: str) -> Derived:
    """The rows of one build as a text; a damaged record is a row too."""
    try:
        build = store.load_build(name)
    except CacheError as error:
        return Derived(text=encode_rows([_damaged(store, name, error)]))
    # Whether the owner's process still runs is not in any file.
    return Derived(text=encode_rows(list(_rows(store, build))), is_final=not build.owner)


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
            source = dataclasses.replace(source, evaluation=stored.evaluation, eager=_find_eager(current, stored))
        source = dataclasses.replace(source, lost_attempt=store.find_lost_attempt(stored))
        yield _row(source)
    for file in damaged:
        yield _damaged(store, build.name, file.error)
    if not results and not damaged:
        yield _row(RowSource(cache=str(store.path), build=build))


def _row(source: RowSource) -> Row:
    return {column.name: column.value(source) for column in COLUMNS}


def _damaged(store: Store, name: str, error: CacheError) -> Row:
    known = {"cache": str(store.path), "build": name, "status": "failed"}
    kind = Kind.KILLED.value if isinstance(error, UnfinishedBuildError) else "damaged"
    return dict.fromkeys(NAMES) | known | {"failure_kind": kind, "failure": str(error)}


def _find_eager(results: Iterable[StoredResult], stored: StoredResult) -> Evaluation | None:
    """The evaluation of PyTorch itself on the CPU, where it was measured on the same machine with as many threads.

    None if either result failed or is invalid, or if only one of them was measured in the best state of the host.
    """
    for eager in results:
        job, threads = eager.job, eager.result.threads
        if (job.runtime, job.settings.mode, threads) != (_RUNTIME_EAGER, "latency", stored.result.threads):
            continue
        same = all(eager.runner.get(name) == stored.runner.get(name) for name in _MACHINE)
        of_one_state = is_of_slower_state(eager) == is_of_slower_state(stored)
        if same and of_one_state and _is_comparable(eager) and _is_comparable(stored):
            return eager.evaluation
    return None


def _is_comparable(stored: StoredResult) -> bool:
    verdict = stored.evaluation.verdict if stored.evaluation else Verdict.INVALID.value
    return stored.result.failure is None and verdict != Verdict.INVALID.value


@functools.cache
def row_rules() -> str:
    """Digest of the code that makes rows, and of the rules that evaluate."""
    files = [Path(columns.__file__), Path(row_source.__file__), Path(__file__)]
    files += [Path(kept_row.__file__), Path(csv_cells.__file__), Path(printable.__file__)]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files) + rules().encode()).hexdigest()[:16]
