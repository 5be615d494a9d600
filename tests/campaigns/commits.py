"""What a run writes into a cache, alone in a process: an artifact, a build, its log and two results, one replaced.

    python -m campaigns.commits CACHE

For `campaigns.syscalls`, which ends this program at each of its system calls.
"""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

from factories import add_artifact, example_build, quiet_result
from turnkeyml.cache.store import Store
from turnkeyml.records import StoredResult

NAME = "model_me_01234567"


def commit(store: Store) -> None:
    """Write everything once; where it is there already, write it again."""
    artifact = add_artifact(store, b"weights" * 1000)
    build = dataclasses.replace(example_build(NAME), artifact=artifact)
    store.save_log(NAME, "analysis", "what the script printed\n")
    store.save_build(build)
    for runtime in ("ort", "openvino"):
        store.save_result(result_of(build.name, artifact.digest, runtime))
    store.replace_result(result_of(build.name, artifact.digest, "ort"))


def result_of(name: str, digest: str, runtime: str) -> StoredResult:
    """A valid result of a runtime, filed under the build."""
    stored = quiet_result()
    job = dataclasses.replace(stored.job, runtime=runtime, artifact=digest)
    return dataclasses.replace(stored, build=name, job=job)


if __name__ == "__main__":
    commit(Store.create(Path(sys.argv[1])))
