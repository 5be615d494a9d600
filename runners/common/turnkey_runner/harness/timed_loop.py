"""The warm-up and the timed loop: only the runtime's call is between two readings of the clock."""

from __future__ import annotations

import gc
import itertools
import math
import operator
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from turnkey_runner.contract import MAX_SAMPLES, Settings

Clock = Callable[[], int]
"""Monotonic nanoseconds."""

BLOCK_TARGET_NS = 100_000
"""Minimum length of a block of short inferences: one reading of the clock costs about 0.1 µs."""
BLOCK_BELOW_NS = 1_000_000
WARMUP_CAP_NS = 10_000_000_000
WARMUP_CAP_ITERATIONS = 3
MIN_SAMPLES = 3


@dataclass(frozen=True, kw_only=True)
class Calls:
    """Inferences to call in turn: one function, and an argument per copy of the inputs.

    Everything that a timed call needs is in the CPU caches when its time starts, except what the argument refers to.
    """

    function: Callable[[Any], object]
    arguments: Sequence[Any]
    engine_time_ms: Callable[[Any], float] | None = None
    """Returns the engine's own time of an argument's last inference; called outside of the timing.

    Prefer a function in C: one in Python made the next inference up to 1.3 µs longer.
    """


@dataclass(frozen=True, kw_only=True)
class Timed:
    """The samples of the timed loop, in ns per inference; each spans `block` inferences."""

    samples: tuple[int, ...]
    block: int
    wall_ns: int
    """From the first reading of the clock to the last."""
    engine_samples: tuple[int, ...] = ()
    """The engine's own time of the last inference of each sample, in ns; empty if it reports none."""


def warm_up(infer: Callable[[], object], settings: Settings, clock: Clock = time.perf_counter_ns) -> tuple[int, ...]:
    """Run until both the time and the count of the settings are reached; the samples are discarded."""
    samples: list[int] = []
    begin = clock()
    while True:
        start = clock()
        infer()
        now = clock()
        samples.append(now - start)
        elapsed = now - begin
        if elapsed >= settings.warmup_time_s * 1e9 and len(samples) >= settings.warmup_iterations:
            break
        if elapsed >= max(WARMUP_CAP_NS, settings.warmup_time_s * 1e9) and len(samples) >= WARMUP_CAP_ITERATIONS:
            break
    return tuple(samples)


def calls_of(*infers: Callable[[], object]) -> Calls:
    """Return the calls of inferences without arguments."""
    return Calls(function=operator.call, arguments=infers)


def block_size(expected_ns: float, settings: Settings) -> int:
    """Return the number of inferences per sample: 1 unless they are shorter than `BLOCK_BELOW_NS`."""
    if settings.iterations is not None or expected_ns >= BLOCK_BELOW_NS:
        return 1
    return max(1, math.ceil(BLOCK_TARGET_NS / max(expected_ns, 1.0)))


def measure(
    calls: Calls,
    warmup: tuple[int, ...],
    settings: Settings,
    clock: Clock = time.perf_counter_ns,
) -> Timed:
    """Time inferences until the settings are satisfied, with the garbage collector off.

    The later half of `warmup` gives the expected time of one inference, and so the block size.
    """
    block = block_size(statistics.median(warmup[len(warmup) // 2 :]) if warmup else 0.0, settings)
    was_enabled = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        totals, engine_samples, wall_ns = _loop(calls, block, settings, clock)
    finally:
        if was_enabled:
            gc.enable()
    samples = tuple(round(total / block) for total in totals)
    return Timed(
        samples=samples, block=block, wall_ns=wall_ns, engine_samples=tuple(round(ms * 1e6) for ms in engine_samples)
    )


def _loop(calls: Calls, block: int, settings: Settings, clock: Clock) -> tuple[list[int], list[float], int]:
    call, engine_time, take = calls.function, calls.engine_time_ms, itertools.cycle(calls.arguments).__next__
    capacity = _capacity(settings)
    totals, engine_samples, count = [0] * capacity, [0.0] * (capacity if engine_time else 0), 0
    begin = clock()
    earliest_end = begin + _min_duration_ns(settings)
    while (
        True
    ):  # keep it short between two samples: an engine's idle threads fall asleep, the deeper the longer they wait
        if block == 1:  # a loop over one call would cost a microsecond after an inference that has emptied the caches
            argument = take()
            start = clock()
            call(argument)
            stop = clock()
        else:
            ready = [take() for _ in range(block)]
            start = clock()
            for argument in ready:
                call(argument)
            stop = clock()
        totals[count] = stop - start
        if engine_time:
            engine_samples[count] = engine_time(argument)
        count += 1
        if stop >= earliest_end and _is_enough(settings, count, stop - begin):
            break
        if count == capacity:
            if settings.iterations is not None or capacity >= MAX_SAMPLES:
                break
            capacity *= 2  # inferences are much faster than the warm-up suggested
            totals += [0] * len(totals)
            engine_samples += [0.0] * len(engine_samples)
    return totals[:count], engine_samples[:count], clock() - begin


def _min_duration_ns(settings: Settings) -> float:
    """Return the time before which only the number of iterations ends the loop."""
    if settings.iterations is not None:
        return math.inf
    return min(settings.min_time_s, settings.max_time_s) * 1e9


def _is_enough(settings: Settings, count: int, elapsed_ns: int) -> bool:
    """Whether time and count are reached, or the maximum time with the minimum of samples."""
    reached = elapsed_ns >= settings.min_time_s * 1e9 and count >= settings.min_iterations
    return reached or (elapsed_ns >= settings.max_time_s * 1e9 and count >= MIN_SAMPLES)


def _capacity(settings: Settings) -> int:
    """Return the initial size of the arrays: the number of samples if each took a tenth of a block's minimum length.

    A million samples for every job would cost milliseconds, because the kernel allocates each page on its first write.
    """
    if settings.iterations is not None:
        return settings.iterations
    fitting = math.ceil(settings.min_time_s * 1e9 / (BLOCK_TARGET_NS / 10))
    return min(MAX_SAMPLES, max(settings.min_iterations, fitting, MIN_SAMPLES) + 1)
