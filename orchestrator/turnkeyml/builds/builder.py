"""One input into its builds: taken from the cache where that is current, else analyzed and exported."""

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
from turnkeyml.builds.lookup import BuildRequest, find_cached_builds
from turnkeyml.cache import layout
from turnkeyml.cache.store import Store
from turnkeyml.errors import CacheError
from turnkeyml.inputs.resolve import Input
from turnkeyml.options import BuildOptions
from turnkeyml.records import Build, Invocation, Source, StageRecord
from turnkeyml.system.hashing import file_sha256
from turnkeyml.system.processes import this_process
from turnkeyml.worker.client import Worker
from turnkeyml.worker.dependencies import packages_of
from turnkeyml.worker.messages import Analyzed, Exported, StageBegan, WorkEvent, WorkRequest
from turnkeyml.worker.stage_meter import log_path

OnStage = Callable[[str, Stage], None]
"""Told of each stage that begins: of which script or build, and which."""


_NAMING = threading.Lock()


@dataclass(frozen=True, kw_only=True)
class BuildSet:
    """The builds of an input: those that an earlier run made, and those that this one has."""

    cached: list[Build]
    made: list[Build]


def build_input(
    source: Input,
    options: BuildOptions,
    store: Store,
    worker: Worker,
    needs_artifact: Callable[[Build], bool],
    on_stage: OnStage,
) -> BuildSet:
    """Give the builds of a script or .onnx file; a failure is a build, too.

    `needs_artifact` tells of a build from the cache whether its artifact will be used.
    """
    making = InputBuilder(source, options, store, worker, on_stage)
    with worker.suspender.exclusive_section():
        known = find_cached_builds(making.wanted(needs_artifact), store)
    return BuildSet(cached=known.usable, made=[] if known.is_complete else making.make(known.missing))


class InputBuilder:
    """The making of one input's builds."""

    def __init__(self, source: Input, options: BuildOptions, store: Store, worker: Worker, on_stage: OnStage) -> None:
        self._source = source
        self._options = options
        self._store = store
        self._worker = worker
        self._on_stage = on_stage
        self._stem, self._path = source.path.stem, str(source.path.absolute())
        self._sha256 = file_sha256(source.path)
        self._only = source.only
        """Hashes of the invocations to be made; none: all."""
        analysis = options.analysis
        self._analysis = dataclasses.replace(analysis, dims={} if source.path.suffix == ".py" else analysis.dims)

    def wanted(self, needs_artifact: Callable[[Build], bool]) -> BuildRequest:
        """What a cache is asked for before anything is made."""
        return BuildRequest(
            source=self._source,
            sha256=self._sha256,
            analysis=self._analysis,
            export=self._options.export,
            rebuild=self._options.rebuild,
            needs_artifact=needs_artifact,
        )

    def make(self, only: tuple[str, ...] = ()) -> list[Build]:
        """Analyze and export all that is wanted, or `only` some; files each build when there is something to tell."""
        pending = self._pending()
        self._store.save_build(pending)
        made: dict[str, Build] = {}
        self._only = wanted = only or self._source.only
        while True:
            with self._store.staging() as staging:
                for event in self._follow(staging, wanted):
                    with self._worker.suspender.exclusive_section():
                        match event:
                            case StageBegan():
                                self._begin(event, pending, made)
                            case Analyzed():
                                failed = self._take_analysis(event, pending, made, staging)
                                if failed is not None:
                                    return [failed]
                            case Exported():
                                made[event.hash] = self._take_export(event, made[event.hash], staging)
            left = [hash8 for hash8, build in made.items() if build.status(Stage.EXPORT) is Status.NOT_STARTED]
            if not left or not self._options.export:
                return list(made.values())
            wanted = tuple(left)  # the worker died at one export: the others are still to be made

    def _follow(self, staging: Path, wanted: tuple[str, ...]) -> Iterator[WorkEvent]:
        request = WorkRequest(
            input_path=str(self._source.path),
            options=self._analysis,
            staging=str(staging),
            only=wanted,
            export=self._options.export,
            memory_bytes=self._options.memory_bytes,
            threads=self._options.threads,
        )
        return self._worker.work(request, timeout_s=self._options.timeout_s)

    def _begin(self, event: StageBegan, pending: Build, made: dict[str, Build]) -> None:
        build = made.get(event.hash, pending)
        if event.stage is Stage.EXPORT:
            stages = build.stages | {Stage.EXPORT.value: StageRecord(status=Status.RUNNING)}
            self._store.save_build(dataclasses.replace(build, stages=stages, owner=this_process()))
        self._on_stage(build.name if build is not pending else str(self._source.path), event.stage)

    def _imported_packages(self, event: Analyzed) -> dict[str, str]:
        """Versions of the installed packages that the script and its own modules import."""
        path = self._source.path
        if path.suffix == ".onnx":
            return {}
        return packages_of([path, *(path.parent / one.path for one in event.imported if one.path.endswith(".py"))])

    def _take_analysis(self, event: Analyzed, pending: Build, made: dict[str, Build], staging: Path) -> Build | None:
        """File what the analysis found into `made`; return the failed build where there is nothing to go on with."""
        failure = event.failure or self._missing(event.invocations)
        versions = fingerprint.fingerprint_versions() | event.versions
        if failure is not None:
            record = dataclasses.replace(event.record, status=_failed_status(event.record))
            build = dataclasses.replace(
                pending, stages={Stage.ANALYSIS.value: record}, failure=failure, versions=versions, owner=""
            )
            return self._file(build, Stage.ANALYSIS, log_path(staging, "analysis"))
        with _NAMING:
            self._name_and_file(event, pending, made, versions, log_path(staging, "analysis"))
        with contextlib.suppress(CacheError):
            self._store.delete_build(pending.name)
        return None

    def _name_and_file(
        self, event: Analyzed, pending: Build, made: dict[str, Build], versions: dict[str, str], log: Path
    ) -> None:
        """A build for each invocation that is wanted; two inputs at once do not take the same name."""
        names = tuple(self._own_name(invocation.hash) for invocation in event.invocations)
        source = dataclasses.replace(
            pending.source,
            imported=event.imported,
            siblings=names,
            fingerprint_versions=self._imported_packages(event) | fingerprint.fingerprint_versions(),
        )
        for invocation, name in zip(event.invocations, names, strict=True):
            if invocation.hash in made or not self._wanted(invocation.hash):
                continue
            made[invocation.hash] = self._file(
                dataclasses.replace(
                    pending,
                    name=name,
                    source=source,
                    stages={Stage.ANALYSIS.value: event.record},
                    invocation=invocation,
                    versions=versions,
                    owner="",
                ),
                Stage.ANALYSIS,
                log,
            )

    def _take_export(self, event: Exported, build: Build, staging: Path) -> Build:
        if event.artifact is not None:
            self._store.add_artifact(Path(event.folder), event.artifact)
        build = dataclasses.replace(
            build,
            stages=build.stages | {Stage.EXPORT.value: event.record},
            artifact=event.artifact,
            failure=event.failure,
            owner="",
        )
        return self._file(build, Stage.EXPORT, log_path(staging, "export", event.hash))

    def _file(self, build: Build, stage: Stage, log: Path) -> Build:
        self._store.store_log(build.name, stage.value, log)
        self._store.save_build(build)
        return build

    def _pending(self) -> Build:
        """The build that stands for the script until its invocations are known, and for a failed analysis."""
        told = repr((self._path, self._analysis))
        hash8 = hashlib.sha256(told.encode()).hexdigest()[:8]
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

    def _own_name(self, hash8: str) -> str:
        """The name of an invocation's build; other digits where that of another input, as it is now, has it.

        They are of the folder's name before they are of the whole path: on another machine they are the same.
        """
        arguments = self._analysis.script_args
        for place in (Path(self._path).parent.name, self._path):
            if self._is_free(self._name(hash8)):
                break
            hash8 = hashlib.sha256(repr((hash8, place, arguments)).encode()).hexdigest()[:8]
        return self._name(hash8)

    def _is_free(self, name: str) -> bool:
        """Whether no build of another input has a name, or one of an input that has changed since."""
        try:
            there = self._store.load_build(name).source
        except CacheError:
            return True
        same_arguments = there.options.script_args == self._analysis.script_args
        if same_arguments and (there.path == self._path or there.sha256 == self._sha256):
            return True
        return file_sha256(Path(there.path)) != there.sha256

    def _wanted(self, hash8: str) -> bool:
        return not self._only or hash8 in self._only

    def _missing(self, invocations: tuple[Invocation, ...]) -> Failure | None:
        found = [invocation.hash for invocation in invocations]
        missing = [hash8 for hash8 in self._only if hash8 not in found]
        if not missing:
            return None
        message = f"no invocation {', '.join(missing)} in {self._source.path.name}; it has: {', '.join(found)}"
        return Failure(stage=Stage.ANALYSIS, kind=Kind.NO_MODEL, message=message)


def _failed_status(record: StageRecord) -> Status:
    return Status.FAILED if record.status is Status.SUCCESSFUL else record.status
