"""Finds results that contradict themselves, their job or the orchestrator's clock: runner bugs or forgeries."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator

from turnkey_runner.contract import (
    MAX_SAMPLES,
    METHOD,
    METHOD_M1,
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
from turnkeyml.results.consistency_throughput import find_level_contradictions, waiting_ns

_OPTIONAL = {
    *("read", "compile", "latency_varied", "latency_engine", "latency_device", "enqueue"),
    *("memory_device", "engine_size"),
}
"""Measurements that not every process or runtime has."""
_PARTS = {"read", "compile", "request", "latency_engine"}
"""Measurements whose time is part of another one's, so that it must not be added twice."""
_SIZES = {"memory_peak", "memory_device", "engine_size"}
_ROUNDING_NS = 1.0
"""Samples are rounded to whole nanoseconds per inference."""
_GAP_NS, _GAP_FRACTION, _ONCE_NS = 200.0, 0.2, 5e7
"""Allowed untimed work: per inference (switching inputs), as a fraction of the loop (preemption), and once."""
_ENGINE_TIME_RATIOS = 0.02, 2.0
"""Plausible ratios of the engine's own time to the latency. The call dominates short inferences."""


def find_contradictions(stored: StoredResult) -> Iterator[str]:
    """Yield one line per contradiction, from the result and the time that the orchestrator waited for it."""
    yield from _echo_problems(stored.job, stored.result)
    yield from _status_problems(stored.result)
    if stored.result.failure is None:
        yield from _completeness_problems(stored)
        yield from _time_problems(stored)
        yield from _parity_problems(stored)


def _echo_problems(job: Job, result: Result) -> Iterator[str]:
    """The result must repeat the fields of its job."""
    for field in ("id", "artifact", "device", "runtime", "precision", "settings", "deterministic", "computes_in"):
        if getattr(job, field) != getattr(result, field):
            yield f"the result's {field} is not the job's"
    if result.settings.method not in (METHOD, METHOD_M1):
        yield f"unknown method {result.settings.method}"
    if job.threads is not None and job.threads != result.threads:
        yield f"{result.threads} threads instead of {job.threads}"


def _status_problems(result: Result) -> Iterator[str]:
    """The failure must agree with the statuses of the stages."""
    statuses = (result.load, result.benchmark)
    if result.failure is None and statuses != (Status.SUCCESSFUL, Status.SUCCESSFUL):
        yield f"no failure, but load is {result.load} and benchmark is {result.benchmark}"
    if result.failure is not None and result.benchmark is Status.SUCCESSFUL and result.load is Status.SUCCESSFUL:
        yield "a failure, but every stage succeeded"
    if result.failure is None and result.runtime_info is None:
        yield "it does not say what was executed"


def _completeness_problems(stored: StoredResult) -> Iterator[str]:
    """Each process must have all required measurements, and its conditions."""
    result = stored.result
    by_mode = {"latency"} if stored.job.settings.mode == "latency" else {"request", "period"}
    required = {"first", "warmup", "memory_peak"} | by_mode
    processes = {m.process for m in result.measurements}
    if not processes:
        yield "nothing was measured"
    for process in sorted(processes):
        found = [(m.name, m.parallel) for m in result.measurements if m.process == process]
        names = {name for name, _ in found}
        loaded = names & {"load", "load_warm"}  # some runtimes compile in the first process only
        if not loaded or not required <= names - loaded <= required | _OPTIONAL or len(set(found)) < len(found):
            yield f"process {process} has the measurements {', '.join(sorted(names))}"
    if [conditions.process for conditions in result.conditions] != sorted(processes):
        yield "the conditions do not match the processes"


def _time_problems(stored: StoredResult) -> Iterator[str]:
    """Samples must fit into their loop, and all loops into the time that the orchestrator waited."""
    result = stored.result
    by_process: dict[int, Conditions] = {conditions.process: conditions for conditions in result.conditions}
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
            yield from _loop_problems(m, by_process.get(m.process))
            yield from _end_problems(m, stored.job.settings, by_process.get(m.process))
    if are_times and stored.job.settings.mode == "throughput":
        yield from find_level_contradictions(result, stored.job.settings)
    yield from _part_problems(result)
    yield from _fraction_problems(result)
    if total_ns > stored.duration_s * 1e9:
        yield f"{total_ns / 1e9:.3f} s were measured within {stored.duration_s:.3f} s"


def _end_problems(latency: Measurement, settings: Settings, conditions: Conditions | None) -> Iterator[str]:
    """A loop ends after the requested iterations, or after its time and the minimum number of samples."""
    if settings.iterations is not None:
        if len(latency.samples) != settings.iterations:
            yield f"{len(latency.samples)} samples instead of {settings.iterations}"
        return
    if len(latency.samples) < min(3, settings.min_iterations):
        yield f"process {latency.process} has too few samples"
    # The loop ends by its own clock. The samples say less of it: other tasks may have had the CPU between any two.
    minimum_ns = 1e9 * min(settings.min_time_s, settings.max_time_s)
    is_short = conditions is not None and conditions.wall_ns < 0.99 * minimum_ns
    if is_short and len(latency.samples) < MAX_SAMPLES:
        yield f"process {latency.process} did not measure for {settings.min_time_s:g} s"


def _part_problems(result: Result) -> Iterator[str]:
    """A load includes its parts; the first inference and the engine's time must be plausible for the latency."""
    medians = {(m.process, m.name): statistics.median(m.samples) for m in result.measurements if m.samples}
    fastest = {m.process: min(m.samples) for m in result.measurements if m.samples and m.name == "latency"}
    for process in sorted({m.process for m in result.measurements}):
        load, first, latency, engine = (
            medians.get((process, name)) for name in ("load", "first", "latency", "latency_engine")
        )
        parts_ns = sum(medians.get((process, name), 0.0) for name in ("read", "compile"))
        if load is not None and load < parts_ns:
            yield f"process {process}: the load took less time than its parts"
        # Compared with the fastest one: on a busy machine the median may be of inferences that waited for a CPU.
        if latency is not None and first is not None and first < 0.1 * fastest[process]:
            yield f"process {process}: the first inference took less than a tenth of the fastest"
        lowest, highest = _ENGINE_TIME_RATIOS
        if latency is not None and engine is not None and not lowest * latency <= engine <= highest * latency:
            yield f"process {process}: the engine's time contradicts the latency"


def _loop_problems(latency: Measurement, conditions: Conditions | None) -> Iterator[str]:
    """The samples must add up to about the duration of their loop."""
    if conditions is None:
        return
    spent_ns = sum(latency.samples) * latency.block
    slack_ns = len(latency.samples) * latency.block * _ROUNDING_NS
    if spent_ns > conditions.wall_ns + slack_ns:
        yield f"process {latency.process}: the samples add up to more than the loop took"
    untimed_ns = len(latency.samples) * latency.block * _GAP_NS + _GAP_FRACTION * conditions.wall_ns + _ONCE_NS
    untimed_ns += waiting_ns(conditions, max(latency.samples) * latency.block, conditions.wall_ns)
    if spent_ns < conditions.wall_ns - untimed_ns:
        yield f"process {latency.process}: the samples add up to much less than the loop took"


def _fraction_problems(result: Result) -> Iterator[str]:
    for conditions in result.conditions:
        for name in ("steal_fraction", "pressure_fraction", "wait_fraction"):
            if not _is_fraction(getattr(conditions, name)):
                yield f"process {conditions.process}: {name} is not between 0 and 1"


def _is_fraction(value: float | None, minimum: float = 0.0) -> bool:
    return value is None or minimum <= value <= 1.0


def _parity_problems(stored: StoredResult) -> Iterator[str]:
    """The parity status must follow from the outputs, and whether an output passed from its numbers."""
    result, outputs = stored.result, stored.result.outputs
    expected = Status.SKIPPED
    if outputs:
        expected = Status.SUCCESSFUL if all(output.passed for output in outputs) else Status.FAILED
    if result.parity is not expected:
        yield f"parity is {result.parity}, but {expected} by its outputs"
    names = [output.name for output in outputs[: len(stored.job.outputs)]]
    if outputs and names != [spec.name for spec in stored.job.outputs]:
        yield "the compared outputs are not the job's"
    if result.precision not in tolerances.GATES:
        yield f"unknown precision {result.precision[:80]!r}"
        return
    of_job = tolerances.gate_of(result.precision, stored.job.tolerance)
    of_job = tolerances.for_dtype(of_job, stored.job.computes_in)
    for output in outputs:
        gate = tolerances.for_dtype(of_job, output.dtype)
        if output.passed and not _may_pass(output, gate):
            yield f"the output {output.name} passed, but its numbers are outside the tolerance"
        if (
            output.rtol > gate.rtol
            or not _is_fraction(output.fraction_within)
            or not _is_fraction(output.cosine_similarity, -1.0)
        ):
            yield f"the output {output.name} has another tolerance, or a fraction that is not between 0 and 1"


def _may_pass(output: OutputParity, gate: tolerances.Gate) -> bool:
    """Whether the stored numbers of an output are within the tolerance."""
    if output.fraction_within is None or output.max_abs_error is None or not math.isfinite(output.max_abs_error):
        return False
    if output.cosine_similarity is None:  # integers and booleans are compared exactly
        return output.fraction_within == 1.0 and output.max_abs_error == 0.0
    return output.fraction_within >= tolerances.MIN_FRACTION and tolerances.is_aligned(
        gate, float(output.cosine_similarity), output.remark
    )
