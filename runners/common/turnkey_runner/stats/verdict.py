"""Judges whether a result can be trusted: a verdict, and warnings with a stable code and a sentence each."""

from __future__ import annotations

from collections.abc import Iterator

from turnkey_runner.contract import MAX_SAMPLES, METHOD_M1, Result
from turnkey_runner.stats.host_states import MAX_PRESSURE, MAX_STEAL, of_counted
from turnkey_runner.stats.intervals import Interval
from turnkey_runner.stats.summary import (
    PERCENTILE_FLOORS,
    best_level,
    headline_samples,
    samples_of,
    summarize,
    summarize_headline,
)
from turnkey_runner.stats.variation import Variation, vary
from turnkey_runner.stats.verdict_execution import judge_execution
from turnkey_runner.stats.verdict_gpu import judge_gpu
from turnkey_runner.stats.verdict_host import judge_host
from turnkey_runner.stats.verdict_types import Judgement as Judgement
from turnkey_runner.stats.verdict_types import ResultWarning as ResultWarning
from turnkey_runner.stats.verdict_types import Verdict as Verdict
from turnkey_runner.stats.verdict_types import worst

BETWEEN_COV = 0.025
"""trtexec warns above 2.5 %."""
RANKED_BY = 0.05
"""A result that is known to ±5 % is good enough to rank by, also where its profile aims at less."""
WITHIN_COV, WITHIN_MAXIMUM = 0.10, 1.5
"""pyperf: standard deviation above 10 % of the mean, maximum above 1.5 times the mean."""
MAX_SEVERE_OUTLIERS = 0.01
FIRST_Z = 14.8
"""hyperfine's threshold: ten standard deviations, estimated from the median absolute deviation."""
DRIFT = 0.02
BIMODALITY = 0.4
SHORT_NS = 1e5
"""Reading the clock takes 0.1 µs: more than a thousandth of a shorter inference that is timed alone."""
FREQUENCY_SPREAD = 0.03
MAX_REMOTE = 0.05
"""Fraction of a process's memory; some of it belongs to libraries that another process read first."""
DATA_EFFECT = 0.05
"""Relative difference between random and constant inputs above which a result is noisy."""


def judge(result: Result) -> Judgement:
    """Judge a result by its raw samples, conditions and runtime info alone."""
    warnings = tuple(_warnings(result))
    return Judgement(verdict=worst(warnings), warnings=warnings)


def _warnings(result: Result) -> Iterator[ResultWarning]:
    if result.failure is not None:
        yield ResultWarning(code="W_FAILED", sentence=f"the {result.failure.stage} failed", verdict=Verdict.INVALID)
        return
    processes = headline_samples(result)
    if not processes:
        yield ResultWarning(code="W_FAILED", sentence="there is no latency", verdict=Verdict.INVALID)
        return
    yield from judge_execution(result)
    yield from _of_data(result)
    yield from judge_host(result)
    yield from _of_conditions(of_counted(result))
    yield from judge_gpu(of_counted(result))
    yield from _of_samples(result, vary(processes))
    yield from _of_counts(result)


def _of_data(result: Result) -> Iterator[ResultWarning]:
    """Compare constant inputs with random ones, if those were measured too."""
    varied, recorded = (summarize(result, name) for name in ("latency_varied", "latency"))
    constants = ", ".join(result.runtime_info.constant_inputs) if result.runtime_info else ""
    if varied is None or recorded is None:
        if constants:
            sentence = f"constant inputs ({constants}): no random ones were measured for comparison"
            yield ResultWarning(code="W_DATA", sentence=sentence)
        return
    change = varied.typical / recorded.typical - 1
    sentence = (
        f"the script passes constants; with random inputs one inference takes {varied.typical / 1e6:.3g} ms "
        f"({change:+.1%}), the headline is that of the constants"
    )
    if constants:
        sentence += f"; {constants} stayed constant"
    yield ResultWarning(code="W_DATA", sentence=sentence, verdict=Verdict.NOISY if abs(change) > DATA_EFFECT else None)


def _of_conditions(result: Result) -> Iterator[ResultWarning]:
    """Check the machine's conditions; one affected process is enough."""
    suspended_ns = sum(one.suspended_ns for one in result.conditions)
    if suspended_ns:
        sentence = (
            f"the process, its container or the machine was stopped for about {suspended_ns / 1e9:.2g} s while it was "
            "timed; measure it again"
        )
        yield ResultWarning(code="W_SUSPENDED", sentence=sentence, verdict=Verdict.INVALID)
    throttled = sum(one.throttled_periods or 0 for one in result.conditions)
    if throttled:
        sentence = f"a CPU quota stopped the runner in {throttled} periods; use a cpuset instead"
        yield ResultWarning(code="W_THROTTLED", sentence=sentence, verdict=Verdict.THROTTLED)
    quota = next((one.cpu_quota for one in result.conditions if one.cpu_quota is not None), None)
    if quota is not None:
        sentence = f"a CPU quota of {quota:g} CPUs is set: times depend on when it runs out; use a cpuset instead"
        yield ResultWarning(code="W_QUOTA", sentence=sentence)
    steal = max((one.steal_fraction or 0.0 for one in result.conditions), default=0.0)
    if steal > MAX_STEAL:
        sentence = f"the hypervisor took {steal:.1%} of the pinned CPUs' time"
        yield ResultWarning(code="W_STEAL", sentence=sentence, verdict=Verdict.CONTENDED)
    pressure = max((one.pressure_fraction or one.wait_fraction or 0.0 for one in result.conditions), default=0.0)
    if (
        pressure > MAX_PRESSURE and result.settings.mode == "latency"
    ):  # in throughput mode the requests wait for each other
        sentence = f"tasks waited for a CPU in {pressure:.0%} of the time: something else is running on this machine"
        yield ResultWarning(code="W_LOAD", sentence=sentence, verdict=Verdict.CONTENDED)
    heat = sum(one.thermal_throttles or 0 for one in result.conditions)
    if heat:
        sentence = f"the CPUs were throttled for heat, {heat} times by the kernel's count"
        yield ResultWarning(code="W_CPU_FREQ", sentence=sentence, verdict=Verdict.THROTTLED)
    clocks = [one.frequency_mhz for one in result.conditions if one.frequency_mhz]
    if clocks and max(clocks) > min(clocks) * (1 + FREQUENCY_SPREAD):
        sentence = f"the CPU's clock went from {min(clocks):.0f} to {max(clocks):.0f} MHz"
        yield ResultWarning(code="W_CPU_FREQ", sentence=sentence, verdict=Verdict.DRIFTING)
    yield from _of_cpus(result)


def _of_cpus(result: Result) -> Iterator[ResultWarning]:
    """Check the configuration of the CPUs: information that does not make the number wrong."""
    slow = {one.governor for one in result.conditions} - {"", "performance"}
    if slow:
        yield ResultWarning(
            code="W_GOVERNOR", sentence=f"the CPUs' governor is {', '.join(sorted(slow))}, not performance"
        )
    if any(one.boost for one in result.conditions):
        yield ResultWarning(code="W_TURBO", sentence="the CPUs may boost: the clock depends on their temperature")
    if any(one.smt_shared for one in result.conditions):
        yield ResultWarning(code="W_AFFINITY", sentence="two of the pinned CPUs are threads of one core")
    remote = max((one.remote_fraction or 0.0 for one in result.conditions), default=0.0)
    if remote > MAX_REMOTE:
        sentence = f"{remote:.0%} of the memory was on another NUMA node than the CPUs"
        yield ResultWarning(code="W_NUMA", sentence=sentence)
    if any(one.aslr_enabled is False for one in result.conditions):
        sentence = "ASLR is off: all processes share one memory layout, good or bad"
        yield ResultWarning(code="W_ASLR", sentence=sentence)


def _of_samples(result: Result, variation: Variation) -> Iterator[ResultWarning]:
    """Check the distribution of the samples."""
    is_m1 = result.settings.method == METHOD_M1
    if variation.between_cov is not None and variation.between_cov > BETWEEN_COV:
        sentence = f"the processes' medians vary by {variation.between_cov:.1%}"
        yield ResultWarning(code="W_NOISE_BETWEEN", sentence=sentence, verdict=Verdict.NOISY if is_m1 else None)
    latency = summarize_headline(result)
    assert latency is not None
    interval = _interval(result)
    target = result.settings.target_half_width
    if target is not None and interval is not None and interval.relative_half_width > target:
        width = f"±{interval.relative_half_width:.1%}"
        sentence = f"good to {width} after {latency.processes} processes; the target is ±{target:.0%}"
        is_noisy = is_m1 or interval.relative_half_width > RANKED_BY
        yield ResultWarning(code="W_WIDE_INTERVAL", sentence=sentence, verdict=Verdict.NOISY if is_noisy else None)
    wild = latency.maximum is not None and latency.maximum > WITHIN_MAXIMUM * latency.mean
    if variation.within_cov is not None and (variation.within_cov > WITHIN_COV or wild):
        sentence = f"samples of a process vary by {variation.within_cov:.0%}"
        if latency.maximum is not None:
            sentence += f", the slowest is {latency.maximum / latency.mean:.1f} times the mean"
        yield ResultWarning(code="W_NOISE_WITHIN", sentence=sentence)
    if variation.severe_outliers > MAX_SEVERE_OUTLIERS * variation.samples:
        sentence = f"{variation.severe_outliers} of {variation.samples} samples are severe outliers; none was dropped"
        yield ResultWarning(code="W_OUTLIERS", sentence=sentence)
    if variation.first_z is not None and variation.first_z > FIRST_Z:
        yield ResultWarning(
            code="W_FIRST_SLOW", sentence="the first sample after the warm-up is much slower than the others"
        )
    drift = max((variation.drift or 0.0, variation.opposed_drift or 0.0), key=abs)
    if abs(drift) > DRIFT:
        sentence = f"the second half of a process differs from the first by {drift:+.1%}"
        if drift != variation.drift:
            sentence = (
                f"the halves of a process differ by {drift:.1%}, in one the first is longer and in one the second"
            )
        is_within = interval is not None and abs(drift) <= interval.relative_half_width and not is_m1
        yield ResultWarning(code="W_DRIFT", sentence=sentence, verdict=None if is_within else Verdict.DRIFTING)
    if variation.bimodality is not None and variation.bimodality > BIMODALITY:
        sentence = "the samples have two modes: the median may be either"
        yield ResultWarning(code="W_BIMODAL", sentence=sentence, verdict=Verdict.NOISY if is_m1 else None)


def _of_counts(result: Result) -> Iterator[ResultWarning]:
    """Check that there are enough samples and processes, and that samples are long enough."""
    latency = summarize_headline(result)
    assert latency is not None
    below = [f"p{percent:g}" for percent, floor in PERCENTILE_FLOORS.items() if latency.samples < floor]
    if below and result.settings.mode == "latency":
        yield ResultWarning(
            code="W_FEW_SAMPLES", sentence=f"{latency.samples} samples are too few for {', '.join(below)}"
        )
    measured = len({m.process for m in result.measurements})
    if measured < result.settings.processes:
        sentence = f"{measured} of {result.settings.processes} processes were measured; run it again for the others"
        yield ResultWarning(code="W_INCOMPLETE", sentence=sentence, verdict=Verdict.NOISY)
    yield from _of_ends(result)
    if measured < 2:
        yield ResultWarning(code="W_ONE_PROCESS", sentence="one process gives no interval; use --profile standard")
    blocks = [m.block for m in result.measurements if m.name == "latency"]
    if latency.typical < SHORT_NS and 1 in blocks:
        yield ResultWarning(
            code="W_SHORT", sentence="inferences below 0.1 ms were timed one by one: the clock is part of them"
        )


def _of_ends(result: Result) -> Iterator[ResultWarning]:
    """Check whether loops ended early: at their maximum time, or at the maximum number of samples."""
    settings = result.settings
    if settings.iterations is not None:
        return
    level, name = 1, "latency"
    if settings.mode == "throughput":
        level, name = best_level(result), "request"
    counts = [len(samples) for samples in samples_of(result.measurements, name, level)]
    wanted = max(settings.min_iterations, 2 * level if name == "request" else 0)
    few = [count for count in counts if count < wanted]
    if few:
        sentence = (
            f"{len(few)} of {len(counts)} processes ended at their maximum time, {settings.max_time_s:g} s, "
            f"with as few as {min(few)} of {wanted} samples"
        )
        yield ResultWarning(code="W_FEW_SAMPLES", sentence=sentence)
    most = max(counts, default=0)
    if name == "latency" and most >= MAX_SAMPLES:
        loop_s = min(one.wall_ns for one in result.conditions) / 1e9
        if loop_s < settings.min_time_s:
            sentence = f"a loop ended at {most:,} samples, after {loop_s:.3g} s of {settings.min_time_s:g} s"
            yield ResultWarning(code="W_FEW_SAMPLES", sentence=sentence)


def _interval(result: Result) -> Interval | None:
    latency = summarize_headline(result)
    if latency is None or latency.low is None or latency.high is None:
        return None
    return Interval(low=latency.low, high=latency.high)
