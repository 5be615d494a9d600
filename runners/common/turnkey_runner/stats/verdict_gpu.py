"""Judges a GPU's conditions: warnings with stable codes, as in `verdict`."""

from __future__ import annotations

from collections.abc import Iterator

from turnkey_runner.contract import GpuConditions, Result
from turnkey_runner.stats.summary import summarize
from turnkey_runner.stats.verdict_types import ResultWarning, Verdict

LOW_CLOCK, CLOCK_SPREAD = 0.75, 0.03
"""nvbench's thresholds: a clock below 75 % of the default, clocks that vary by more than 3 %."""
ENQUEUE_BOUND = 0.8
"""trtexec's threshold: the host takes nearly as long to enqueue as the device to compute."""
MIN_DEVICE_FRACTION = 0.2
"""Fraction of the whole time below which the GPU waited, if the runtime does not report the enqueue time."""


def judge_gpu(result: Result) -> Iterator[ResultWarning]:
    """Check the GPU's state in each process; one affected process is enough."""
    seen = [one.gpu for one in result.conditions if one.gpu is not None]
    yield from _of_clocks(seen)
    reasons = sorted({word for one in seen for word in one.throttle_reasons})
    if reasons:
        sentence = f"the GPU was throttled: {', '.join(reasons)}"
        yield ResultWarning(code="W_GPU_THROTTLE", sentence=sentence, verdict=Verdict.THROTTLED)
    others = max((one.other_processes or 0 for one in seen), default=0)
    if others:
        sentence = f"{others} other processes computed on the GPU"
        yield ResultWarning(code="W_GPU_SHARED", sentence=sentence, verdict=Verdict.CONTENDED)
    yield from _of_host(result)


def _of_host(result: Result) -> Iterator[ResultWarning]:
    """Check whether the host's part dominates the time."""
    whole, device, enqueue = (summarize(result, one) for one in ("latency", "latency_device", "enqueue"))
    if device is None:
        return
    if enqueue is not None:
        share = enqueue.typical / device.typical
        if share > ENQUEUE_BOUND:
            sentence = f"enqueueing takes {share:.0%} of the time on the GPU: the GPU may wait for the host"
            yield ResultWarning(code="W_ENQUEUE_BOUND", sentence=sentence)
    elif whole is not None and device.typical < MIN_DEVICE_FRACTION * whole.typical:
        share = device.typical / whole.typical
        sentence = f"the GPU computed in {share:.0%} of the time: the host and the transfers dominate"
        yield ResultWarning(code="W_ENQUEUE_BOUND", sentence=sentence)


def _of_clocks(seen: list[GpuConditions]) -> Iterator[ResultWarning]:
    clocks = [one.sm_clock_mhz for one in seen if one.sm_clock_mhz]
    if not clocks:
        return
    lowest, highest = min(low for low, _, _ in clocks), max(high for _, _, high in clocks)
    default = max((one.default_sm_clock_mhz or 0 for one in seen), default=0)
    if default and lowest < LOW_CLOCK * default:
        sentence = f"the GPU's clock was down to {lowest} MHz, its default is {default}"
        yield ResultWarning(code="W_GPU_CLOCK", sentence=sentence, verdict=Verdict.THROTTLED)
    elif highest > lowest * (1 + CLOCK_SPREAD):
        sentence = f"the GPU's clock went from {lowest} to {highest} MHz"
        yield ResultWarning(code="W_GPU_CLOCK", sentence=sentence, verdict=Verdict.DRIFTING)
