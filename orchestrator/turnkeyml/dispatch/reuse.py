"""Results of earlier runs: whether a stored one answers a job, or has measured part of it."""

from __future__ import annotations

from turnkeyml.cache.store import Store
from turnkeyml.errors import CacheError
from turnkeyml.launchers.identity import is_stale_runner
from turnkeyml.options.run_options import RunOptions
from turnkeyml.options.targets import Target
from turnkeyml.records import Artifact, Build, StoredResult
from turnkeyml.results.evaluate import is_current


class ResultLookup:
    """Looks results up for the options of one run. Safe for several threads."""

    def __init__(self, store: Store, options: RunOptions) -> None:
        self._store = store
        self._options = options

    def find_answer(self, build: Build, target: Target) -> StoredResult | None:
        """The finished, successful result of the same job, if there is one.

        A result of another host, image or environment is none: a newer engine has other numbers. Unless the run's
        events carry samples, the result has no measurements where its stored evaluation is current.
        """
        stored = self._find_same(build, target, samples=False)
        if stored is None or stored.is_unfinished:
            return None
        return self.with_samples(stored) if self._options.request.as_json or not is_current(stored) else stored

    def find_partial(self, build: Build, target: Target) -> StoredResult | None:
        """What a run that was interrupted has measured of the same job, if processes are missing."""
        for partial in (True, False):
            stored = self._find_same(build, target, partial=partial)
            if stored is not None and stored.is_unfinished:
                return stored
        return None

    def has_finished(self, build: Build, target: Target) -> bool:
        """Whether a finished result is stored where this job's will be, whatever job it answers."""
        mode = self._options.job.settings.mode
        stored = self._store.find_result(
            build.name, target.device.name, target.runtime, target.precision, mode, samples=False
        )
        return stored is not None and stored.result.failure is None and not stored.is_unfinished

    def with_samples(self, stored: StoredResult) -> StoredResult | None:
        """A stored result with its measurements; None where they cannot be read or another result replaced it."""
        job = stored.job
        whole = self._store.find_result(stored.build, job.device, job.runtime, job.precision, job.settings.mode)
        if whole is None or whole.job.id != job.id or whole.result.failure is not None or whole.is_unfinished:
            return None
        return whole

    def _find_same(
        self, build: Build, target: Target, *, partial: bool = False, samples: bool = True
    ) -> StoredResult | None:
        options = self._options.job
        artifact = build.artifact_of(target.device.name, target.precision)
        if artifact is None:
            return None
        place = (build.name, target.device.name, target.runtime, target.precision, options.settings.mode)
        stored = self._store.find_result(*place, partial=partial, samples=samples)
        if stored is None or stored.result.failure is not None:
            return None
        same = (
            (stored.job.files == artifact.files or (options.dedupe and self._is_of_duplicate(stored, artifact)))
            and stored.job.tolerance == options.tolerance
            and (not target.device.accelerator or stored.job.gpu == target.unit)
            and stored.job.settings == options.settings
            and stored.job.threads == options.threads
            and (target.is_live_model or self._options.request.launcher in ("auto", stored.launcher))
            and not is_stale_runner(target.runner, stored.launcher, stored.image, stored.runner)
        )
        return stored if same else None

    def _is_of_duplicate(self, stored: StoredResult, artifact: Artifact) -> bool:
        """Whether a result was measured with the build that it names, as it is now, and that has this structure."""
        if not stored.deduplicated_from or not artifact.structure:
            return False
        try:
            source = self._store.load_build(stored.deduplicated_from)
        except CacheError:
            return False
        measured = source.artifact_of(stored.job.device, stored.job.precision)
        return measured is not None and measured.files == stored.job.files and measured.structure == artifact.structure
