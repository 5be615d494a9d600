"""Which jobs a build is measured with, and whether a result that is filed already answers one."""

from __future__ import annotations

from turnkeyml.cache.store import Store
from turnkeyml.errors import CacheError
from turnkeyml.launchers.identity import is_stale_runner
from turnkeyml.options import JobOptions, Target, on_host
from turnkeyml.records import Artifact, Build, StoredResult
from turnkeyml.results.summary import is_current


def find_answer(
    store: Store, build: Build, target: Target, options: JobOptions, launcher: str, *, samples: bool = False
) -> StoredResult | None:
    """The successful result of the same job that an earlier run filed and finished, if there is one.

    One of another host, image or environment is none: a newer engine has other numbers.

    Unless `samples` are wanted, it has no measurements where what was filed of them says all that a run does.
    """
    stored = _find_same(store, build, target, options, launcher, samples=False)
    if stored is None or stored.is_unfinished:
        return None
    return with_samples(store, stored) if samples or not is_current(stored) else stored


def with_samples(store: Store, stored: StoredResult) -> StoredResult | None:
    """A filed result with its measurements; None where they cannot be read, or another one lies there by now."""
    job = stored.job
    whole = store.find_result(stored.build, job.device, job.runtime, job.precision, job.settings.mode)
    if whole is None or whole.job.id != job.id or whole.result.failure is not None or whole.is_unfinished:
        return None
    return whole


def find_partial(store: Store, build: Build, target: Target, options: JobOptions, launcher: str) -> StoredResult | None:
    """What an earlier run that was ended has measured of the same job, if it is not all."""
    for beside in (True, False):
        stored = _find_same(store, build, target, options, launcher, partial=beside)
        if stored is not None and stored.is_unfinished:
            return stored
    return None


def is_finished(store: Store, build: Build, target: Target, options: JobOptions) -> bool:
    """Whether a result with all of its processes lies where that of the job will, whatever job it answers."""
    mode = options.settings.mode
    stored = store.find_result(build.name, target.device.name, target.runtime, target.precision, mode, samples=False)
    return stored is not None and stored.result.failure is None and not stored.is_unfinished


def _is_of_twin(store: Store, stored: StoredResult, artifact: Artifact) -> bool:
    """Whether a result was measured with the build it names, as that is now, which has an artifact's structure."""
    if not stored.deduplicated_from or not artifact.structure:
        return False
    try:
        twin = store.load_build(stored.deduplicated_from).artifact_of(stored.job.device, stored.job.precision)
    except CacheError:
        return False
    return twin is not None and twin.files == stored.job.files and twin.structure == artifact.structure


def _find_same(
    store: Store,
    build: Build,
    target: Target,
    options: JobOptions,
    launcher: str,
    *,
    partial: bool = False,
    samples: bool = True,
) -> StoredResult | None:
    place = (build.name, target.device.name, target.runtime, target.precision, options.settings.mode)
    stored = store.find_result(*place, partial=partial, samples=samples)
    artifact = build.artifact_of(target.device.name, target.precision)
    if stored is None or artifact is None or stored.result.failure is not None:
        return None
    same = (
        (stored.job.files == artifact.files or (options.dedupe and _is_of_twin(store, stored, artifact)))
        and stored.job.tolerance == options.tolerance
        and (not target.device.gpu or stored.job.gpu == options.gpu)
        and stored.job.settings == options.settings
        and stored.job.threads == options.threads
        and (on_host(target) or launcher in ("auto", stored.launcher))
        and not is_stale_runner(target.device, stored.launcher, stored.image, stored.runner)
    )
    return stored if same else None
