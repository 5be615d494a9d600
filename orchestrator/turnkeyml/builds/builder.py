"""The builds of one input: taken from the cache where they are current, otherwise analyzed and exported."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import hashlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from turnkey_runner.contract import Failure, Kind, Stage, Status
from turnkey_runner.host.hardware import describe_hardware
from turnkeyml.builds import fingerprint
from turnkeyml.builds.exported_files import find_problem
from turnkeyml.builds.lookup import BuildRequest, find_cached_builds
from turnkeyml.cache import layout
from turnkeyml.cache.store import Store
from turnkeyml.errors import CacheError
from turnkeyml.inputs.resolve import Input
from turnkeyml.options.run_options import BuildOptions
from turnkeyml.records import Build, Invocation, Source, StageRecord
from turnkeyml.system.hashing import file_sha256
from turnkeyml.system.processes import this_process
from turnkeyml.worker.client import Worker
from turnkeyml.worker.dependencies import package_versions
from turnkeyml.worker.messages import Analyzed, Exported, StageBegan, WorkEvent, WorkRequest
from turnkeyml.worker.stage_meter import log_path

OnStage = Callable[[str, Stage], None]
"""Called with the name of the script or build, and the stage that begins."""


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
    return BuildSet(cached=hit.usable, new=[] if hit.is_complete else builder.build(hit.missing))


class InputBuilder:
    """Analyzes and exports one input."""

    def __init__(self, source: Input, options: BuildOptions, store: Store, worker: Worker, on_stage: OnStage) -> None:
        self._source = source
        self._options = options
        self._store = store
        self._worker = worker
        self._on_stage = on_stage
        self._stem, self._path = source.path.stem, str(source.path.absolute())
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
        )

    def build(self, hashes: tuple[str, ...] = ()) -> list[Build]:
        """Analyze and export all requested invocations, or those with these `hashes`; each step is stored."""
        pending = self._pending()
        self._store.save_build(pending)
        builds: dict[str, Build] = {}
        self._requested = to_export = hashes or self._source.invocation_hashes
        while True:
            with self._store.staging() as staging:
                for event in self._work(staging, to_export):
                    with self._worker.suspender.exclusive_section():
                        failed = self._handle(event, pending, builds, staging)
                    if failed is not None:
                        return [failed]
            left = [hash8 for hash8, build in builds.items() if build.status(Stage.EXPORT) is Status.NOT_STARTED]
            if not left or not self._options.export:
                return list(builds.values())
            to_export = tuple(left)  # the worker died during one export: the others are still missing

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
            self._store.save_build(dataclasses.replace(build, stages=stages, owner=this_process()))
        self._on_stage(build.name if build is not pending else str(self._source.path), event.stage)

    def _store_analysis(self, event: Analyzed, pending: Build, builds: dict[str, Build], staging: Path) -> Build | None:
        """Add a build per invocation to `builds`; return the failed build where there is none to go on with."""
        failure = event.failure or self._missing_invocations(event.invocations)
        versions = fingerprint.fingerprint_versions() | event.versions
        if failure is not None:
            record = dataclasses.replace(event.record, status=_failed_status(event.record))
            build = dataclasses.replace(
                pending, stages={Stage.ANALYSIS.value: record}, failure=failure, versions=versions, owner=""
            )
            return self._save(build, Stage.ANALYSIS, log_path(staging, "analysis"))
        with _NAMING:
            self._save_invocations(event, pending, builds, versions, log_path(staging, "analysis"))
        with contextlib.suppress(CacheError):
            self._store.delete_build(pending.name)
        return None

    def _save_invocations(
        self, event: Analyzed, pending: Build, builds: dict[str, Build], versions: dict[str, str], log: Path
    ) -> None:
        """Store a build for each requested invocation."""
        names = tuple(self._invocation_name(invocation.hash) for invocation in event.invocations)
        source = dataclasses.replace(
            pending.source,
            imported=event.imported,
            siblings=names,
            fingerprint_versions=self._imported_packages(event) | fingerprint.fingerprint_versions(),
        )
        for invocation, name in zip(event.invocations, names, strict=True):
            if invocation.hash in builds or not self._is_requested(invocation.hash):
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

    def _imported_packages(self, event: Analyzed) -> dict[str, str]:
        """The versions of the installed packages that the script and its own modules import."""
        path = self._source.path
        if path.suffix == ".onnx":
            return {}
        modules = [path.parent / file.path for file in event.imported if file.path.endswith(".py")]
        return package_versions([path, *modules])

    def _store_export(self, event: Exported, build: Build, staging: Path) -> Build:
        problem = find_problem(Path(event.folder), staging / event.hash) if event.artifact is not None else ""
        if problem:
            failure = Failure(stage=Stage.EXPORT, kind=Kind.EXPORT_ERROR, message=problem)
            record = dataclasses.replace(event.record, status=Status.FAILED)
            event = dataclasses.replace(event, artifact=None, failure=failure, record=record)
        if event.artifact is not None:
            self._store.add_artifact(Path(event.folder), event.artifact)
        build = dataclasses.replace(
            build,
            stages=build.stages | {Stage.EXPORT.value: event.record},
            artifact=event.artifact,
            failure=event.failure,
            owner="",
        )
        return self._save(build, Stage.EXPORT, log_path(staging, "export", event.hash))

    def _save(self, build: Build, stage: Stage, log: Path) -> Build:
        self._store.store_log(build.name, stage.value, log)
        self._store.save_build(build)
        return build

    def _pending(self) -> Build:
        """A build for the script as a whole: until its invocations are known, and for a failed analysis."""
        hash8 = _hash8((self._path, self._analysis))
        return Build(
            name=self._name(hash8),
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

    def _name(self, hash8: str) -> str:
        return layout.build_name(self._stem, self._source.labels, hash8)

    def _invocation_name(self, hash8: str) -> str:
        """The name of an invocation's build. Where a build of another input has it, the hash is disambiguated.

        It then includes the name of the script's folder, which is the same on another machine, and only where that
        name is taken as well, the whole path.
        """
        arguments = self._analysis.script_args
        for place in (Path(self._path).parent.name, self._path):
            if self._is_free(self._name(hash8)):
                break
            hash8 = _hash8((hash8, place, arguments))
        return self._name(hash8)

    def _is_free(self, name: str) -> bool:
        """Whether no build has a name, or only one of this input, or of an input that has changed since."""
        try:
            existing = self._store.load_build(name).source
        except CacheError:
            return True
        same_arguments = existing.options.script_args == self._analysis.script_args
        if same_arguments and (existing.path == self._path or existing.sha256 == self._sha256):
            return True
        return file_sha256(Path(existing.path)) != existing.sha256

    def _is_requested(self, hash8: str) -> bool:
        return not self._requested or hash8 in self._requested

    def _missing_invocations(self, invocations: tuple[Invocation, ...]) -> Failure | None:
        found = [invocation.hash for invocation in invocations]
        missing = [hash8 for hash8 in self._requested if hash8 not in found]
        if not missing:
            return None
        message = f"no invocation {', '.join(missing)} in {self._source.path.name}; it has: {', '.join(found)}"
        return Failure(stage=Stage.ANALYSIS, kind=Kind.NO_MODEL, message=message)


def _hash8(value: tuple[object, ...]) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:8]


def _failed_status(record: StageRecord) -> Status:
    return Status.FAILED if record.status is Status.SUCCESSFUL else record.status
