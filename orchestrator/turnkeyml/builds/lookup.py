"""What a cache holds already of an input: builds that are as good as those that would be made."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field

from turnkeyml.builds import fingerprint
from turnkeyml.builds.borrow import copy_build, sibling_caches
from turnkeyml.cache import layout
from turnkeyml.cache.store import Store
from turnkeyml.errors import CacheError
from turnkeyml.inputs.resolve import Input
from turnkeyml.options import Rebuild
from turnkeyml.records import AnalysisOptions, Build


@dataclass(frozen=True, kw_only=True)
class BuildRequest:
    """What is asked of an input."""

    source: Input
    sha256: str
    """Of the script or .onnx file as it is now."""
    analysis: AnalysisOptions
    export: bool
    rebuild: Rebuild
    needs_artifact: Callable[[Build], bool]
    """Tells of a build from the cache whether its artifact will be used."""


@dataclass(frozen=True, kw_only=True)
class CacheHit:
    """What an earlier run made of an input: the builds that are of use, and the hashes of those that are not."""

    usable: list[Build] = field(default_factory=list)
    missing: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether nothing is to be made."""
        return bool(self.usable) and not self.missing


def find_cached_builds(wanted: BuildRequest, store: Store) -> CacheHit:
    """The builds of a cache, or of one that lends them; none where they are stale or damaged."""
    if wanted.rebuild == "always":
        return CacheHit()
    known = _find_in(store, wanted, wanted.needs_artifact)
    if known.is_complete or not wanted.export:
        return known
    for source_store in sibling_caches(store):
        lent = _find_in(source_store, wanted, lambda build: True)
        if lent.is_complete:
            with contextlib.suppress(CacheError):  # dropped meanwhile, or a disk that is full: making it will tell
                return CacheHit(usable=[copy_build(build, source_store, store) for build in lent.usable])
    return known


def _find_in(store: Store, wanted: BuildRequest, needs_artifact: Callable[[Build], bool]) -> CacheHit:
    source = wanted.source
    for name in store.build_names(layout.script_prefix(source.path.stem, source.labels)):
        try:
            first = store.load_build(name)
            if first.invocation is None or not _is_current(first, wanted):
                continue
            siblings = [first if one == first.name else store.load_build(one) for one in first.source.siblings]
        except CacheError:
            continue  # damaged or incomplete: made again
        usable, missing = [], []
        for build in siblings:
            if build.invocation is None or (source.only and build.invocation.hash not in source.only):
                continue
            if _is_usable(store, build, wanted, needs_artifact):
                usable.append(build)
            else:
                missing.append(build.invocation.hash)
        if usable:
            return CacheHit(usable=usable, missing=tuple(missing))
    return CacheHit()


def _is_current(build: Build, wanted: BuildRequest) -> bool:
    if wanted.rebuild == "never":
        return build.source.options == wanted.analysis
    return fingerprint.is_current(build.source, wanted.source.path, wanted.sha256, wanted.analysis)


def _is_usable(store: Store, build: Build, wanted: BuildRequest, needs_artifact: Callable[[Build], bool]) -> bool:
    if not wanted.export:
        return True
    if build.artifact is None:
        return False
    return store.has_artifact(build.artifact) or not needs_artifact(build)
