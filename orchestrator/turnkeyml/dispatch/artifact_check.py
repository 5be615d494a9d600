"""Compares the files of an artifact with their digests once per run, before it is converted or measured."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterable

from turnkeyml.cache import damaged
from turnkeyml.cache.atomic_files import move_into_place
from turnkeyml.cache.store import Store
from turnkeyml.cache.verify import find_artifact_damage
from turnkeyml.dispatch.plan import BuildPlan
from turnkeyml.records import Artifact
from turnkeyml.worker.suspend import ExporterSuspender


class ArtifactChecker:
    """Finds damaged artifacts; safe for several threads. It reads while nothing is measured on this host."""

    def __init__(self, store: Store, suspender: ExporterSuspender) -> None:
        self._store = store
        self._suspender = suspender
        self._intact: set[str] = set()
        self._lock = threading.Lock()

    def remove_damaged(self, plans: Iterable[BuildPlan]) -> bool:
        """Move damaged artifacts that jobs need away from their place, so that they are made again.

        Returns whether there were any.
        """
        found = [one for plan in plans for one in _needed(plan) if self._find_damage(one)]
        for artifact in found:
            self._move_aside(artifact)
        return bool(found)

    def refuse_damaged(self, plan: BuildPlan) -> BuildPlan:
        """The plan with its damage, for a build that cannot be made again: its script is not among the inputs.

        A damaged conversion is moved away, since the cache has what it is made of.
        """
        exported = plan.build.artifact
        if exported is None or not plan.needs_artifact:
            return plan
        damage = self._find_damage(exported)
        if damage:
            return dataclasses.replace(plan, damage=damage)
        self.remove_damaged([plan])
        return plan

    def _find_damage(self, artifact: Artifact) -> str:
        """The first damage of an artifact; none of one that is missing, or was intact before in this run."""
        with self._lock:
            if artifact.digest in self._intact:
                return ""
            with self._suspender.exclusive_section():
                damage = next(find_artifact_damage(self._store.artifact_folder(artifact), artifact), "")
            if not damage:
                self._intact.add(artifact.digest)
            return damage

    def _move_aside(self, artifact: Artifact) -> None:
        """Move a damaged artifact away; put it back if another thread or run has made it again meanwhile."""
        folder = self._store.artifact_folder(artifact)
        moved = damaged.move_aside(self._store.path, folder)
        if moved is not None and not any(find_artifact_damage(moved, artifact)):
            move_into_place(moved, folder)


def _needed(plan: BuildPlan) -> list[Artifact]:
    """The artifacts that the unanswered jobs of a plan use, or are converted from."""
    if not plan.needs_artifact or plan.build.artifact is None:
        return []
    used = [job.artifact for job in plan.jobs if job.answer is None and job.artifact is not None]
    return list({artifact.digest: artifact for artifact in (plan.build.artifact, *used)}.values())
