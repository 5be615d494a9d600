"""`--dedupe`: builds whose models have one structure are measured once, and the result is filed under each name."""

from __future__ import annotations

import dataclasses

from turnkeyml.cache.store import Store
from turnkeyml.dispatch import reuse
from turnkeyml.errors import CacheError
from turnkeyml.options import RunOptions, Target, on_host
from turnkeyml.records import Build, StoredResult


class ResultDeduplicator:
    """Finds the result of a build's twin: of this run, or filed by an earlier one."""

    def __init__(self, store: Store, options: RunOptions) -> None:
        self._store = store
        self._options = options
        self._measured: dict[_Key, StoredResult] = {}
        """Without their measurements: of thousands, these would fill the memory."""
        self._begun: set[_Key] = set()

    def expect(self, build: Build, target: Target) -> None:
        """Remember that a job is begun, so that twins can wait for it."""
        self._begun.add(_key(build, target.device.name, target.runtime, target.precision))

    def is_partial(self, build: Build, target: Target) -> bool:
        """Whether a build's result will be its twin's, which is begun and not finished."""
        return self._is_wanted(build, target) and (
            _key(build, target.device.name, target.runtime, target.precision) in self._begun
        )

    def note(self, build: Build, stored: StoredResult) -> None:
        """Remember what was measured, for the twins to come."""
        key = _key(build, stored.job.device, stored.job.runtime, stored.job.precision)
        self._begun.discard(key)
        if not self._options.job.dedupe or stored.result.failure is not None or stored.deduplicated_from:
            return
        if _structure(build, stored.job.device, stored.job.precision):
            self._measured[key] = dataclasses.replace(
                stored, result=dataclasses.replace(stored.result, measurements=())
            )

    def find(self, build: Build, target: Target) -> StoredResult | None:
        """A twin's result as one of this build; None where it has none, or nobody asked for it."""
        if not self._is_wanted(build, target):
            return None
        found = self._measured.get(_key(build, target.device.name, target.runtime, target.precision))
        if found is None and not self._options.ignores_cache:
            found = self._find_filed(_structure(build, target.device.name, target.precision), build, target)
        whole = None if found is None else reuse.with_samples(self._store, found)
        if whole is None:
            return None
        return dataclasses.replace(whole, build=build.name, deduplicated_from=whole.build, evaluation=None)

    def _is_wanted(self, build: Build, target: Target) -> bool:
        return (
            self._options.job.dedupe
            and bool(_structure(build, target.device.name, target.precision))
            and not on_host(target)
        )

    def _find_filed(self, structure: str, build: Build, target: Target) -> StoredResult | None:
        for name in self._store.twins(structure):
            if name == build.name:
                continue
            try:
                twin = self._store.load_build(name)
            except CacheError:
                continue
            stored = reuse.find_answer(self._store, twin, target, self._options.job, self._options.launcher)
            if stored is not None and not stored.deduplicated_from:
                return stored
        return None


_Key = tuple[str, str, str, str]
"""Structure, device, runtime, precision."""


def _key(build: Build, device: str, runtime: str, precision: str) -> _Key:
    return (_structure(build, device, precision), device, runtime, precision)


def _structure(build: Build, device: str, precision: str) -> str:
    artifact = build.artifact_of(device, precision)
    return artifact.structure if artifact is not None else ""
