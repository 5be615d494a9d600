"""Reading every file of a cache and reporting the damaged ones."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from turnkeyml.cache import atomic_files, dropped, layout
from turnkeyml.cache.record_place import check_artifact
from turnkeyml.cache.result_files import DamagedFile
from turnkeyml.cache.store import Store
from turnkeyml.cache.unfinished import UnfinishedBuildError
from turnkeyml.errors import CacheError
from turnkeyml.records import Artifact
from turnkeyml.system.regular_files import find_link, open_regular


def find_damage(store: Store, *, known_missing: Iterable[str] = ()) -> Iterator[str]:
    """One line for each file of a build, result or artifact that is missing, cannot be read or has changed.

    `known_missing` are digests of artifacts that the caller has reported already.
    """
    checked = set(known_missing)
    yield from _strangers(store)
    for name in store.build_names():
        artifacts: tuple[Artifact, ...] = ()
        try:
            artifacts = store.load_build(name).artifacts
        except UnfinishedBuildError:
            pass  # nothing is damaged: the next run makes it or removes it
        except CacheError as error:
            yield str(error)
        for partial in (False, True):
            results = store.read_results(name, partial=partial)
            yield from (str(damaged.error) for damaged in results if isinstance(damaged, DamagedFile))
        for artifact in artifacts:
            if artifact.digest not in checked:
                checked.add(artifact.digest)
                yield from _stored_artifact_damage(store, artifact)


def _strangers(store: Store) -> Iterator[str]:
    """What lies among the builds and is none: no command shows it."""
    folder = layout.builds(store.path)
    names = sorted(os.listdir(folder)) if folder.is_dir() else []
    for name in names:
        if not layout.is_build_name(name) and not name.startswith(atomic_files.TEMPORARY):
            yield f"{folder}{os.sep}{ascii(name)[1:-1]} is not a build"


def _stored_artifact_damage(store: Store, artifact: Artifact) -> Iterator[str]:
    folder = store.artifact_folder(artifact)
    link = find_link(store.path, folder)
    if link is not None:
        yield f"{link} is a link"
    elif not os.path.lexists(folder):
        if not dropped.may_be_missing(store.path, artifact.digest):
            yield f"{folder} is missing; run again with the script as INPUT to export it"
    else:
        yield from find_artifact_damage(folder, artifact)
        yield from _record_damage(folder / layout.ARTIFACT, artifact)


def find_artifact_damage(folder: Path, artifact: Artifact) -> Iterator[str]:
    """One line for each file of an artifact that is missing or has changed."""
    for file in artifact.files:
        try:
            path = layout.artifact_file(folder, file.path)
            with open_regular(path) as opened:
                found = os.fstat(opened.fileno())
                is_same = found.st_size == file.size_bytes
                is_same = is_same and hashlib.file_digest(opened, "sha256").hexdigest() == file.sha256
        except CacheError as error:
            yield f"{folder}: {error.message}"
        except OSError as error:
            yield f"{folder / file.path}: {error.strerror}"
        else:
            if not is_same:
                yield f"{path} is not the file that was exported (SHA-256 differs)"
            elif found.st_nlink != 1:
                yield f"{path} is a hard link, which runners refuse; copy the cache without links"


def _record_damage(path: Path, artifact: Artifact) -> Iterator[str]:
    """The artifact's own record has the same files as the build's."""
    try:
        record = check_artifact(atomic_files.read_record(path, Artifact))
    except CacheError as error:
        yield str(error)
    else:
        if (record.digest, record.files) != (artifact.digest, artifact.files):
            yield f"{path} is of another artifact"
