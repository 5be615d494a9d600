"""Writes the builds of an input; a good one stays until the new one of its name is finished."""

from __future__ import annotations

from turnkey_runner.contract import Stage, Status
from turnkeyml.cache.precedence import FAULTS, Fault
from turnkeyml.cache.store import Store
from turnkeyml.errors import CacheError
from turnkeyml.records import Build


class StandingBuilds:
    """The builds of one input that were good before they are made again."""

    def __init__(self, store: Store, *, exports: bool) -> None:
        """Write into `store`; without `exports`, a build is finished when it is analyzed."""
        self._store = store
        self._exports = exports
        self._good: dict[str, Build | None] = {}
        """By name; None: there is no good one."""

    def save(self, build: Build) -> None:
        """Write a build, unless a good one of that name stays."""
        if build.name not in self._good:
            self._good[build.name] = self._find_good(build.name)
        good = self._good[build.name]
        if good is not None and self._stays(good, build):
            return
        self._store.save_build(build)
        self._good[build.name] = None

    def _find_good(self, name: str) -> Build | None:
        try:
            build = self._store.load_build(name)
        except CacheError:
            return None
        return build if build.artifact is not None and build.failure is None else None

    def _stays(self, good: Build, new: Build) -> bool:
        """Whether a good build stays: while the new one is unfinished, or failed for no fault of the script.

        A script that has changed since may be at fault; one that has not was good before.
        """
        is_unchanged = (good.source.sha256, good.source.options) == (new.source.sha256, new.source.options)
        if new.failure is None:
            is_unfinished = new.status(Stage.EXPORT) in (Status.NOT_STARTED, Status.RUNNING)
            return is_unfinished and (self._exports or is_unchanged)
        return is_unchanged or FAULTS[new.failure.kind] is not Fault.MODEL
