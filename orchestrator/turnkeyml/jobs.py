"""Which jobs a build is measured with, and whether a result that is filed already answers one."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from turnkey_runner.contract import Job, Settings, Tolerance
from turnkeyml.cache import layout
from turnkeyml.cache.store import Store
from turnkeyml.devices import Device, find_device
from turnkeyml.dispatch.present import is_another
from turnkeyml.errors import CacheError, UsageError
from turnkeyml.records import PRECISIONS, Artifact, Build, FiledResult
from turnkeyml.report.brief import is_current


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where and how builds are measured: device × runtime × precision."""

    device: Device
    runtime: str
    precision: str


@dataclass(frozen=True, kw_only=True)
class JobOptions:
    """What all jobs of a run have in common."""

    settings: Settings
    threads: int | None = None
    timeout_s: float = 3600.0
    memory_bytes: int | None = None
    tolerance: Tolerance | None = None
    gpu: str = ""
    """Which card: its index or UUID."""
    dedupe: bool = False
    """Take a result of a model of the same structure for an answer."""


def choose_targets(devices: Sequence[str], runtimes: Sequence[str], precisions: Sequence[str]) -> tuple[Target, ...]:
    """Combine what was asked for; a device's default runtime stands for none.

    With several devices a runtime is taken by those that have it; runtimes of the live model take
    the precision fp32 alone. Raises `UsageError` for a name that no chosen device has.
    """
    chosen = [find_device(name) for name in dict.fromkeys(devices)]
    for runtime in runtimes:
        if not any(runtime in device.all_runtimes for device in chosen):
            chosen[0].check_runtime(runtime)
    for precision in precisions:
        if precision not in PRECISIONS:
            raise UsageError(f"unknown precision {precision!r}", remedy=f"choose from: {', '.join(PRECISIONS)}")
        if not any(precision in device.precisions for device in chosen):
            chosen[0].check_precision(precision)
    targets = []
    for device in chosen:
        own = [runtime for runtime in dict.fromkeys(runtimes) if runtime in device.all_runtimes]
        for runtime, precision in itertools.product(
            own or [device.default_runtime], dict.fromkeys(precisions or ["fp32"])
        ):
            if precision in device.precisions and (precision == "fp32" or runtime not in device.host_runtimes):
                targets.append(Target(device=device, runtime=runtime, precision=precision))
    if not targets:
        raise UsageError(f"{', '.join(runtimes)} measures the live model, in fp32 only", remedy="add --precision fp32")
    return tuple(targets)


def on_host(target: Target) -> bool:
    """Whether the worker measures it, with the live model."""
    return target.runtime in target.device.host_runtimes


def make_job(artifact: Artifact, target: Target, options: JobOptions) -> Job:
    """One artifact for one target."""
    return Job(
        id=uuid.uuid4().hex,
        artifact=layout.artifact_path(artifact.digest),
        files=artifact.files,
        inputs=artifact.inputs,
        outputs=artifact.outputs,
        device=target.device.name,
        runtime=target.runtime,
        precision=target.precision,
        settings=options.settings,
        threads=options.threads,
        timeout_s=options.timeout_s,
        memory_bytes=options.memory_bytes,
        tolerance=options.tolerance,
        deterministic=artifact.deterministic,
        gpu=options.gpu if target.device.gpu else "",
    )


def find_answer(
    store: Store, build: Build, target: Target, options: JobOptions, launcher: str, *, samples: bool = False
) -> FiledResult | None:
    """The successful result of the same job that an earlier run filed and finished, if there is one.

    One of another host, image or environment is none: a newer engine has other numbers.

    Unless `samples` are wanted, it has no measurements where what was filed of them says all that a run does.
    """
    filed = _find_same(store, build, target, options, launcher, samples=False)
    if filed is None or is_unfinished(filed):
        return None
    return with_samples(store, filed) if samples or not is_current(filed) else filed


def with_samples(store: Store, filed: FiledResult) -> FiledResult | None:
    """A filed result with its measurements; None where they cannot be read, or another one lies there by now."""
    job = filed.job
    whole = store.find_result(filed.build, job.device, job.runtime, job.precision, job.settings.mode)
    if whole is None or whole.job.id != job.id or whole.result.failure is not None or is_unfinished(whole):
        return None
    return whole


def find_begun(store: Store, build: Build, target: Target, options: JobOptions, launcher: str) -> FiledResult | None:
    """What an earlier run that was ended has measured of the same job, if it is not all."""
    for beside in (True, False):
        filed = _find_same(store, build, target, options, launcher, begun=beside)
        if filed is not None and is_unfinished(filed):
            return filed
    return None


def is_finished(store: Store, build: Build, target: Target, options: JobOptions) -> bool:
    """Whether a result with all of its processes lies where that of the job will, whatever job it answers."""
    mode = options.settings.mode
    filed = store.find_result(build.name, target.device.name, target.runtime, target.precision, mode, samples=False)
    return filed is not None and filed.result.failure is None and not is_unfinished(filed)


def _is_of_twin(store: Store, filed: FiledResult, artifact: Artifact) -> bool:
    """Whether a result was measured with the build it names, as that is now, which has an artifact's structure."""
    if not filed.measured_as or not artifact.structure:
        return False
    try:
        twin = store.load_build(filed.measured_as).artifact_of(filed.job.device, filed.job.precision)
    except CacheError:
        return False
    return twin is not None and twin.files == filed.job.files and twin.structure == artifact.structure


def is_unfinished(filed: FiledResult) -> bool:
    """Whether processes are still to come, as far as the run that filed it knew."""
    result = filed.result
    return result.failure is None and (filed.is_begun or len(result.conditions) < result.settings.processes)


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
