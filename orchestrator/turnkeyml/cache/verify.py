"""Reading all of a cache and telling what is not whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from turnkeyml.cache.store import Store
from turnkeyml.errors import CacheError
from turnkeyml.records import Artifact


def find_damage(store: Store) -> Iterator[str]:
    """One line for each build, result or artifact that cannot be read or is not what it was."""
    seen: set[str] = set()
    for name in store.build_names():
        try:
            build = store.load_build(name)
            list(store.results(name))
        except CacheError as error:
            yield str(error)
            continue
        for artifact in build.artifacts:
            if artifact.digest not in seen:
                seen.add(artifact.digest)
                yield from _check(store.artifact_folder(artifact), artifact)


def _check(folder: Path, artifact: Artifact) -> Iterator[str]:
    if not folder.is_dir():
        return  # dropped by --lean-cache, or deleted: made again when it is needed
    for file in artifact.files:
        try:
            with open(folder / file.path, "rb") as opened:
                digest = hashlib.file_digest(opened, "sha256").hexdigest()
        except OSError as error:
            yield f"{folder / file.path}: {error.strerror}"
            continue
        if digest != file.sha256:
            yield f"{folder / file.path} is not the file that was exported (SHA-256 differs)"
