"""What a GPU's conditions say about a result: warnings with stable codes, as in `verdict`."""

from __future__ import annotations

from collections.abc import Iterator

from turnkey_runner.contract import GpuConditions, Result
from turnkey_runner.stats.summary import summarize
from turnkey_runner.stats.verdict_types import ResultWarning, Verdict

LOW_CLOCK, CLOCK_SPREAD = 0.75, 0.03
"""nvbench's: a clock below 75 % of the default, and clocks that vary by more than 3 %."""
ENQUEUE_BOUND = 0.8
"""trtexec's: the host takes as long to enqueue as the device to compute, or nearly."""
DEVICE_SHARE = 0.2
"""Of the whole time, below which the GPU waited; where a runtime does not tell of enqueueing."""


def judge_gpu(result: Result) -> Iterator[ResultWarning]:
    """Look at what the GPU did in each process; one that suffered is enough."""
    seen = [one.gpu for one in result.conditions if one.gpu is not None]
    yield from _of_clocks(seen)
    reasons = sorted({word for one in seen for word in one.throttle_reasons})
    if reasons:
        sentence = f"the GPU held its clocks down: {', '.join(reasons)}"
        yield ResultWarning(code="W_GPU_THROTTLE", sentence=sentence, verdict=Verdict.THROTTLED)
    others = max((one.other_processes or 0 for one in seen), default=0)
    if others:
        sentence = f"{others} other processes computed on the GPU"
        yield ResultWarning(code="W_GPU_SHARED", sentence=sentence, verdict=Verdict.CONTENDED)
    yield from _of_host(result)


def _of_host(result: Result) -> Iterator[ResultWarning]:
    """Whether it is the host's part that was measured, and not the GPU's."""
    whole, device, enqueue = (summarize(result.measurements, one) for one in ("latency", "latency_device", "enqueue"))
    if device is None:
        return
    if enqueue is not None:
        share = enqueue.median / device.median
        if share > ENQUEUE_BOUND:
            sentence = f"the host takes {share:.0%} of the GPU's own time to enqueue an inference: the GPU may wait"
            yield ResultWarning(code="W_ENQUEUE_BOUND", sentence=sentence)
    elif whole is not None and device.median < DEVICE_SHARE * whole.median:
        share = device.median / whole.median
        sentence = f"the GPU computed in {share:.0%} of the time: the host and the transfers are what was measured"
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
