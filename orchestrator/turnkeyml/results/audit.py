"""Finding results that cannot be: everything is computed again from the raw samples and held against the rest."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from turnkeyml.cache.store import Store
from turnkeyml.cache.verify import find_damage
from turnkeyml.errors import CacheError
from turnkeyml.records import Brief, Build, FiledResult
from turnkeyml.results.consistency import find_contradictions
from turnkeyml.results.energy import is_possible
from turnkeyml.results.summary import brief_of, is_current
from turnkeyml.system.hashing import content_address

_CLOCKS_APART_S = 3600.0
"""By how much the clocks of machines that share a cache may differ."""


def find_forgeries(store: Store) -> Iterator[str]:
    """One line for each file that is damaged, and for each result that contradicts itself or its build."""
    yield from find_damage(store)
    for name in store.build_names():
        try:
            build = store.load_build(name)
            results = list(store.results(name))
        except CacheError:
            continue  # told by find_damage
        if any(artifact.digest != content_address(artifact.files) for artifact in build.artifacts):
            yield f"{name}: the artifact's address is not that of its files"
        for filed in results:
            where = f"{name} {filed.job.device} {filed.job.runtime} {filed.job.precision}"
            yield from (f"{where}: {problem}" for problem in _problems(store, build, filed))


def _problems(store: Store, build: Build, filed: FiledResult) -> Iterator[str]:
    try:
        yield from _of_result(store, build, filed)
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:  # a file says what no code of ours wrote
        yield f"it cannot be judged: {type(error).__name__}: {error}"


def _of_result(store: Store, build: Build, filed: FiledResult) -> Iterator[str]:
    if filed.build != build.name:
        yield f"it belongs to the build {filed.build}"
    if filed.measured_as:
        yield from _of_twin(store, build, filed)
    else:
        yield from _of_identity(build, filed)
        yield from _of_moments(build, filed)
    if not _is_told(filed):
        yield "what is told of it is not what its samples say"
    yield from find_contradictions(filed)
    if filed.result.failure is None:
        yield from _of_processes(filed)
    if filed.energy_mj is not None and not is_possible(filed.energy_mj, filed.result):
        yield f"{filed.energy_mj:g} mJ an inference cannot be"


def _is_told(filed: FiledResult) -> bool:
    """Whether what a run said of it, and filed, is what its samples say; other rules judge otherwise, not the times."""
    if filed.brief is None:
        return filed.is_unfinished or filed.result.failure is not None
    computed = brief_of(dataclasses.replace(filed, brief=None))
    if not is_current(filed):
        computed = dataclasses.replace(computed, verdict=filed.brief.verdict, reasons=filed.brief.reasons)
        computed = dataclasses.replace(computed, cautions=filed.brief.cautions)
    return _alike(filed.brief, computed)


def _alike(one: Brief, other: Brief) -> bool:
    """Whether briefs say the same, but for the last digits: another machine's logarithm rounds otherwise."""
    if (one.verdict, one.reasons) != (other.verdict, other.reasons):
        return False
    if [caution.code for caution in one.cautions] != [caution.code for caution in other.cautions]:
        return False
    for name in ("latency_ms", "latency_low_ms", "latency_high_ms", "throughput_ips"):
        told, computed = getattr(one, name), getattr(other, name)
        if (told is None) != (computed is None):
            return False
        if told is not None and not math.isclose(told, computed, rel_tol=1e-9):
            return False
    return True


def _of_identity(build: Build, filed: FiledResult) -> Iterator[str]:
    """The job is of this build."""
    artifact = build.artifact_of(filed.job.device, filed.job.precision)
    if artifact is not None and filed.job.files != artifact.files:
        yield "it measured other files than the build's artifact"


def _of_moments(build: Build, filed: FiledResult) -> Iterator[str]:
    """It was measured after its build was made, before now, and did not take longer than was between."""
    made, measured = datetime.fromisoformat(build.created_at), datetime.fromisoformat(filed.measured_at)
    if measured < made:
        yield "it was measured before its build was made"
    if measured > datetime.now(UTC) + timedelta(seconds=_CLOCKS_APART_S):
        yield "it was measured in the future"
    if filed.duration_s > (measured - made).total_seconds() + _CLOCKS_APART_S:
        yield "it took longer than its build is old"


def _of_twin(store: Store, build: Build, filed: FiledResult) -> Iterator[str]:
    """What was measured as another build (`--dedupe`) is that build's result, and has this one's structure."""
    try:
        twin = store.load_build(filed.measured_as)
    except CacheError:
        yield f"the build {filed.measured_as} that was measured in its place is not here"
        return
    own, other = (one.artifact_of(filed.job.device, filed.job.precision) for one in (build, twin))
    if own is None or other is None or not own.structure or own.structure != other.structure:
        yield f"the build {filed.measured_as} that was measured in its place has another structure"
    yield from _of_identity(twin, filed)


def _of_processes(filed: FiledResult) -> Iterator[str]:
    """As many as were asked for."""
    settings, result = filed.job.settings, filed.result
    processes = {m.process for m in result.measurements}
    if not settings.processes <= len(processes) <= settings.max_processes:
        yield f"{len(processes)} processes instead of {settings.processes} to {settings.max_processes}"
    if filed.is_unfinished:
        yield "processes are still to come: the same run again measures them"
    if processes != set(range(len(processes))):
        yield "the processes are not counted from 0"
