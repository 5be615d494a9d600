"""What a result says against itself, its job or the orchestrator's clock: such a one is a runner's fault, or forged."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator

from turnkey_runner.contract import (
    MAX_SAMPLES,
    METHOD,
    Conditions,
    Job,
    Measurement,
    OutputParity,
    Result,
    Settings,
    Status,
)
from turnkey_runner.stats import tolerances
from turnkeyml.records import StoredResult
from turnkeyml.results.consistency_throughput import find_level_contradictions

_FURTHER = {
    *("read", "compile", "latency_varied", "latency_engine", "latency_device", "enqueue"),
    *("memory_device", "engine_size"),
}
"""Measurements that only some processes or runtimes have."""
_PARTS = {"read", "compile", "request", "latency_engine"}
"""Parts of a load, and what went on at the same time: counted with the whole."""
_SIZES = {"memory_peak", "memory_device", "engine_size"}
_ROUNDING_NS = 1.0
"""A sample is rounded to a whole nanosecond for each of its inferences."""
_BETWEEN_NS, _BETWEEN_SHARE, _ONCE_NS = 200.0, 0.2, 5e7
"""What may pass between samples: taking the next inputs, an inference; others that have the CPU; anything once."""
_ENGINE_SHARES = 0.02, 2.0
"""What an engine says of an inference, over what it took for the caller: it may be little of a short one."""


def find_contradictions(stored: StoredResult) -> Iterator[str]:
    """One line for each. Nothing is asked but the result, and how long the orchestrator waited for it."""
    yield from _of_echo(stored.job, stored.result)
    yield from _of_status(stored.result)
    if stored.result.failure is None:
        yield from _of_measurements(stored)
        yield from _of_times(stored)
        yield from _of_parity(stored)


def _of_echo(job: Job, result: Result) -> Iterator[str]:
    """The result answers its job."""
    for field in ("id", "artifact", "device", "runtime", "precision", "settings", "deterministic"):
        if getattr(job, field) != getattr(result, field):
            yield f"the result's {field} is not the job's"
    if result.settings.method != METHOD:
        yield f"the method {result.settings.method} is not known here"
    if job.threads is not None and job.threads != result.threads:
        yield f"{result.threads} threads instead of {job.threads}"


def _of_status(result: Result) -> Iterator[str]:
    """A failure and the statuses of the stages say the same."""
    ended = (result.load, result.benchmark)
    if result.failure is None and ended != (Status.SUCCESSFUL, Status.SUCCESSFUL):
        yield f"no failure, but load is {result.load} and benchmark is {result.benchmark}"
    if result.failure is not None and result.benchmark is Status.SUCCESSFUL and result.load is Status.SUCCESSFUL:
        yield "a failure, but every stage succeeded"
    if result.failure is None and result.runtime_info is None:
        yield "it does not say what was executed"


def _of_measurements(stored: StoredResult) -> Iterator[str]:
    """Each process has all of its measurements, and its conditions."""
    result = stored.result
    own = {"latency"} if stored.job.settings.mode == "latency" else {"request", "period"}
    needed = {"first", "warmup", "memory_peak"} | own
    processes = {m.process for m in result.measurements}
    if not processes:
        yield "nothing was measured"
    for process in sorted(processes):
        found = [(m.name, m.parallel) for m in result.measurements if m.process == process]
        names = {name for name, _ in found}
        loaded = names & {"load", "load_warm"}  # some runtimes compile in the first process only
        if not loaded or not needed <= names - loaded <= needed | _FURTHER or len(set(found)) < len(found):
            yield f"process {process} has the measurements {', '.join(sorted(names))}"
    if [one.process for one in result.conditions] != sorted(processes):
        yield "the conditions are not those of the processes"


def _of_times(stored: StoredResult) -> Iterator[str]:
    """No sample without time to take it: loops hold their samples, and the orchestrator's clock holds all of them."""
    result = stored.result
    told: dict[int, Conditions] = {one.process: one for one in result.conditions}
    total_ns, are_times = 0.0, True
    for m in result.measurements:
        expected = "bytes" if m.name in _SIZES else "ns"
        if m.unit != expected or not m.samples or min(m.samples) <= 0:
            yield f"{m.name} of process {m.process} is not a measurement in {expected}"
            are_times = False
            continue
        if m.unit == "ns" and m.name not in _PARTS:
            total_ns += sum(m.samples) * m.block
        if m.name == "latency":
            yield from _of_loop(m, told.get(m.process))
            yield from _of_end(m, stored.job.settings, told.get(m.process))
    if are_times and stored.job.settings.mode == "throughput":
        yield from find_level_contradictions(result, stored.job.settings)
    yield from _of_parts(result)
    yield from _of_shares(result)
    if total_ns > stored.duration_s * 1e9:
        yield f"{total_ns / 1e9:.3f} s were measured in {stored.duration_s:.3f} s"


def _of_end(latency: Measurement, settings: Settings, during: Conditions | None) -> Iterator[str]:
    """A loop ends by its count, or by its time and the fewest samples."""
    if settings.iterations is not None:
        if len(latency.samples) != settings.iterations:
            yield f"{len(latency.samples)} samples instead of {settings.iterations}"
        return
    if len(latency.samples) < min(3, settings.min_iterations):
        yield f"process {latency.process} has too few samples"
    # The loop's own clock decides; between two samples, others may have had up to half of it.
    least_ns = 1e9 * min(settings.min_time_s, settings.max_time_s)
    spent_ns = sum(latency.samples) * latency.block
    short = spent_ns < 0.5 * least_ns or (during is not None and during.wall_ns < 0.99 * least_ns)
    if short and len(latency.samples) < MAX_SAMPLES:
        yield f"process {latency.process} did not measure for {settings.min_time_s:g} s"


def _of_parts(result: Result) -> Iterator[str]:
    """A load holds its parts; a first inference and the engine's own time are of the same work as the loop."""
    middles = {(m.process, m.name): statistics.median(m.samples) for m in result.measurements if m.samples}
    for process in sorted({m.process for m in result.measurements}):
        load, first, latency, engine = (
            middles.get((process, name)) for name in ("load", "first", "latency", "latency_engine")
        )
        parts_ns = sum(middles.get((process, name), 0.0) for name in ("read", "compile"))
        if load is not None and load < parts_ns:
            yield f"process {process}: the load took less than its parts"
        if latency is not None and first is not None and first < 0.1 * latency:
            yield f"process {process}: the first inference took less than a tenth of the others"
        low, high = _ENGINE_SHARES
        if latency is not None and engine is not None and not low * latency <= engine <= high * latency:
            yield f"process {process}: the engine tells of another time than the loop"


def _of_loop(latency: Measurement, during: Conditions | None) -> Iterator[str]:
    if during is None:
        return
    spent_ns = sum(latency.samples) * latency.block
    slack_ns = len(latency.samples) * latency.block * _ROUNDING_NS
    if spent_ns > during.wall_ns + slack_ns:
        yield f"process {latency.process}: the samples add up to more than the loop took"
    between_ns = len(latency.samples) * latency.block * _BETWEEN_NS + _BETWEEN_SHARE * during.wall_ns + _ONCE_NS
    if spent_ns < during.wall_ns - between_ns:
        yield f"process {latency.process}: the samples add up to much less than the loop took"


def _of_shares(result: Result) -> Iterator[str]:
    for during in result.conditions:
        for name in ("steal_fraction", "pressure_fraction", "wait_fraction"):
            if not _is_share(getattr(during, name)):
                yield f"process {during.process}: {name} is no share"


def _is_share(value: float | None, least: float = 0.0) -> bool:
    return value is None or least <= value <= 1.0


def _of_parity(stored: StoredResult) -> Iterator[str]:
    """The status is what the outputs say, and each output passed or failed by its own numbers."""
    result, outputs = stored.result, stored.result.outputs
    expected = Status.SKIPPED
    if outputs:
        expected = Status.SUCCESSFUL if all(output.passed for output in outputs) else Status.FAILED
    if result.parity is not expected:
        yield f"parity is {result.parity}, the outputs say {expected}"
    if outputs and [output.name for output in outputs[: len(stored.job.outputs)]] != [
        s.name for s in stored.job.outputs
    ]:
        yield "the compared outputs are not the job's"
    for output in outputs:
        gate = tolerances.for_dtype(tolerances.gate_of(result.precision, stored.job.tolerance), output.dtype)
        if output.passed and not _may_pass(output, gate):
            yield f"the output {output.name} passed against its own numbers"
        if (
            output.rtol > gate.rtol
            or not _is_share(output.fraction_within)
            or not _is_share(output.cosine_similarity, -1.0)
        ):
            yield f"the output {output.name} was compared by another gate, or has shares that are none"


def _may_pass(output: OutputParity, gate: tolerances.Gate) -> bool:
    if output.fraction_within is None or output.max_abs_error is None or not math.isfinite(output.max_abs_error):
        return False
    exact = output.cosine_similarity is None
    if exact:
        return output.fraction_within == 1.0 and output.max_abs_error == 0.0
    return output.fraction_within >= tolerances.MIN_FRACTION and tolerances.is_aligned(
        gate, float(output.cosine_similarity or 0.0)
    )
