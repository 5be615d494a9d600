"""The cache: the only code that reads and writes its files."""

from __future__ import annotations

import dataclasses
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from turnkey_runner.contract import Failure, Kind, Stage, Status
from turnkeyml.cache import files, layout, liveness
from turnkeyml.errors import CacheError
from turnkeyml.records import Artifact, Build, FiledResult

STALE_STAGING_S = 24 * 3600
MAX_LOG_BYTES = 1 << 20


class Store:
    """One cache. Two orchestrators may use it at once: every file appears whole or not at all."""

    def __init__(self, path: Path) -> None:
        self.path = path

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
            if any(not entry.name.startswith(files.TEMPORARY) for entry in path.iterdir()):
                raise CacheError(f"{path} is a folder with other things in it", remedy="choose an empty or new -d")
            files.write_atomically(path / layout.MARKER, json.dumps({"schema": layout.FORMAT}).encode() + b"\n")
        store._check()
        for folder in (layout.volume(path), layout.builds(path), layout.staging(path)):
            folder.mkdir(exist_ok=True)
        store._sweep_staging()
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
        try:
            entries = sorted(entry.name for entry in os.scandir(layout.builds(self.path)) if entry.is_dir())
        except FileNotFoundError:
            return
        yield from (name for name in entries if name.startswith(prefix) and not name.startswith(files.TEMPORARY))

    def load_build(self, name: str) -> Build:
        """One build. Raises `CacheError` where it is missing or damaged."""
        path = layout.build(self.path, name) / "build.json"
        if not path.is_file():
            raise CacheError(f"no build {name!r} in {self.path}", remedy="see `turnkey cache list`")
        return _settle(files.read_record(path, Build))

    def save_build(self, build: Build) -> None:
        """Write a build."""
        files.write_record(layout.build(self.path, build.name) / "build.json", build)

    def delete_build(self, name: str) -> None:
        """Remove a build with its results and logs; its artifact stays until `clean`."""
        if not layout.build(self.path, name).is_dir():
            raise CacheError(f"no build {name!r} in {self.path}", remedy="see `turnkey cache list`")
        files.remove_tree(layout.build(self.path, name))

    def save_log(self, name: str, stage: str, text: str) -> None:
        """Keep what a stage printed."""
        files.write_atomically(layout.log(self.path, name, stage), text.encode(errors="replace"))

    def adopt_log(self, name: str, stage: str, source: Path) -> None:
        """Keep the end of a log that a process wrote."""
        if source.is_file():
            with open(source, "rb") as log:
                log.seek(max(0, source.stat().st_size - MAX_LOG_BYTES))
                files.write_atomically(layout.log(self.path, name, stage), log.read())

    # artifacts

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """A folder to write artifacts in; what is still in it at the end is removed."""
        folder = layout.staging(self.path) / f"{int(time.time())}-{os.getpid()}-{secrets.token_hex(4)}"
        folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def adopt_artifact(self, folder: Path, artifact: Artifact) -> None:
        """Move an artifact that was written into the staging area to its content address."""
        files.write_record(folder / "artifact.json", artifact)
        files.adopt_folder(folder, self.artifact_folder(artifact))

    def artifact_folder(self, artifact: Artifact) -> Path:
        """Where an artifact lies, or would lie."""
        return layout.volume(self.path) / layout.artifact_path(artifact.digest)

    def has_artifact(self, artifact: Artifact) -> bool:
        """Whether all files of an artifact are there in their right sizes."""
        folder = self.artifact_folder(artifact)
        try:
            return all((folder / file.path).stat().st_size == file.size_bytes for file in artifact.files)
        except OSError:
            return False

    def drop_artifact(self, artifact: Artifact) -> None:
        """Free an artifact's space (`--lean-cache`); its statistics stay in the build."""
        files.remove_tree(self.artifact_folder(artifact))

    @property
    def volume(self) -> Path:
        """The folder that runners see."""
        return layout.volume(self.path)

    # results

    def save_result(self, filed: FiledResult) -> None:
        """Write a result; it replaces an earlier one of the same device, runtime, precision and mode."""
        job = filed.job
        path = layout.result(self.path, filed.build, job.device, job.runtime, job.precision, job.settings.mode)
        files.write_record(path, filed)

    def find_result(self, build: str, device: str, runtime: str, precision: str, mode: str) -> FiledResult | None:
        """The result that is filed, if it is there and readable."""
        path = layout.result(self.path, build, device, runtime, precision, mode)
        try:
            return files.read_record(path, FiledResult) if path.is_file() else None
        except CacheError:
            return None

    def results(self, build: str) -> Iterator[FiledResult]:
        """All results of a build. Raises `CacheError` at one that is damaged."""
        folder = layout.results(self.path, build)
        for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
            yield files.read_record(path, FiledResult)

    # upkeep

    def clean(self) -> tuple[int, int]:
        """Remove artifacts that no build refers to; return how many, and their bytes."""
        used = set()
        for name in self.build_names():
            used |= {artifact.digest for artifact in self.load_build(name).artifacts}
        removed = freed = 0
        for folder in self.volume.glob("??/*"):
            if folder.name not in used:
                freed += sum(file.stat().st_size for file in folder.iterdir())
                files.remove_tree(folder)
                removed += 1
        return removed, freed

    def _sweep_staging(self) -> None:
        """Remove what runs that were killed left behind; what a live or recent run writes stays."""
        for folder in layout.staging(self.path).iterdir():
            began, pid = (folder.name.split("-") + ["", ""])[:2]
            alive = pid.isdigit() and Path(f"/proc/{pid}").exists()
            old = not began.isdigit() or time.time() - int(began) > STALE_STAGING_S
            if old or not alive:
                shutil.rmtree(folder, ignore_errors=True)


def _settle(build: Build) -> Build:
    """A stage that was running when its process died reads as killed."""
    if not build.owner or liveness.is_alive(build.owner):
        return build
    stages = {
        name: dataclasses.replace(stage, status=Status.KILLED) if stage.status is Status.RUNNING else stage
        for name, stage in build.stages.items()
    }
    running = next((Stage(name) for name, stage in build.stages.items() if stage.status is Status.RUNNING), None)
    failure = build.failure
    if running is not None:
        message = f"turnkey was ended during the {running}"
        failure = Failure(stage=running, kind=Kind.KILLED, message=message, remedy="run it again")
    return dataclasses.replace(build, stages=stages, failure=failure, owner="")
