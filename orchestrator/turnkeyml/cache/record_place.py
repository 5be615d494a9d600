"""What a record must say to be believed: only names that we write, and the place that it lies in.

A cache may come from anyone. What passes here is later used as a path, a stage or a precision as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from turnkey_runner.contract import Stage
from turnkeyml.cache import layout
from turnkeyml.errors import CacheError
from turnkeyml.records import PRECISIONS, Artifact, Build, StoredResult

Record = TypeVar("Record", Build, StoredResult)

_REMEDY = "run again to replace it"
_STAGES = frozenset(stage.value for stage in Stage)


def check_build(build: Build, name: str, path: Path) -> Build:
    """Return a build that was read from `path`. Raises `CacheError` if it is not of the build `name`."""
    return _believe(build, path, _build_faults(build, name))


def check_result(stored: StoredResult, path: Path) -> StoredResult:
    """Return a result that was read from `path`. Raises `CacheError` if it is of another build or job."""
    return _believe(stored, path, _result_faults(stored, path))


def check_artifact(artifact: Artifact) -> Artifact:
    """Return an artifact whose digest and files can be parts of paths. Raises `CacheError`."""
    layout.component("digest", artifact.digest)
    names = [layout.component("file", file.path) for file in artifact.files]
    if len({name.lower() for name in names}) < len(names) or any(file.size_bytes < 0 for file in artifact.files):
        raise CacheError("two files of a model have one name, or one has a negative size")
    for file in artifact.files:
        layout.component("digest", file.sha256)
    return artifact


def _believe(record: Record, path: Path, faults: Iterator[str]) -> Record:
    for fault in faults:
        raise CacheError(f"{path} is damaged: {fault}", remedy=_REMEDY)
    return record


def _build_faults(build: Build, name: str) -> Iterator[str]:
    if build.name != name:
        yield f"it is of the build {build.name[:80]!r}"
    if not build.stages.keys() <= _STAGES:
        yield f"unknown stage {min(build.stages.keys() - _STAGES)[:80]!r}"
    if not all(map(layout.is_build_name, build.source.siblings)):
        yield "the name of a sibling is not that of a build"
    if len(build.source.path) > _MAX_PATH or len(build.source.siblings) != len(set(build.source.siblings)):
        yield "its source has no path, or a sibling twice"
    try:
        for artifact in build.artifacts:
            check_artifact(artifact)
    except CacheError as error:
        yield error.message


def _result_faults(stored: StoredResult, path: Path) -> Iterator[str]:
    job = stored.job
    folder = path.parent.parent.name
    if stored.build != folder:
        yield f"it is of the build {stored.build[:80]!r}"
    if job.precision not in PRECISIONS or stored.result.precision not in PRECISIONS:
        yield f"unknown precision {job.precision[:80]!r} or {stored.result.precision[:80]!r}"
    if stored.deduplicated_from and not layout.is_build_name(stored.deduplicated_from):
        yield f"it was measured with {stored.deduplicated_from[:80]!r}, which is not the name of a build"
    try:
        name = layout.result_name(job.device, job.runtime, job.precision, job.settings.mode)
    except CacheError as error:
        yield error.message
    else:
        if Path(name).stem != path.stem:
            yield f"it belongs into {name}"


_MAX_PATH = 4096
"""PATH_MAX of Linux."""
