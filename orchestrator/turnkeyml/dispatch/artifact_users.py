"""Which planned builds still need an artifact: with `--lean-cache`, the last one to finish drops it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable

from turnkeyml.cache.store import Store
from turnkeyml.records import Artifact, Build


class ArtifactUsers:
    """Counts users per artifact; safe for several threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._users: Counter[str] = Counter()
        self._reserved: Counter[str] = Counter()
        """By artifact: builds of the run that have not ended, as far as that is known from the start."""
        self._evictable: dict[str, Artifact] = {}
        """Artifacts without a user that another run may still need."""
        self._lock = threading.Lock()

    @property
    def left_over(self) -> int:
        """How many artifacts stay on the disk because another run uses the cache."""
        return len(self._evictable)

    def reserve(self, builds: Iterable[Build]) -> None:
        """Keep the artifact of each build until that build was evicted: it could not be exported again."""
        with self._lock:
            self._reserved.update(build.artifact.digest for build in builds if build.artifact is not None)

    def add(self, *artifacts: Artifact) -> None:
        """Count one more user of each artifact."""
        with self._lock:
            self._users.update(artifact.digest for artifact in artifacts)

    def release(self, build: Build) -> None:
        """Count a build's artifacts as unused by it, and drop nothing: it is planned again."""
        with self._lock:
            self._users.subtract(artifact.digest for artifact in build.artifacts)

    def evict(self, build: Build) -> None:
        """Release a build's artifacts, and drop those that no other planned build uses."""
        with self._lock:
            self._users.subtract(artifact.digest for artifact in build.artifacts)
            if build.artifact is not None:
                self._reserved.subtract([build.artifact.digest])
            self._evictable |= {artifact.digest: artifact for artifact in build.artifacts}
            for digest, artifact in list(self._evictable.items()):
                if max(self._users[digest], self._reserved[digest]) > 0 or self._store.drop_artifact(artifact):
                    del self._evictable[digest]
