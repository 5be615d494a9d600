"""Mends a cache (`turnkey cache verify --repair`): executes nothing of it, and says per file what was done."""

from __future__ import annotations

import dataclasses
import math
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from turnkey_runner.contract import FileDigest
from turnkeyml.cache import atomic_files, damaged, derived, layout, unfinished
from turnkeyml.cache.index import Index
from turnkeyml.cache.result_files import DamagedFile
from turnkeyml.cache.store import Store
from turnkeyml.cache.unfinished import UnfinishedBuildError
from turnkeyml.cache.verify import find_artifact_damage, find_damage
from turnkeyml.errors import CacheError
from turnkeyml.records import Artifact, Build
from turnkeyml.system.hashing import file_sha256


@dataclass(frozen=True, kw_only=True)
class Repair:
    """What was done about a damaged file."""

    text: str
    """One line."""
    is_mended: bool
    """False: a run has to make it again, or a person has to remove it."""
    artifact: str = ""
    """Digest of the artifact that was moved aside."""


def repair(store: Store) -> Iterator[Repair]:
    """Mend every damaged file of a cache, or move it aside; name what is left.

    What is left is what `find_damage` finds afterwards, so that nothing is called intact that it objects to. Raises
    `CacheError` while a run uses the cache.
    """
    with store.exclusive() as is_exclusive:
        if not is_exclusive:
            raise CacheError(f"a run is using the cache {store.path}", remedy="repair it when the run has ended")
        builds: list[Build] = []
        for name in store.build_names():
            try:
                builds.append(store.load_build(name))
            except UnfinishedBuildError:
                pass
            except CacheError as error:
                yield from _move_build_aside(store, name, error)
            yield from _move_results_aside(store, name)
        moved = set()
        for done in _repair_artifacts(store, builds):
            moved.add(done.artifact)
            yield done
        unfinished.sweep(store.path, limit_s=math.inf)
        for line in find_damage(store, known_missing=moved):
            yield Repair(text=line, is_mended=False)
        _remove_damaged_tables(store)


def _move_build_aside(store: Store, name: str, error: CacheError) -> Iterator[Repair]:
    moved = damaged.move_aside(store.path, layout.build(store.path, name) / layout.BUILD)
    if moved is not None:
        yield _moved(store, error.message, moved, "run its script again, and its results are found again")


def _move_results_aside(store: Store, name: str) -> Iterator[Repair]:
    for partial in (False, True):
        for found in store.read_results(name, partial=partial):
            if isinstance(found, DamagedFile):
                moved = damaged.move_aside(store.path, found.path)
                if moved is not None:
                    yield _moved(store, found.error.message, moved, "the next run measures it again")


def _repair_artifacts(store: Store, builds: list[Build]) -> Iterator[Repair]:
    """Copy a damaged file from another artifact that has the same; move the artifact aside where none has."""
    owners = {artifact.digest: (artifact, build) for build in builds for artifact in build.artifacts}
    places: dict[str, list[Path]] = {}
    for artifact, _ in owners.values():
        for file in artifact.files:
            places.setdefault(file.sha256, []).append(store.artifact_folder(artifact) / file.path)
    for artifact, build in owners.values():
        folder = store.artifact_folder(artifact)
        if folder.is_dir() and any(find_artifact_damage(folder, artifact)):
            yield from _repair_artifact(store, build, artifact, places)


def _repair_artifact(store: Store, build: Build, artifact: Artifact, places: dict[str, list[Path]]) -> Iterator[Repair]:
    folder = store.artifact_folder(artifact)
    for file in artifact.files:
        path = folder / file.path
        if _is_intact(path, file):
            continue
        twin = next((one for one in places[file.sha256] if one != path and _is_intact(one, file)), None)
        if twin is None:
            moved = damaged.move_aside(store.path, folder)
            if moved is not None:
                how = shlex.join(["turnkey", "run", build.source.path, "-d", str(store.path)])
                is_converted = build.artifact is None or artifact.digest != build.artifact.digest
                remedy = "the next run converts it again" if is_converted else f"`{how}` makes it again"
                done = _moved(store, f"{path} is damaged", moved, remedy)
                yield dataclasses.replace(done, artifact=artifact.digest)
            return
        _replace(store, path, twin, file.size_bytes)
        text = f"{path} is mended: {twin.relative_to(store.path)} has the same bytes"
        yield Repair(text=text, is_mended=True)


def _replace(store: Store, path: Path, twin: Path, size_bytes: int) -> None:
    """Put a copy of `twin` in the place of a damaged file, which is moved aside."""
    with store.staging() as staging:
        copy = staging / path.name
        atomic_files.copy_file(twin, copy, size_bytes=size_bytes)
        copy.chmod(0o644)
        damaged.move_aside(store.path, path)
        atomic_files.move_file(copy, path)


def _is_intact(path: Path, file: FileDigest) -> bool:
    is_plain = path.is_file() and not path.is_symlink()
    return is_plain and path.stat().st_size == file.size_bytes and file_sha256(path) == file.sha256


def _moved(store: Store, problem: str, moved: Path, remedy: str) -> Repair:
    return Repair(text=f"{problem}; moved to {moved.relative_to(store.path)}: {remedy}", is_mended=False)


def _remove_damaged_tables(store: Store) -> None:
    """Remove tables that are damaged; they hold nothing but what the other files say."""
    index = Index(store.path)
    index.refresh()
    index.remove_damaged()
    derived.remove_damaged(store.path)
