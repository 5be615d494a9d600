"""The warm-up and the timed loop: nothing but the runtime's call stands between two readings of the clock."""

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
"""Shorter inferences are timed in blocks at least this long: one reading of the clock costs about 0.1 µs."""
BLOCK_BELOW_NS = 1_000_000
WARMUP_CAP_NS = 10_000_000_000
WARMUP_CAP_ITERATIONS = 3
MIN_SAMPLES = 3


@dataclass(frozen=True, kw_only=True)
class Calls:
    """Inferences to be taken in turn: one function, and an argument for each set of inputs.

    All that a timed call needs is in the caches when its time begins, but for what the argument leads to.
    """

    function: Callable[[Any], object]
    arguments: Sequence[Any]
    engine_time_ms: Callable[[Any], float] | None = None
    """What the engine says that an argument's last inference took; asked outside of what is timed.

    Best a function in C: one in Python made the next inference up to 1.3 µs longer.
    """


@dataclass(frozen=True, kw_only=True)
class Timed:
    """The samples of the timed loop, in ns an inference; each spans `block` inferences."""

    samples: tuple[int, ...]
    block: int
    wall_ns: int
    """From the first reading of the clock to the last."""
    engine_samples: tuple[int, ...] = ()
    """What the engine says that the last inference of each sample took, in ns; empty where it says nothing."""


def warm_up(infer: Callable[[], object], settings: Settings, clock: Clock = time.perf_counter_ns) -> tuple[int, ...]:
    """Run until both the time and the count of the settings are reached; the samples are not results."""
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
    """Inferences that take no argument as calls."""
    return Calls(function=operator.call, arguments=infers)


def block_size(expected_ns: float, settings: Settings) -> int:
    """How many inferences one sample spans: 1 unless they are shorter than `BLOCK_BELOW_NS`."""
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

    `warmup` (its later half) tells how long one inference takes, and so how many share a sample.
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
    call, tell, take = calls.function, calls.engine_time_ms, itertools.cycle(calls.arguments).__next__
    room = _room(settings)
    totals, engine_samples, count = [0] * room, [0.0] * (room if tell else 0), 0
    begin = clock()
    soonest = begin + _least_ns(settings)
    while True:  # little between two samples: an engine's threads wait for the next, and the longer, the deeper
        if block == 1:  # a loop over one would cost a microsecond where an inference has emptied the caches
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
        if tell:
            engine_samples[count] = tell(argument)
        count += 1
        if stop >= soonest and _is_enough(settings, count, stop - begin):
            break
        if count == room:
            if settings.iterations is not None or room >= MAX_SAMPLES:
                break
            room *= 2  # the warm-up was much slower than what it was to foretell
            totals += [0] * len(totals)
            engine_samples += [0.0] * len(engine_samples)
    return totals[:count], engine_samples[:count], clock() - begin


def _least_ns(settings: Settings) -> float:
    """Before which the loop cannot end but by its count."""
    if settings.iterations is not None:
        return math.inf
    return min(settings.min_time_s, settings.max_time_s) * 1e9


def _is_enough(settings: Settings, count: int, elapsed_ns: int) -> bool:
    """Whether time and count are reached, or the longest time with the fewest samples."""
    reached = elapsed_ns >= settings.min_time_s * 1e9 and count >= settings.min_iterations
    return reached or (elapsed_ns >= settings.max_time_s * 1e9 and count >= MIN_SAMPLES)


def _room(settings: Settings) -> int:
    """For how many samples there is room at first: as many as fit if each took a tenth of what a block is to take.

    A million for every job would cost milliseconds: the kernel gives each page of them when it is first written.
    """
    if settings.iterations is not None:
        return settings.iterations
    fitting = math.ceil(settings.min_time_s * 1e9 / (BLOCK_TARGET_NS / 10))
    return min(MAX_SAMPLES, max(settings.min_iterations, fitting, MIN_SAMPLES) + 1)
