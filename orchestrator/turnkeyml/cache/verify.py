"""Reading every file of a cache and reporting the damaged ones."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from turnkeyml.cache.result_files import DamagedFile
from turnkeyml.cache.store import Store
from turnkeyml.cache.unfinished import UnfinishedBuildError
from turnkeyml.errors import CacheError
from turnkeyml.records import Artifact


def find_damage(store: Store) -> Iterator[str]:
    """One line for each file of a build, result or artifact that cannot be read or has changed."""
    checked: set[str] = set()
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
                yield from find_artifact_damage(store.artifact_folder(artifact), artifact)


def find_artifact_damage(folder: Path, artifact: Artifact) -> Iterator[str]:
    """One line for each file of an artifact that is missing or has changed."""
    if not folder.is_dir():
        return  # `--lean-cache` or `cache delete` removed it; it is exported again when a run needs it
    for file in artifact.files:
        try:
            with open(folder / file.path, "rb") as opened:
                digest = hashlib.file_digest(opened, "sha256").hexdigest()
        except OSError as error:
            yield f"{folder / file.path}: {error.strerror}"
            continue
        if digest != file.sha256:
            yield f"{folder / file.path} is not the file that was exported (SHA-256 differs)"
