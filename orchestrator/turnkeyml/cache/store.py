"""The cache: the only code that reads and writes its files."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from turnkeyml.cache import (
    atomic_files,
    attempts,
    clean,
    dropped,
    interrupted,
    layout,
    marker,
    result_files,
    staging,
    unfinished,
)
from turnkeyml.cache.attempts import Attempt
from turnkeyml.cache.build_names import BuildNames
from turnkeyml.cache.in_use_lock import InUseLock, hold_shared
from turnkeyml.cache.index import Index
from turnkeyml.cache.record_place import check_artifact, check_build
from turnkeyml.cache.result_files import DamagedFile
from turnkeyml.errors import CacheError
from turnkeyml.labels import Labels, satisfies
from turnkeyml.records import Artifact, Build, StoredResult
from turnkeyml.system.hashing import file_sha256
from turnkeyml.system.regular_files import has_size

MAX_LOG_BYTES = 1 << 20


class Store:
    """One cache. Two orchestrators may use it at once: every file appears whole or not at all."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._build_names = BuildNames(layout.builds(path))
        self._opened_index: Index | None = None
        self._in_use_lock: InUseLock | None = None

    @classmethod
    def create(cls, path: Path) -> Store:
        """Open a cache for writing; create it if there is none.

        Raises `CacheError` for a folder that holds something else, or that cannot be written.
        """
        marker.create_cache_folder(path)
        store = cls.open(path)
        for folder in (layout.volume(path), layout.builds(path), layout.staging(path)):
            with contextlib.suppress(OSError):  # what writes into it says why it cannot
                folder.mkdir(exist_ok=True)
        staging.sweep(store.path)
        return store

    @classmethod
    def open(cls, path: Path) -> Store:
        """Open a cache that exists. Raises `CacheError` if there is none."""
        store = cls(path.absolute())
        marker.check_format(store.path)
        return store

    # builds

    def build_names(self, prefix: str = "") -> Iterator[str]:
        """The sorted names of all builds, or of those that start with a prefix."""
        return self._build_names.find(prefix)

    def select_builds(self, wanted: Labels) -> list[str]:
        """The names of the builds that have some labels."""
        if not wanted:
            return list(self.build_names())
        return self._index().select(lambda labels: satisfies(labels, wanted))

    def builds_with_structure(self, structure: str) -> list[str]:
        """The builds that have an artifact of this structure, as of the first use of the index."""
        return self._index().builds_with_structure(structure)

    def _index(self) -> Index:
        """The table of builds, brought up to date at its first use."""
        if self._opened_index is None:
            self._opened_index = Index(self.path)
            self._opened_index.refresh()
        return self._opened_index

    def has_build(self, name: str) -> bool:
        """Whether there is a build of this name; it may be damaged."""
        return os.path.lexists(layout.build(self.path, name) / layout.BUILD)

    def load_build(self, name: str) -> Build:
        """Read one build. Raises `CacheError` if it is missing or damaged."""
        path = layout.build(self.path, name) / layout.BUILD
        try:
            read = atomic_files.read_record(path, Build, cache=self.path)
            return interrupted.resolve_interrupted(check_build(read, name, path))
        except CacheError:
            if os.path.lexists(path):
                raise
            if unfinished.is_unfinished(self.path, name):
                message = f"{name} was not finished: turnkey was ended before it wrote the build"
                raise unfinished.UnfinishedBuildError(message, remedy="run its script again") from None
            raise CacheError(f"no build {name!r} in {self.path}", remedy="see `turnkey cache list`") from None

    def save_build(self, build: Build) -> None:
        """Write a build."""
        atomic_files.write_record(layout.build(self.path, build.name) / layout.BUILD, build, cache=self.path)

    def delete_build(self, name: str) -> None:
        """Remove a build with its results and logs; its artifact stays until `clean`."""
        folder = layout.build(self.path, name)
        atomic_files.refuse_links(self.path, folder.parent)
        if folder.is_symlink():
            folder.unlink()
        elif folder.is_dir():
            atomic_files.remove_tree(folder)
        else:
            raise CacheError(f"no build {name!r} in {self.path}", remedy="see `turnkey cache list`")

    def save_log(self, name: str, stage: str, text: str) -> None:
        """Write what a stage printed."""
        path = layout.log(self.path, name, stage)
        atomic_files.write_atomically(path, text.encode(errors="replace"), cache=self.path)

    def store_log(self, name: str, stage: str, source: Path) -> None:
        """Copy the end of a log file that a process wrote."""
        if source.is_file():
            with open(source, "rb") as log:
                log.seek(max(0, source.stat().st_size - MAX_LOG_BYTES))
                atomic_files.write_atomically(layout.log(self.path, name, stage), log.read(), cache=self.path)

    # artifacts

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """A folder to write artifacts in; it is removed with the rest of its content when the block ends."""
        with staging.staging(self.path) as folder:
            yield folder

    def add_artifact(self, folder: Path, artifact: Artifact) -> None:
        """Move an artifact that was written into the staging area to its content address."""
        target = self.artifact_folder(check_artifact(artifact))
        atomic_files.refuse_links(self.path, target)
        atomic_files.write_record(folder / layout.ARTIFACT, artifact)
        atomic_files.move_into_place(folder, target)
        dropped.forget(self.path, artifact.digest)

    def artifact_folder(self, artifact: Artifact) -> Path:
        """The folder of an artifact, whether it exists or not."""
        return layout.artifact(self.path, artifact.digest)

    def has_artifact(self, artifact: Artifact) -> bool:
        """Whether all files of an artifact exist and have the right sizes."""
        folder = os.fspath(self.artifact_folder(artifact))
        return all(has_size(f"{folder}/{file.path}", file.size_bytes) for file in artifact.files)

    def copy_artifact(self, artifact: Artifact, target: Path) -> None:
        """Copy an artifact's files into a new folder, as reflinks if the file system supports them.

        Raises `CacheError` for a file that is missing, or not the one that was exported.
        """
        folder = self.artifact_folder(check_artifact(artifact))
        atomic_files.refuse_links(self.path, folder)
        target.mkdir()
        for file in artifact.files:
            copy = layout.artifact_file(target, file.path)
            atomic_files.copy_file(layout.artifact_file(folder, file.path), copy, size_bytes=file.size_bytes)
            if file_sha256(copy) != file.sha256:
                raise CacheError(f"{folder / file.path} is not the file that was exported")

    def drop_artifact(self, artifact: Artifact) -> bool:
        """Free an artifact's space (`--lean-cache`); its statistics stay in the build.

        Does nothing and returns False while another run uses the cache: that run may be about to measure the artifact.
        """
        with self.exclusive() as is_exclusive:
            if is_exclusive:
                folder = self.artifact_folder(artifact)
                atomic_files.refuse_links(self.path, folder.parent)
                dropped.note(self.path, artifact.digest)
                staging.discard(self.path, folder)
        return is_exclusive

    @property
    def volume(self) -> Path:
        """The folder that runners see."""
        return layout.volume(self.path)

    # results

    def save_result(self, stored: StoredResult, *, replaces_same: bool = True) -> StoredResult:
        """Store a result unless a good one stays in its place (`precedence.stays`); return the one that is stored."""
        return attempts.commit_result(self.path, self._result_path(stored), stored, replaces_same=replaces_same)

    def save_attempt(self, stored: StoredResult) -> None:
        """Record a failed measurement that is tried again."""
        attempts.record_attempt(self.path, self._result_path(stored), stored)

    def find_lost_attempt(self, stored: StoredResult) -> Attempt | None:
        """The latest failed attempt to replace a result."""
        return attempts.lost_against(self._result_path(stored), stored)

    def replace_result(self, stored: StoredResult) -> None:
        """Write a result again, with a newer evaluation; the file of an unfinished job stays."""
        attempts.replace_evaluation(self.path, self._result_path(stored), stored)

    def save_partial(self, stored: StoredResult) -> None:
        """Write what an unfinished job has measured so far; an earlier result stays until the job is finished."""
        path = self._result_path(stored).with_suffix(result_files.PARTIAL)
        atomic_files.write_record(path, stored, cache=self.path)

    def _result_path(self, stored: StoredResult) -> Path:
        job = stored.job
        return layout.result(self.path, stored.build, job.device, job.runtime, job.precision, job.settings.mode)

    def find_result(
        self,
        build: str,
        device: str,
        runtime: str,
        precision: str,
        mode: str,
        *,
        partial: bool = False,
        samples: bool = True,
    ) -> StoredResult | None:
        """Read one result; None if it is missing or damaged.

        Args:
            build: The build's name.
            device: The device's name, like the next three a part of the file's name.
            runtime: The runtime's name.
            precision: The precision that was measured.
            mode: `latency` or `throughput`.
            partial: Read what an unfinished job has measured so far, instead of the finished result.
            samples: Without them, the result has no measurements and is read in a tenth of the time.
        """
        path = layout.result(self.path, build, device, runtime, precision, mode)
        try:
            place = result_files.find_partial(path) if partial else path
            return result_files.read_result(self.path, place, samples=samples)
        except CacheError:
            return None

    def read_results(
        self, build: str, *, samples: bool = True, partial: bool = False
    ) -> Iterator[StoredResult | DamagedFile]:
        """Read all results of a build, or those of its unfinished jobs (`partial`); damaged files are reported as such.

        Without `samples`, a result has no measurements.
        """
        return result_files.read_results(self.path, build, samples=samples, partial=partial)

    def results(self, build: str, *, samples: bool = True) -> Iterator[StoredResult]:
        """Read all results of a build. Raises `CacheError` at the first damaged one; `read_results` reads on."""
        for stored in self.read_results(build, samples=samples):
            if isinstance(stored, DamagedFile):
                raise stored.error
            yield stored

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Keep other runs from removing artifacts that no build refers to yet, or that this run has yet to measure."""
        with hold_shared(self.path / layout.LOCK) as self._in_use_lock:
            try:
                yield
            finally:
                self._in_use_lock = None

    @contextmanager
    def exclusive(self) -> Iterator[bool]:
        """Whether no other run uses the cache; if so, none starts to until the block ends.

        Raises `CacheError` for a cache that cannot be written.
        """
        with ExitStack() as stack:
            lock = self._in_use_lock or stack.enter_context(hold_shared(self.path / layout.LOCK))
            if lock is None:
                raise CacheError(f"cannot write the cache {self.path}", remedy="change its permissions, or copy it")
            yield stack.enter_context(lock.is_exclusive())

    def sweep(self) -> None:
        """Remove what killed runs left, unless another run uses the cache, or nobody can write it."""
        with contextlib.suppress(CacheError), self.exclusive() as is_exclusive:
            if is_exclusive:
                unfinished.sweep(self.path)

    def clean(self) -> tuple[int, int]:
        """Remove artifacts without a build, and what killed runs left; return how many artifacts, and their bytes.

        Raises `CacheError` while a run uses the cache: its newest artifacts belong to no build yet.
        """
        with self.exclusive() as is_exclusive:
            if is_exclusive:
                return clean.remove_unused(self)
        raise CacheError(f"a run is using the cache {self.path}", remedy="clean it when the run has ended")
