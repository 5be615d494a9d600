"""Finds results that are inconsistent: everything is computed again from the raw samples and compared."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from turnkeyml.cache.result_files import DamagedFile
from turnkeyml.cache.store import Store
from turnkeyml.cache.verify import find_damage
from turnkeyml.errors import CacheError
from turnkeyml.records import Build, Evaluation, StoredResult
from turnkeyml.results.consistency import find_contradictions
from turnkeyml.results.energy import is_possible
from turnkeyml.results.evaluate import compute_evaluation, is_current
from turnkeyml.system.hashing import artifact_digest

_CLOCK_TOLERANCE_S = 3600.0
"""By how much the clocks of machines that share a cache may differ."""
_RELATIVE_TOLERANCE = 1e-9
"""Another machine's logarithm rounds otherwise."""


def find_inconsistencies(store: Store) -> Iterator[str]:
    """One line per damaged file, and per result that contradicts itself or its build."""
    yield from find_damage(store)
    for name in store.build_names():
        try:
            build = store.load_build(name)
        except CacheError:
            continue  # find_damage reports it
        if any(artifact.digest != artifact_digest(artifact.files) for artifact in build.artifacts):
            yield f"{name}: the artifact's address is not that of its files"
        for stored in store.read_results(name):
            if isinstance(stored, DamagedFile):
                continue  # find_damage reports it
            where = f"{name} {stored.job.device} {stored.job.runtime} {stored.job.precision}"
            yield from (f"{where}: {problem}" for problem in _problems(store, build, stored))


def _problems(store: Store, build: Build, stored: StoredResult) -> Iterator[str]:
    try:
        yield from _result_problems(store, build, stored)
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:  # values that our code never writes
        yield f"it cannot be evaluated: {type(error).__name__}: {error}"


def _result_problems(store: Store, build: Build, stored: StoredResult) -> Iterator[str]:
    if stored.build != build.name:
        yield f"it belongs to the build {stored.build}"
    if stored.deduplicated_from:
        yield from _duplicate_problems(store, build, stored)
    else:
        yield from _identity_problems(build, stored)
        yield from _time_problems(build, stored)
    if not _matches_its_samples(stored):
        yield "its evaluation is not what its samples say"
    yield from find_contradictions(stored)
    if stored.result.failure is None:
        yield from _process_problems(stored)
    if stored.energy_mj is not None and not is_possible(stored.energy_mj, stored.result):
        yield f"{stored.energy_mj:g} mJ per inference cannot be"


def _matches_its_samples(stored: StoredResult) -> bool:
    """Whether the stored evaluation is what the samples say. Other rules judge otherwise, with the same times."""
    known = stored.evaluation
    if known is None:
        return stored.is_unfinished or stored.result.failure is not None
    computed = compute_evaluation(stored)
    if not is_current(stored):
        mean_ips = computed.metrics.get("throughput_mean_ips")
        computed = dataclasses.replace(
            computed,
            verdict=known.verdict,
            reasons=known.reasons,
            warnings=known.warnings,
            metrics=known.metrics,
            process_medians_ns=known.process_medians_ns,
        )
        if _is_close(known.throughput_ips, mean_ips):  # of a latency, earlier versions stored that of the mean
            computed = dataclasses.replace(computed, throughput_ips=mean_ips)
    return _agree(known, computed)


def _agree(one: Evaluation, other: Evaluation) -> bool:
    """Whether two evaluations say the same, up to rounding."""
    if (one.verdict, one.reasons, one.metrics.keys()) != (other.verdict, other.reasons, other.metrics.keys()):
        return False
    if [warning.code for warning in one.warnings] != [warning.code for warning in other.warnings]:
        return False
    headline = ("latency_ms", "latency_low_ms", "latency_high_ms", "throughput_ips")
    pairs = [(getattr(one, name), getattr(other, name)) for name in headline]
    pairs += [(one.metrics[name], other.metrics[name]) for name in one.metrics]
    if len(one.process_medians_ns) != len(other.process_medians_ns):
        return False
    pairs += list(zip(one.process_medians_ns, other.process_medians_ns, strict=True))
    return all(_is_close(a, b) for a, b in pairs)


def _is_close(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=_RELATIVE_TOLERANCE, abs_tol=_RELATIVE_TOLERANCE)


def _identity_problems(build: Build, stored: StoredResult) -> Iterator[str]:
    """The job is of this build."""
    artifact = build.artifact_of(stored.job.device, stored.job.precision)
    if artifact is not None and stored.job.files != artifact.files:
        yield "it measured other files than the build's artifact"


def _time_problems(build: Build, stored: StoredResult) -> Iterator[str]:
    """It was measured before now, and did not take longer than its build is old.

    A build that was made again (`--rebuild always`, `--lean-cache`) may be younger than an honest result: where the
    files are the same, the order of the two says nothing.
    """
    made, measured = datetime.fromisoformat(build.created_at), datetime.fromisoformat(stored.measured_at)
    if measured > datetime.now(UTC) + timedelta(seconds=_CLOCK_TOLERANCE_S):
        yield "it was measured in the future"
    if measured >= made and stored.duration_s > (measured - made).total_seconds() + _CLOCK_TOLERANCE_S:
        yield "it took longer than its build is old"


def _duplicate_problems(store: Store, build: Build, stored: StoredResult) -> Iterator[str]:
    """A result of another build (`--dedupe`) is that build's, and both have the same structure."""
    try:
        source = store.load_build(stored.deduplicated_from)
    except CacheError:
        yield f"the build {stored.deduplicated_from} that was measured in its place is not here"
        return
    own, other = (one.artifact_of(stored.job.device, stored.job.precision) for one in (build, source))
    if own is None or other is None or not own.structure or own.structure != other.structure:
        yield f"the build {stored.deduplicated_from} that was measured in its place has another structure"
    yield from _identity_problems(source, stored)


def _process_problems(stored: StoredResult) -> Iterator[str]:
    """As many processes as the settings require."""
    settings, result = stored.job.settings, stored.result
    processes = {m.process for m in result.measurements}
    if not settings.processes <= len(processes) <= settings.max_processes:
        yield f"{len(processes)} processes instead of {settings.processes} to {settings.max_processes}"
    if stored.is_unfinished:
        yield "processes are missing: the same run again measures them"
    if processes != set(range(len(processes))):
        yield "the processes are not counted from 0"
