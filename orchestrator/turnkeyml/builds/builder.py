"""The builds of one input: taken from the cache where they are current, otherwise analyzed and exported."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from turnkey_runner.contract import Failure, Kind, Stage, Status
from turnkey_runner.host.hardware import describe_hardware
from turnkeyml.builds import fingerprint, naming
from turnkeyml.builds.exported_files import find_problem
from turnkeyml.builds.lookup import BuildRequest, find_cached_builds
from turnkeyml.builds.standing import StandingBuilds
from turnkeyml.cache.store import Store
from turnkeyml.errors import CacheError
from turnkeyml.inputs.resolve import Input
from turnkeyml.options.run_options import BuildOptions
from turnkeyml.records import Build, Invocation, Source, StageRecord
from turnkeyml.system.hashing import file_sha256
from turnkeyml.system.processes import this_process
from turnkeyml.worker.client import Worker
from turnkeyml.worker.messages import Analyzed, Exported, StageBegan, WorkEvent, WorkRequest
from turnkeyml.worker.stage_meter import log_path

OnStage = Callable[[str, Stage], None]
"""Called with the name of the script or build, and the stage that begins."""

_MAX_IDLE_PASSES = 2
"""Repetitions of an analysis after which no export was begun."""
_NAMING = threading.Lock()
"""Held while names are chosen and taken, so that two inputs never get the same one."""


@dataclass(frozen=True, kw_only=True)
class BuildSet:
    """The builds of an input: those of an earlier run, and those of this run."""

    cached: list[Build]
    new: list[Build]


def build_input(
    source: Input,
    options: BuildOptions,
    store: Store,
    worker: Worker,
    needs_artifact: Callable[[Build], bool],
    on_stage: OnStage,
) -> BuildSet:
    """The builds of a script or .onnx file; a failure is a build too.

    Args:
        source: the script or .onnx file.
        options: how to analyze and export it.
        store: the cache.
        worker: has torch, and analyzes and exports.
        needs_artifact: whether the artifact of a cached build will be used.
        on_stage: called when a stage begins.
    """
    builder = InputBuilder(source, options, store, worker, on_stage)
    with worker.suspender.exclusive_section():
        hit = find_cached_builds(builder.cache_request(needs_artifact), store)
        if hit.is_complete:
            builder.remove_interrupted()
    return BuildSet(cached=hit.usable, new=[] if hit.is_complete else builder.build(hit.missing))


class InputBuilder:
    """Analyzes and exports one input."""

    def __init__(self, source: Input, options: BuildOptions, store: Store, worker: Worker, on_stage: OnStage) -> None:
        self._source = source
        self._options = options
        self._store = store
        self._stored = StandingBuilds(store, exports=options.export)
        self._worker = worker
        self._on_stage = on_stage
        self._path = str(source.path.absolute())
        self._sha256 = file_sha256(source.path)
        self._requested = source.invocation_hashes
        """Hashes of the invocations to build; empty: all."""
        analysis = options.analysis
        self._analysis = dataclasses.replace(analysis, dims={} if source.path.suffix == ".py" else analysis.dims)

    def cache_request(self, needs_artifact: Callable[[Build], bool]) -> BuildRequest:
        """What to look up in the cache before anything is built."""
        return BuildRequest(
            source=self._source,
            sha256=self._sha256,
            analysis=self._analysis,
            export=self._options.export,
            rebuild=self._options.rebuild,
            needs_artifact=needs_artifact,
            environment=self._worker.environment,
        )

    def build(self, hashes: tuple[str, ...] = ()) -> list[Build]:
        """Analyze and export all requested invocations, or those with these `hashes`; each step is stored."""
        pending = self._pending()
        self._store.save_build(pending)
        builds: dict[str, Build] = {}
        self._requested = to_export = hashes or self._source.invocation_hashes
        passes_left = _MAX_IDLE_PASSES
        while True:
            failed: Build | None = None
            with self._store.staging() as staging:
                for event in self._work(staging, to_export):
                    with self._worker.suspender.exclusive_section():
                        failed = self._handle(event, pending, builds, staging)
                    if failed is not None:
                        break
            left = _unexported(builds)
            if not builds and failed is not None:
                return [failed]
            if not left or not self._options.export:
                return list(builds.values())
            passes_left = passes_left - 1 if set(left) == set(to_export) else _MAX_IDLE_PASSES
            if failed is not None or not passes_left:
                return self._fail_unexported(builds, failed)
            to_export = left  # the worker died during one export: the others are still missing

    def _fail_unexported(self, builds: dict[str, Build], failed: Build | None) -> list[Build]:
        """Fail what is left: the worker has ended before its export, and could not get as far again."""
        cause = failed.failure if failed else None
        message = "the worker ended between the analysis and the export"
        if cause:
            message += f", and the analysis failed when it was repeated: {cause.message}"
        kind, remedy = (
            (cause.kind, cause.remedy) if cause is not None else (Kind.CRASHED, "see whether a thread ends it")
        )
        failure = Failure(stage=Stage.EXPORT, kind=kind, message=message, remedy=remedy)
        for hash8 in _unexported(builds):
            stages = builds[hash8].stages | {Stage.EXPORT.value: StageRecord(status=Status.FAILED)}
            builds[hash8] = dataclasses.replace(builds[hash8], stages=stages, failure=failure, owner="")
            self._store.save_build(builds[hash8])
        return list(builds.values())

    def remove_interrupted(self) -> None:
        """Remove the build of the script as a whole that a killed run has left beside those of its invocations."""
        name = naming.script_build_name(self._source, self._analysis)
        with contextlib.suppress(CacheError):
            if self._store.has_build(name) and self._store.load_build(name).status(Stage.ANALYSIS) is Status.KILLED:
                self._store.delete_build(name)

    def _work(self, staging: Path, to_export: tuple[str, ...]) -> Iterator[WorkEvent]:
        request = WorkRequest(
            input_path=str(self._source.path),
            options=self._analysis,
            staging=str(staging),
            only=to_export,
            export=self._options.export,
            memory_bytes=self._options.limits.memory_bytes,
            threads=self._options.threads,
        )
        return self._worker.work(request, timeout_s=self._options.limits.timeout_s)

    def _handle(self, event: WorkEvent, pending: Build, builds: dict[str, Build], staging: Path) -> Build | None:
        """Store what an event says, and update `builds`; returns the failed build where the analysis has failed."""
        match event:
            case StageBegan():
                self._begin_stage(event, pending, builds)
            case Analyzed():
                return self._store_analysis(event, pending, builds, staging)
            case Exported():
                builds[event.hash] = self._store_export(event, builds[event.hash], staging)
        return None

    def _begin_stage(self, event: StageBegan, pending: Build, builds: dict[str, Build]) -> None:
        build = builds.get(event.hash, pending)
        if event.stage is Stage.EXPORT:
            stages = build.stages | {Stage.EXPORT.value: StageRecord(status=Status.RUNNING)}
            self._stored.save(dataclasses.replace(build, stages=stages, owner=this_process()))
        self._on_stage(build.name if build is not pending else str(self._source.path), event.stage)

    def _store_analysis(self, event: Analyzed, pending: Build, builds: dict[str, Build], staging: Path) -> Build | None:
        """Add a build per invocation to `builds`; return the failed build where there is none to go on with."""
        pending = self._as_read(pending, event)
        failure = event.failure or self._missing_invocations(event.invocations)
        versions = fingerprint.fingerprint_versions() | event.versions
        if failure is not None:
            record = dataclasses.replace(event.record, status=_failed_status(event.record))
            build = dataclasses.replace(
                pending, stages={Stage.ANALYSIS.value: record}, failure=failure, versions=versions, owner=""
            )
            return build if builds else self._save(build, Stage.ANALYSIS, log_path(staging, "analysis"))
        with _NAMING:
            self._save_invocations(event, pending, builds, versions, log_path(staging, "analysis"))
        with contextlib.suppress(CacheError):
            self._store.delete_build(pending.name)
        return None

    def _as_read(self, pending: Build, event: Analyzed) -> Build:
        """The build with the digest and the labels of what the worker has read: the script may have been edited."""
        if event.source_sha256 in ("", self._sha256):
            return pending
        self._sha256 = event.source_sha256
        self._source = dataclasses.replace(self._source, labels={key: list(v) for key, v in event.labels.items()})
        source = dataclasses.replace(pending.source, sha256=event.source_sha256)
        return dataclasses.replace(pending, source=source, labels=event.labels)

    def _save_invocations(
        self, event: Analyzed, pending: Build, builds: dict[str, Build], versions: dict[str, str], log: Path
    ) -> None:
        """Store a build for each requested invocation."""
        names = tuple(
            naming.invocation_build_name(self._source, self._analysis, invocation.hash, self._store, self._sha256)
            for invocation in event.invocations
        )
        inputs = fingerprint.describe_inputs(event, self._source.path.parent)
        source = dataclasses.replace(pending.source, siblings=names, **inputs)
        for invocation, name in zip(event.invocations, names, strict=True):
            known = builds.get(invocation.hash)
            is_same = known is not None and _inputs_of(known.source) == _inputs_of(source)
            if is_same or not self._is_requested(invocation.hash):
                continue
            build = dataclasses.replace(
                pending,
                name=name,
                source=source,
                stages={Stage.ANALYSIS.value: event.record},
                invocation=invocation,
                versions=versions,
                owner="",
            )
            builds[invocation.hash] = self._save(build, Stage.ANALYSIS, log)

    def _store_export(self, event: Exported, build: Build, staging: Path) -> Build:
        folder = staging / event.hash
        problem = find_problem(folder, event.artifact) if event.artifact is not None else ""
        if problem:
            failure = Failure(stage=Stage.EXPORT, kind=Kind.EXPORT_ERROR, message=problem)
            record = dataclasses.replace(event.record, status=Status.FAILED)
            event = dataclasses.replace(event, artifact=None, failure=failure, record=record)
        if event.artifact is not None:
            self._store.add_artifact(folder, event.artifact)
        build = dataclasses.replace(
            build,
            stages=build.stages | {Stage.EXPORT.value: event.record},
            artifact=event.artifact,
            failure=event.failure,
            owner="",
        )
        return self._save(build, Stage.EXPORT, log_path(staging, "export", event.hash))

    def _save(self, build: Build, stage: Stage, log: Path) -> Build:
        """Store a build, then its log: whatever ends turnkey in between, no folder is without its record."""
        self._stored.save(build)
        self._store.store_log(build.name, stage.value, log)
        return build

    def _pending(self) -> Build:
        """A build for the script as a whole: until its invocations are known, and for a failed analysis."""
        return Build(
            name=naming.script_build_name(self._source, self._analysis),
            source=Source(
                path=self._path,
                sha256=self._sha256,
                options=self._analysis,
                fingerprint_versions=fingerprint.fingerprint_versions(),
            ),
            labels={key: tuple(values) for key, values in self._source.labels.items()},
            stages={Stage.ANALYSIS.value: StageRecord(status=Status.RUNNING)},
            host=describe_hardware(),
            created_at=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            owner=this_process(),
        )

    def _is_requested(self, hash8: str) -> bool:
        return not self._requested or hash8 in self._requested

    def _missing_invocations(self, invocations: tuple[Invocation, ...]) -> Failure | None:
        found = [invocation.hash for invocation in invocations]
        missing = [hash8 for hash8 in self._requested if hash8 not in found]
        if not missing:
            return None
        message = f"no invocation {', '.join(missing)} in {self._source.path.name}; it has: {', '.join(found)}"
        return Failure(stage=Stage.ANALYSIS, kind=Kind.NO_MODEL, message=message)


def _unexported(builds: dict[str, Build]) -> tuple[str, ...]:
    return tuple(hash8 for hash8, build in builds.items() if build.status(Stage.EXPORT) is Status.NOT_STARTED)


def _inputs_of(source: Source) -> tuple[object, ...]:
    """What was read to make a build."""
    return source.sha256, source.imported


def _failed_status(record: StageRecord) -> Status:
    return Status.FAILED if record.status is Status.SUCCESSFUL else record.status
