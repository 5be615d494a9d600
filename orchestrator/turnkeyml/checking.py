"""Finding results that cannot be: everything is computed again from the raw samples and held against the rest."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from datetime import datetime

from turnkey_runner import gates
from turnkey_runner.contract import METHOD, Conditions, Measurement, OutputParity, Result, Status
from turnkeyml import jobs
from turnkeyml.address import content_address
from turnkeyml.cache.store import Store
from turnkeyml.cache.verifying import find_damage
from turnkeyml.errors import CacheError
from turnkeyml.records import Brief, Build, FiledResult
from turnkeyml.report.brief import brief_of

_FURTHER = {"read", "compile", "latency_varied", "latency_engine", "latency_device", "memory_device", "engine_size"}
"""Measurements that only some processes or runtimes have."""
_PARTS = {"read", "compile", "request", "latency_engine"}
"""Parts of a load, and what went on at the same time: counted with the whole."""
_SIZES = {"memory_peak", "memory_device", "engine_size"}
_ROUNDING_NS = 1.0
"""A sample is rounded to a whole nanosecond for each of its inferences."""


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
    if filed.build != build.name:
        yield f"it belongs to the build {filed.build}"
    if filed.measured_as:
        yield from _of_twin(store, build, filed)
    else:
        yield from _of_identity(build, filed)
    yield from _of_status(filed.result)
    if not _alike(brief_of(filed), brief_of(dataclasses.replace(filed, brief=None))):
        yield "what is told of it is not what its samples say"
    if filed.result.failure is None:
        yield from _of_processes(filed)
        yield from _of_times(filed)
        yield from _of_parity(filed)


def _alike(one: Brief, other: Brief) -> bool:
    """Whether briefs say the same, but for the last digits: another machine's logarithm rounds otherwise."""
    if (one.verdict, one.reasons) != (other.verdict, other.reasons):
        return False
    for name in ("latency_ms", "latency_low_ms", "latency_high_ms", "throughput_ips"):
        told, computed = getattr(one, name), getattr(other, name)
        if (told is None) != (computed is None):
            return False
        if told is not None and not math.isclose(told, computed, rel_tol=1e-9):
            return False
    return True


def _of_identity(build: Build, filed: FiledResult) -> Iterator[str]:
    """The result answers its job, and the job is of this build."""
    job, result = filed.job, filed.result
    for field in ("id", "artifact", "device", "runtime", "precision", "settings", "deterministic"):
        if getattr(job, field) != getattr(result, field):
            yield f"the result's {field} is not the job's"
    artifact = build.artifact_of(job.precision)
    if artifact is not None and job.files != artifact.files:
        yield "it measured other files than the build's artifact"
    if result.settings.method != METHOD:
        yield f"the method {result.settings.method} is not known here"
    if job.threads is not None and job.threads != result.threads:
        yield f"{result.threads} threads instead of {job.threads}"
    if datetime.fromisoformat(filed.measured_at) < datetime.fromisoformat(build.created_at):
        yield "it was measured before its build was made"


def _of_twin(store: Store, build: Build, filed: FiledResult) -> Iterator[str]:
    """What was measured as another build (`--dedupe`) is that build's result, and has this one's structure."""
    try:
        twin = store.load_build(filed.measured_as)
    except CacheError:
        yield f"the build {filed.measured_as} that was measured in its place is not here"
        return
    own, other = build.artifact_of(filed.job.precision), twin.artifact_of(filed.job.precision)
    if own is None or other is None or not own.structure or own.structure != other.structure:
        yield f"the build {filed.measured_as} that was measured in its place has another structure"
    yield from _of_identity(twin, filed)


def _of_status(result: Result) -> Iterator[str]:
    """A failure and the statuses of the stages say the same."""
    ended = (result.load, result.benchmark)
    if result.failure is None and ended != (Status.SUCCESSFUL, Status.SUCCESSFUL):
        yield f"no failure, but load is {result.load} and benchmark is {result.benchmark}"
    if result.failure is not None and result.benchmark is Status.SUCCESSFUL and result.load is Status.SUCCESSFUL:
        yield "a failure, but every stage succeeded"
    if result.failure is None and result.executed is None:
        yield "it does not say what was executed"


def _of_processes(filed: FiledResult) -> Iterator[str]:
    """As many processes as were asked for, each with all of its measurements and its conditions."""
    settings, result = filed.job.settings, filed.result
    own = {"latency"} if settings.mode == "latency" else {"request", "period"}
    needed = {"first", "warmup", "memory_peak"} | own
    processes = {m.process for m in result.measurements}
    if not settings.processes <= len(processes) <= settings.max_processes:
        yield f"{len(processes)} processes instead of {settings.processes} to {settings.max_processes}"
    if jobs.is_unfinished(filed):
        yield "processes are still to come: the same run again measures them"
    if processes != set(range(len(processes))):
        yield "the processes are not counted from 0"
    for process in sorted(processes):
        found = [(m.name, m.parallel) for m in result.measurements if m.process == process]
        names = {name for name, _ in found}
        loaded = names & {"load", "load_warm"}  # some runtimes compile in the first process only
        if not loaded or not needed <= names - loaded <= needed | _FURTHER or len(set(found)) < len(found):
            yield f"process {process} has the measurements {', '.join(sorted(names))}"
    if [one.process for one in result.conditions] != sorted(processes):
        yield "the conditions are not those of the processes"


def _of_times(filed: FiledResult) -> Iterator[str]:
    """No sample without time to take it: loops hold their samples, and the orchestrator's clock holds all of them."""
    result, settings = filed.result, filed.job.settings
    told: dict[int, Conditions] = {one.process: one for one in result.conditions}
    total_ns = 0.0
    for m in result.measurements:
        expected = "bytes" if m.name in _SIZES else "ns"
        if m.unit != expected or not m.samples or min(m.samples) <= 0 or m.block < 1:
            yield f"{m.name} of process {m.process} is not a measurement in {expected}"
            continue
        if m.unit == "ns" and m.name not in _PARTS:
            total_ns += sum(m.samples) * m.block
        if m.name == "period" and sum(m.samples) * m.block < 0.5e9 * min(settings.min_time_s, settings.max_time_s):
            yield f"process {m.process} did not measure {m.parallel} requests for {settings.min_time_s:g} s"
        if m.name == "latency":
            yield from _of_loop(m, told.get(m.process))
            if settings.iterations is not None and len(m.samples) != settings.iterations:
                yield f"{len(m.samples)} samples instead of {settings.iterations}"
            if settings.iterations is None and len(m.samples) < min(3, settings.min_iterations):
                yield f"process {m.process} has too few samples"
            # The loop's own clock decides; between two samples, others may have had up to half of it.
            least_ns = 1e9 * min(settings.min_time_s, settings.max_time_s)
            loop = told.get(m.process)
            short = sum(m.samples) * m.block < 0.5 * least_ns or (loop is not None and loop.wall_ns < 0.99 * least_ns)
            if settings.iterations is None and short:
                yield f"process {m.process} did not measure for {settings.min_time_s:g} s"
    if total_ns > filed.duration_s * 1e9:
        yield f"{total_ns / 1e9:.3f} s were measured in {filed.duration_s:.3f} s"


def _of_loop(latency: Measurement, during: Conditions | None) -> Iterator[str]:
    if during is None:
        return
    spent_ns = sum(latency.samples) * latency.block
    slack_ns = len(latency.samples) * latency.block * _ROUNDING_NS
    if spent_ns > during.wall_ns + slack_ns:
        yield f"process {latency.process}: the samples add up to more than the loop took"
    if spent_ns < 0.5 * during.wall_ns - 5e7:
        yield f"process {latency.process}: the samples add up to much less than the loop took"
    for name in ("steal_share", "pressure_share"):
        share = getattr(during, name)
        if share is not None and not 0.0 <= share <= 1.0:
            yield f"process {latency.process}: {name} is no share"


def _of_parity(filed: FiledResult) -> Iterator[str]:
    """The status is what the outputs say, and each output passed or failed by its own numbers."""
    result, outputs = filed.result, filed.result.outputs
    expected = Status.SKIPPED
    if outputs:
        expected = Status.SUCCESSFUL if all(output.passed for output in outputs) else Status.FAILED
    if result.parity is not expected:
        yield f"parity is {result.parity}, the outputs say {expected}"
    if outputs and [output.name for output in outputs[: len(filed.job.outputs)]] != [s.name for s in filed.job.outputs]:
        yield "the compared outputs are not the job's"
    for output in outputs:
        gate = gates.widen(gates.gate_of(result.precision, filed.job.tolerance), output.dtype)
        if output.passed and not _may_pass(output, gate):
            yield f"the output {output.name} passed against its own numbers"


def _may_pass(output: OutputParity, gate: gates.Gate) -> bool:
    if output.inside is None or output.max_abs_error is None or not math.isfinite(output.max_abs_error):
        return False
    exact = output.cosine_similarity is None
    if exact:
        return output.inside == 1.0 and output.max_abs_error == 0.0
    return output.inside >= gates.INSIDE_SHARE and float(output.cosine_similarity or 0.0) >= gate.cosine
