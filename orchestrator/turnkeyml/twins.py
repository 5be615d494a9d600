"""`--dedupe`: builds whose models have one structure are measured once, and the result is filed under each name."""

from __future__ import annotations

import dataclasses

from turnkeyml import jobs
from turnkeyml.cache.store import Store
from turnkeyml.errors import CacheError
from turnkeyml.jobs import Target
from turnkeyml.records import Build, FiledResult
from turnkeyml.runs import RunOptions


class Twins:
    """Finds the result of a build's twin: of this run, or filed by an earlier one."""

    def __init__(self, store: Store, options: RunOptions) -> None:
        self._store = store
        self._options = options
        self._measured: dict[tuple[str, str, str, str], FiledResult] = {}

    def note(self, build: Build, filed: FiledResult) -> None:
        """Remember what was measured, for the twins to come."""
        structure = _structure(build, filed.job.precision)
        if structure and filed.result.failure is None and not filed.measured_as:
            self._measured[structure, filed.job.device, filed.job.runtime, filed.job.precision] = filed

    def find(self, build: Build, target: Target) -> FiledResult | None:
        """A twin's result as one of this build; None where it has none, or nobody asked for it."""
        structure = _structure(build, target.precision)
        if not self._options.job.dedupe or not structure or jobs.on_host(target):
            return None
        found = self._measured.get((structure, target.device.name, target.runtime, target.precision))
        if found is None:
            found = self._find_filed(structure, build, target)
        return None if found is None else dataclasses.replace(found, build=build.name, measured_as=found.build)

    def _find_filed(self, structure: str, build: Build, target: Target) -> FiledResult | None:
        for name in self._store.twins(structure):
            if name == build.name:
                continue
            try:
                twin = self._store.load_build(name)
            except CacheError:
                continue
            filed = jobs.find_answer(self._store, twin, target, self._options.job, self._options.launcher)
            if filed is not None and not filed.measured_as:
                return filed
        return None


def _structure(build: Build, precision: str) -> str:
    artifact = build.artifact_of(precision)
    return artifact.structure if artifact is not None else ""
