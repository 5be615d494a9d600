"""What a card's conditions say about a result: warnings with stable codes, as in `verdict`."""

from __future__ import annotations

from collections.abc import Iterator

from turnkey_runner.contract import GpuConditions, Result
from turnkey_runner.judgement import Caution, Verdict
from turnkey_runner.statistics import summarize

LOW_CLOCK, CLOCK_SPREAD = 0.75, 0.03
"""nvbench's: a clock below 75 % of the default, and clocks that vary by more than 3 %."""
ENQUEUE_BOUND = 0.8
"""trtexec's: the host takes as long to enqueue as the device to compute."""


def judge_gpu(result: Result) -> Iterator[Caution]:
    """Look at what the card did in each process; one that suffered is enough."""
    seen = [one.gpu for one in result.conditions if one.gpu is not None]
    yield from _of_clocks(seen)
    reasons = sorted({word for one in seen for word in one.throttle_reasons})
    if reasons:
        sentence = f"the card held its clocks down: {', '.join(reasons)}"
        yield Caution(code="W_GPU_THROTTLE", sentence=sentence, verdict=Verdict.THROTTLED)
    others = max((one.other_processes or 0 for one in seen), default=0)
    if others:
        sentence = f"{others} other processes computed on the card"
        yield Caution(code="W_GPU_SHARED", sentence=sentence, verdict=Verdict.CONTENDED)
    whole, device = (summarize(result.measurements, name) for name in ("latency", "latency_device"))
    if whole is not None and device is not None and device.median < (1 - ENQUEUE_BOUND) * whole.median:
        share = device.median / whole.median
        sentence = f"the card computed in {share:.0%} of the time: the host and the transfers are what was measured"
        yield Caution(code="W_ENQUEUE_BOUND", sentence=sentence)


def _of_clocks(seen: list[GpuConditions]) -> Iterator[Caution]:
    clocks = [one.sm_clock_mhz for one in seen if one.sm_clock_mhz]
    if not clocks:
        return
    lowest, highest = min(low for low, _, _ in clocks), max(high for _, _, high in clocks)
    default = max((one.default_sm_clock_mhz or 0 for one in seen), default=0)
    if default and lowest < LOW_CLOCK * default:
        sentence = f"the card's clock was down to {lowest} MHz, its default is {default}"
        yield Caution(code="W_GPU_CLOCK", sentence=sentence, verdict=Verdict.THROTTLED)
    elif highest > lowest * (1 + CLOCK_SPREAD):
        sentence = f"the card's clock went from {lowest} to {highest} MHz"
        yield Caution(code="W_GPU_CLOCK", sentence=sentence, verdict=Verdict.DRIFTING)
