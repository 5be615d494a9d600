"""Which jobs a build is measured with, and whether a result that is filed already answers one."""

from __future__ import annotations

from turnkeyml.cache.store import Store
from turnkeyml.errors import CacheError
from turnkeyml.launchers.identity import is_another
from turnkeyml.options import JobOptions, Target, on_host
from turnkeyml.records import Artifact, Build, FiledResult
from turnkeyml.results.summary import is_current


def find_answer(
    store: Store, build: Build, target: Target, options: JobOptions, launcher: str, *, samples: bool = False
) -> FiledResult | None:
    """The successful result of the same job that an earlier run filed and finished, if there is one.

    One of another host, image or environment is none: a newer engine has other numbers.

    Unless `samples` are wanted, it has no measurements where what was filed of them says all that a run does.
    """
    filed = _find_same(store, build, target, options, launcher, samples=False)
    if filed is None or filed.is_unfinished:
        return None
    return with_samples(store, filed) if samples or not is_current(filed) else filed


def with_samples(store: Store, filed: FiledResult) -> FiledResult | None:
    """A filed result with its measurements; None where they cannot be read, or another one lies there by now."""
    job = filed.job
    whole = store.find_result(filed.build, job.device, job.runtime, job.precision, job.settings.mode)
    if whole is None or whole.job.id != job.id or whole.result.failure is not None or whole.is_unfinished:
        return None
    return whole


def find_begun(store: Store, build: Build, target: Target, options: JobOptions, launcher: str) -> FiledResult | None:
    """What an earlier run that was ended has measured of the same job, if it is not all."""
    for beside in (True, False):
        filed = _find_same(store, build, target, options, launcher, begun=beside)
        if filed is not None and filed.is_unfinished:
            return filed
    return None


def is_finished(store: Store, build: Build, target: Target, options: JobOptions) -> bool:
    """Whether a result with all of its processes lies where that of the job will, whatever job it answers."""
    mode = options.settings.mode
    filed = store.find_result(build.name, target.device.name, target.runtime, target.precision, mode, samples=False)
    return filed is not None and filed.result.failure is None and not filed.is_unfinished


def _is_of_twin(store: Store, filed: FiledResult, artifact: Artifact) -> bool:
    """Whether a result was measured with the build it names, as that is now, which has an artifact's structure."""
    if not filed.measured_as or not artifact.structure:
        return False
    try:
        twin = store.load_build(filed.measured_as).artifact_of(filed.job.device, filed.job.precision)
    except CacheError:
        return False
    return twin is not None and twin.files == filed.job.files and twin.structure == artifact.structure


def _find_same(
    store: Store,
    build: Build,
    target: Target,
    options: JobOptions,
    launcher: str,
    *,
    begun: bool = False,
    samples: bool = True,
) -> FiledResult | None:
    place = (build.name, target.device.name, target.runtime, target.precision, options.settings.mode)
    filed = store.find_result(*place, begun=begun, samples=samples)
    artifact = build.artifact_of(target.device.name, target.precision)
    if filed is None or artifact is None or filed.result.failure is not None:
        return None
    same = (
        (filed.job.files == artifact.files or (options.dedupe and _is_of_twin(store, filed, artifact)))
        and filed.job.tolerance == options.tolerance
        and (not target.device.gpu or filed.job.gpu == options.gpu)
        and filed.job.settings == options.settings
        and filed.job.threads == options.threads
        and (on_host(target) or launcher in ("auto", filed.launcher))
        and not is_another(target.device, filed.launcher, filed.image, filed.runner)
    )
    return filed if same else None
