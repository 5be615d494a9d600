"""Finding results that cannot be: everything is computed again from the raw samples and held against the rest."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from turnkeyml.cache.store import Store
from turnkeyml.cache.verify import find_damage
from turnkeyml.errors import CacheError
from turnkeyml.records import Build, Evaluation, StoredResult
from turnkeyml.results.consistency import find_contradictions
from turnkeyml.results.energy import is_possible
from turnkeyml.results.summary import evaluate, is_current
from turnkeyml.system.hashing import artifact_digest

_CLOCKS_APART_S = 3600.0
"""By how much the clocks of machines that share a cache may differ."""


def find_inconsistencies(store: Store) -> Iterator[str]:
    """One line for each file that is damaged, and for each result that contradicts itself or its build."""
    yield from find_damage(store)
    for name in store.build_names():
        try:
            build = store.load_build(name)
            results = list(store.results(name))
        except CacheError:
            continue  # told by find_damage
        if any(artifact.digest != artifact_digest(artifact.files) for artifact in build.artifacts):
            yield f"{name}: the artifact's address is not that of its files"
        for stored in results:
            where = f"{name} {stored.job.device} {stored.job.runtime} {stored.job.precision}"
            yield from (f"{where}: {problem}" for problem in _problems(store, build, stored))


def _problems(store: Store, build: Build, stored: StoredResult) -> Iterator[str]:
    try:
        yield from _of_result(store, build, stored)
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:  # a file says what no code of ours wrote
        yield f"it cannot be judged: {type(error).__name__}: {error}"


def _of_result(store: Store, build: Build, stored: StoredResult) -> Iterator[str]:
    if stored.build != build.name:
        yield f"it belongs to the build {stored.build}"
    if stored.deduplicated_from:
        yield from _of_twin(store, build, stored)
    else:
        yield from _of_identity(build, stored)
        yield from _of_moments(build, stored)
    if not _is_told(stored):
        yield "what is told of it is not what its samples say"
    yield from find_contradictions(stored)
    if stored.result.failure is None:
        yield from _of_processes(stored)
    if stored.energy_mj is not None and not is_possible(stored.energy_mj, stored.result):
        yield f"{stored.energy_mj:g} mJ an inference cannot be"


def _is_told(stored: StoredResult) -> bool:
    """Whether what a run said of it, and filed, is what its samples say; other rules judge otherwise, not the times."""
    if stored.evaluation is None:
        return stored.is_unfinished or stored.result.failure is not None
    computed = evaluate(dataclasses.replace(stored, evaluation=None))
    if not is_current(stored):
        computed = dataclasses.replace(computed, verdict=stored.evaluation.verdict, reasons=stored.evaluation.reasons)
        computed = dataclasses.replace(computed, warnings=stored.evaluation.warnings)
    return _alike(stored.evaluation, computed)


def _alike(one: Evaluation, other: Evaluation) -> bool:
    """Whether briefs say the same, but for the last digits: another machine's logarithm rounds otherwise."""
    if (one.verdict, one.reasons) != (other.verdict, other.reasons):
        return False
    if [caution.code for caution in one.warnings] != [caution.code for caution in other.warnings]:
        return False
    for name in ("latency_ms", "latency_low_ms", "latency_high_ms", "throughput_ips"):
        told, computed = getattr(one, name), getattr(other, name)
        if (told is None) != (computed is None):
            return False
        if told is not None and not math.isclose(told, computed, rel_tol=1e-9):
            return False
    return True


def _of_identity(build: Build, stored: StoredResult) -> Iterator[str]:
    """The job is of this build."""
    artifact = build.artifact_of(stored.job.device, stored.job.precision)
    if artifact is not None and stored.job.files != artifact.files:
        yield "it measured other files than the build's artifact"


def _of_moments(build: Build, stored: StoredResult) -> Iterator[str]:
    """It was measured after its build was made, before now, and did not take longer than was between."""
    made, measured = datetime.fromisoformat(build.created_at), datetime.fromisoformat(stored.measured_at)
    if measured < made:
        yield "it was measured before its build was made"
    if measured > datetime.now(UTC) + timedelta(seconds=_CLOCKS_APART_S):
        yield "it was measured in the future"
    if stored.duration_s > (measured - made).total_seconds() + _CLOCKS_APART_S:
        yield "it took longer than its build is old"


def _of_twin(store: Store, build: Build, stored: StoredResult) -> Iterator[str]:
    """What was measured as another build (`--dedupe`) is that build's result, and has this one's structure."""
    try:
        twin = store.load_build(stored.deduplicated_from)
    except CacheError:
        yield f"the build {stored.deduplicated_from} that was measured in its place is not here"
        return
    own, other = (one.artifact_of(stored.job.device, stored.job.precision) for one in (build, twin))
    if own is None or other is None or not own.structure or own.structure != other.structure:
        yield f"the build {stored.deduplicated_from} that was measured in its place has another structure"
    yield from _of_identity(twin, stored)


def _of_processes(stored: StoredResult) -> Iterator[str]:
    """As many as were asked for."""
    settings, result = stored.job.settings, stored.result
    processes = {m.process for m in result.measurements}
    if not settings.processes <= len(processes) <= settings.max_processes:
        yield f"{len(processes)} processes instead of {settings.processes} to {settings.max_processes}"
    if stored.is_unfinished:
        yield "processes are still to come: the same run again measures them"
    if processes != set(range(len(processes))):
        yield "the processes are not counted from 0"
