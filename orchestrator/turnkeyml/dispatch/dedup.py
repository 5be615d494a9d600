"""`--dedupe`: builds whose models have one structure are measured once; the result is stored under each name."""

from __future__ import annotations

import dataclasses

from turnkeyml.cache.store import Store
from turnkeyml.dispatch.measured_work import work_of
from turnkeyml.dispatch.plan import PlannedJob
from turnkeyml.dispatch.reuse import ResultLookup
from turnkeyml.errors import CacheError
from turnkeyml.options.run_options import RunOptions
from turnkeyml.records import StoredResult

_Key = tuple[str, str, str, str]
"""Structure, device, runtime, precision."""


class ResultDeduplicator:
    """Finds the result of a job whose model has the same structure, of this run or an earlier one."""

    def __init__(self, store: Store, options: RunOptions, lookup: ResultLookup) -> None:
        self._store = store
        self._options = options
        self._lookup = lookup
        self._measured: dict[_Key, StoredResult] = {}
        """Without measurements: those of thousands of results would fill the memory."""
        self._in_progress: set[_Key] = set()

    def begin(self, job: PlannedJob) -> None:
        """Remember that a job has begun, so that duplicates wait for it."""
        if job.artifact is not None:
            self._in_progress.add(_key(job, job.artifact.structure))

    def is_in_progress(self, job: PlannedJob) -> bool:
        """Whether a job's result will be that of a duplicate that has begun and not finished."""
        structure = self._structure(job)
        return bool(structure) and _key(job, structure) in self._in_progress

    def add(self, job: PlannedJob, stored: StoredResult) -> None:
        """Remember a result for duplicates that follow."""
        if job.artifact is None:
            return
        key = _key(job, job.artifact.structure)
        self._in_progress.discard(key)
        if not self._options.job.dedupe or stored.result.failure is not None or stored.deduplicated_from:
            return
        if job.artifact.structure:
            without_samples = dataclasses.replace(stored.result, measurements=())
            self._measured[key] = dataclasses.replace(stored, result=without_samples)

    def find(self, job: PlannedJob) -> StoredResult | None:
        """A duplicate's result as one of this job's build; None where there is none or it is not wanted."""
        structure = self._structure(job)
        if not structure:
            return None
        found = self._measured.get(_key(job, structure))
        if found is None and not self._options.ignores_cache:
            found = self._find_stored(structure, job)
        whole = None if found is None else self._lookup.with_samples(found)
        if whole is None:
            return None
        return dataclasses.replace(
            whole, build=job.build.name, deduplicated_from=whole.build, evaluation=None, **work_of(job.artifact)
        )

    def _structure(self, job: PlannedJob) -> str:
        """The structure that duplicates share; empty where the job takes no other's result."""
        wanted = self._options.job.dedupe and not job.target.is_live_model
        return job.artifact.structure if wanted and job.artifact is not None else ""

    def _find_stored(self, structure: str, job: PlannedJob) -> StoredResult | None:
        for name in self._store.builds_with_structure(structure):
            if name == job.build.name:
                continue
            try:
                duplicate = self._store.load_build(name)
            except CacheError:
                continue
            stored = self._lookup.find_answer(duplicate, job.target)
            if stored is not None and not stored.deduplicated_from:
                return stored
        return None


def _key(job: PlannedJob, structure: str) -> _Key:
    return (structure, job.target.device.name, job.target.runtime, job.target.precision)
