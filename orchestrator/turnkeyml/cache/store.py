"""The cache: the only code that reads and writes its files."""

from __future__ import annotations

import bisect
import itertools
import json
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from turnkeyml.cache import atomic_files, interrupted, layout, staging
from turnkeyml.cache.in_use_lock import InUseLock, present
from turnkeyml.cache.index import Index
from turnkeyml.cache.partial_read import read_without_samples
from turnkeyml.errors import CacheError
from turnkeyml.labels import Labels, satisfies
from turnkeyml.records import Artifact, Build, StoredResult

MAX_LOG_BYTES = 1 << 20
_CLOCK_STEP_NS = 50_000_000
_PARTIAL = ".partial"
_FORMER_PARTIAL = ".begun"
"""As turnkey before 0.2 called it."""


class Store:
    """One cache. Two orchestrators may use it at once: every file appears whole or not at all."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._listed: list[str] = []
        self._listed_ns = -1
        self._opened_index: Index | None = None
        self._presence: InUseLock | None = None

    @classmethod
    def create(cls, path: Path) -> Store:
        """Open a cache for writing, creating it where there is none.

        Raises `CacheError` for a folder that holds something else, or that cannot be written.
        """
        store = cls(path.absolute())
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CacheError(f"cannot create the cache {path}: {error.strerror}", remedy="choose another -d") from error
        if not (path / layout.MARKER).exists():
            if any(not entry.name.startswith(atomic_files.TEMPORARY) for entry in path.iterdir()):
                raise CacheError(f"{path} is a folder with other things in it", remedy="choose an empty or new -d")
            atomic_files.write_atomically(path / layout.MARKER, json.dumps({"schema": layout.FORMAT}).encode() + b"\n")
        store._check()
        for folder in (layout.volume(path), layout.builds(path), layout.staging(path)):
            folder.mkdir(exist_ok=True)
        staging.sweep(store.path)
        return store

    @classmethod
    def open(cls, path: Path) -> Store:
        """Open a cache that exists. Raises `CacheError` where there is none."""
        store = cls(path.absolute())
        store._check()
        return store

    def _check(self) -> None:
        try:
            text = (self.path / layout.MARKER).read_text(encoding="utf-8")
        except FileNotFoundError as error:
            raise CacheError(f"there is no cache at {self.path}", remedy="see `turnkey cache location`") from error
        except OSError as error:
            raise CacheError(f"cannot read the cache {self.path}: {error.strerror}") from error
        try:
            found = json.loads(text)["schema"]
        except (ValueError, KeyError, TypeError) as error:
            raise CacheError(
                f"{self.path / layout.MARKER} is damaged", remedy="restore it, or choose another -d"
            ) from error
        if found != layout.FORMAT:
            raise CacheError(f"the cache {self.path} has the format {found}, this turnkey reads {layout.FORMAT}")

    # builds

    def build_names(self, prefix: str = "") -> Iterator[str]:
        """The names of all builds (that begin with a prefix), sorted."""
        names = self._names()
        start = bisect.bisect_left(names, prefix)
        yield from itertools.takewhile(lambda name: name.startswith(prefix), itertools.islice(names, start, None))

    def _names(self) -> list[str]:
        """The sorted names of the builds; the folder is read again once anybody has changed it."""
        folder = layout.builds(self.path)
        try:
            changed_ns = folder.stat().st_mtime_ns
            if changed_ns != self._listed_ns:
                names = (
                    entry.name for entry in os.scandir(folder) if not entry.name.startswith(atomic_files.TEMPORARY)
                )
                self._listed = sorted(names)
                # A change within the same step of the file system's clock would not be told from the last one.
                self._listed_ns = changed_ns if time.time_ns() - changed_ns > _CLOCK_STEP_NS else -1
        except FileNotFoundError:
            return []
        return self._listed

    def select_builds(self, wanted: Labels) -> list[str]:
        """The names of the builds that have some labels."""
        if not wanted:
            return list(self.build_names())
        return self._index().select(lambda labels: satisfies(labels, wanted))

    def twins(self, structure: str) -> list[str]:
        """The builds that have an artifact of a structure, as the cache was when this was first asked."""
        return self._index().twins(structure)

    def _index(self) -> Index:
        """The table of builds, brought up to the files when it is first asked for."""
        if self._opened_index is None:
            self._opened_index = Index(self.path)
            self._opened_index.refresh()
        return self._opened_index

    def has_build(self, name: str) -> bool:
        """Whether there is a build of that name; it may be damaged."""
        return (layout.build(self.path, name) / layout.BUILD).is_file()

    def load_build(self, name: str) -> Build:
        """One build. Raises `CacheError` where it is missing or damaged."""
        path = layout.build(self.path, name) / layout.BUILD
        try:
            return interrupted.resolve_interrupted(atomic_files.read_record(path, Build))
        except CacheError:
            if path.is_file():
                raise
            raise CacheError(f"no build {name!r} in {self.path}", remedy="see `turnkey cache list`") from None

    def save_build(self, build: Build) -> None:
        """Write a build."""
        atomic_files.write_record(layout.build(self.path, build.name) / layout.BUILD, build)

    def delete_build(self, name: str) -> None:
        """Remove a build with its results and logs; its artifact stays until `clean`."""
        if not layout.build(self.path, name).is_dir():
            raise CacheError(f"no build {name!r} in {self.path}", remedy="see `turnkey cache list`")
        atomic_files.remove_tree(layout.build(self.path, name))

    def save_log(self, name: str, stage: str, text: str) -> None:
        """Keep what a stage printed."""
        atomic_files.write_atomically(layout.log(self.path, name, stage), text.encode(errors="replace"))

    def store_log(self, name: str, stage: str, source: Path) -> None:
        """Keep the end of a log that a process wrote."""
        if source.is_file():
            with open(source, "rb") as log:
                log.seek(max(0, source.stat().st_size - MAX_LOG_BYTES))
                atomic_files.write_atomically(layout.log(self.path, name, stage), log.read())

    # artifacts

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """A folder to write artifacts in; what is still in it at the end is removed."""
        with staging.staging(self.path) as folder:
            yield folder

    def add_artifact(self, folder: Path, artifact: Artifact) -> None:
        """Move an artifact that was written into the staging area to its content address."""
        atomic_files.write_record(folder / "artifact.json", artifact)
        atomic_files.move_into_place(folder, self.artifact_folder(artifact))

    def artifact_folder(self, artifact: Artifact) -> Path:
        """Where an artifact lies, or would lie."""
        return layout.volume(self.path) / layout.artifact_path(artifact.digest)

    def has_artifact(self, artifact: Artifact) -> bool:
        """Whether all files of an artifact are there in their right sizes."""
        folder = os.fspath(self.artifact_folder(artifact))
        try:
            return all(os.stat(f"{folder}/{file.path}").st_size == file.size_bytes for file in artifact.files)
        except OSError:
            return False

    def copy_artifact(self, artifact: Artifact, target: Path) -> None:
        """Copy an artifact's files into a new folder; where the file system can, they share their blocks."""
        target.mkdir()
        for file in artifact.files:
            atomic_files.copy_file(self.artifact_folder(artifact) / file.path, target / file.path)

    def drop_artifact(self, artifact: Artifact) -> bool:
        """Free an artifact's space (`--lean-cache`); its statistics stay in the build.

        Nothing is done, and False returned, while another run uses the cache: it may be about to measure it.
        """
        with self._alone() as alone:
            if alone:
                staging.discard(self.path, self.artifact_folder(artifact))
        return alone

    @property
    def volume(self) -> Path:
        """The folder that runners see."""
        return layout.volume(self.path)

    # results

    def save_result(self, stored: StoredResult) -> None:
        """Write a result; it replaces an earlier one of the same device, runtime, precision and mode."""
        path = self._result_path(stored)
        atomic_files.write_record(path, stored)
        for suffix in (_PARTIAL, _FORMER_PARTIAL):
            path.with_suffix(suffix).unlink(missing_ok=True)

    def replace_result(self, stored: StoredResult) -> None:
        """Write a result over itself, with what is said of it now; what is begun beside it stays."""
        atomic_files.write_record(self._result_path(stored), stored)

    def save_partial(self, stored: StoredResult) -> None:
        """Write what is measured so far, beside the result that stays until it is all."""
        atomic_files.write_record(self._result_path(stored).with_suffix(_PARTIAL), stored)

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
        """The result that is filed, or what is begun beside it, if it is there and readable.

        Without `samples` it has no measurements, and is read in a tenth of the time.
        """
        path = layout.result(self.path, build, device, runtime, precision, mode)
        if partial:
            former, path = path.with_suffix(_FORMER_PARTIAL), path.with_suffix(_PARTIAL)
            path = path if path.exists() else former
        try:
            return atomic_files.read_record(path, StoredResult) if samples else read_without_samples(path)
        except CacheError:
            return None

    def results(self, build: str, *, samples: bool = True) -> Iterator[StoredResult]:
        """All results of a build; without measurements unless `samples`. Raises `CacheError` at one that is damaged."""
        folder = layout.results(self.path, build)
        for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
            yield atomic_files.read_record(path, StoredResult) if samples else read_without_samples(path)

    # upkeep

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Keep others from removing artifacts that no build refers to yet, or that this run is still to measure."""
        with present(self.path / layout.LOCK) as self._presence:
            try:
                yield
            finally:
                self._presence = None

    @contextmanager
    def _alone(self) -> Iterator[bool]:
        """Whether no other run uses the cache; none begins to until the block ends."""
        with ExitStack() as stack:
            presence = self._presence or stack.enter_context(present(self.path / layout.LOCK))
            yield stack.enter_context(presence.alone())

    def clean(self) -> tuple[int, int]:
        """Remove artifacts without a build, and what killed runs left; return how many artifacts, and their bytes.

        Raises `CacheError` while a run uses the cache: its newest artifacts belong to no build yet.
        """
        with self._alone() as alone:
            if alone:
                return self._clean()
        raise CacheError(f"a run is using the cache {self.path}", remedy="clean it when the run has ended")

    def _clean(self) -> tuple[int, int]:
        index = Index(self.path)
        index.refresh()
        used, damaged = index.digests(), index.damaged()
        index.remove_damaged()
        if damaged:
            remedy = "`turnkey cache delete` it, or run again to replace it"
            raise CacheError(f"nobody can tell which artifacts the damaged build {damaged[0]} uses", remedy=remedy)
        for left in (*layout.staging(self.path).glob("*"), *self.path.rglob(f"{atomic_files.TEMPORARY}*")):
            atomic_files.remove_tree(left) if left.is_dir() else left.unlink(missing_ok=True)
        removed = freed = 0
        for folder in self.volume.glob("??/*"):
            if folder.name not in used:
                freed += sum(file.stat().st_size for file in folder.iterdir())
                staging.discard(self.path, folder)
                removed += 1
        return removed, freed
