"""Cached builds of an input that are as good as new ones."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from turnkeyml.builds import fingerprint
from turnkeyml.builds.borrow import copy_build, sibling_caches
from turnkeyml.cache import layout
from turnkeyml.cache.store import Store
from turnkeyml.errors import CacheError
from turnkeyml.inputs.resolve import Input
from turnkeyml.options.run_options import Rebuild
from turnkeyml.records import AnalysisOptions, Build


@dataclass(frozen=True, kw_only=True)
class BuildRequest:
    """The builds that are requested of an input."""

    source: Input
    sha256: str
    """Of the script or .onnx file as it is now."""
    analysis: AnalysisOptions
    export: bool
    rebuild: Rebuild
    needs_artifact: Callable[[Build], bool]
    """Whether the artifact of a cached build will be used."""
    environment: Mapping[str, str]
    """What a script would be started with."""


@dataclass(frozen=True, kw_only=True)
class CacheHit:
    """What the cache has of an input: usable builds, and the invocation hashes of builds that cannot be used."""

    usable: list[Build] = field(default_factory=list)
    missing: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether nothing has to be built."""
        return bool(self.usable) and not self.missing


def find_cached_builds(request: BuildRequest, store: Store) -> CacheHit:
    """The usable builds of the cache, or of a sibling cache, which are copied; none where they are stale or damaged."""
    if request.rebuild == "always":
        return CacheHit()
    hit = _find_in(store, request, request.needs_artifact)
    if hit.is_complete or not request.export:
        return hit
    for source_store in sibling_caches(store):
        sibling_hit = _find_in(source_store, request, lambda build: True)
        if sibling_hit.is_complete:
            with contextlib.suppress(CacheError):  # the artifact was dropped meanwhile, or the disk is full: build it
                return CacheHit(usable=[copy_build(build, source_store, store) for build in sibling_hit.usable])
    return hit


def _find_in(store: Store, request: BuildRequest, needs_artifact: Callable[[Build], bool]) -> CacheHit:
    source, hashes = request.source, request.source.invocation_hashes
    prefix = layout.script_prefix(source.path.stem, source.labels)
    for name in store.build_names(prefix):
        try:
            first = store.load_build(name)
            if first.invocation is None or not _is_current(first, request):
                continue
            if not all(sibling.startswith(prefix) for sibling in first.source.siblings):
                continue
            builds = [first if sibling == name else store.load_build(sibling) for sibling in first.source.siblings]
        except CacheError:
            continue  # damaged or incomplete: built again
        usable, missing = [], []
        for build in builds:
            if build.invocation is None or (hashes and build.invocation.hash not in hashes):
                continue
            if _is_usable(store, build, request, needs_artifact):
                usable.append(_of_source(build, source))
            else:
                missing.append(build.invocation.hash)
        if usable:
            return CacheHit(usable=usable, missing=tuple(missing))
    return CacheHit()


def _of_source(build: Build, source: Input) -> Build:
    """The build as one of the file that the user has named: a record's own path may be of anything."""
    return dataclasses.replace(build, source=dataclasses.replace(build.source, path=str(source.path.absolute())))


def _is_current(build: Build, request: BuildRequest) -> bool:
    if request.rebuild == "never":
        return build.source.options == request.analysis
    return fingerprint.is_current(
        build.source, request.source.path, request.sha256, request.analysis, request.environment
    )


def _is_usable(store: Store, build: Build, request: BuildRequest, needs_artifact: Callable[[Build], bool]) -> bool:
    if not request.export:
        return True
    if build.artifact is None:
        return False
    return store.has_artifact(build.artifact) or not needs_artifact(build)
