"""Throughput: more and more parallel requests, until they give no gain."""

from __future__ import annotations

import gc
import itertools
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from turnkey_runner.contract import Settings

SAMPLES = 20
"""Number of periods in a level's window; each spans the same number of completions."""
GAIN = 0.02
"""A level must be better than the best one by this fraction to count as a gain."""
PATIENCE = 2
"""The sweep ends after this number of consecutive levels without gain."""


@dataclass(frozen=True, kw_only=True)
class Level:
    """The measurement of one number of parallel requests."""

    parallel: int
    requests_ns: tuple[int, ...]
    """The latency of each request."""
    periods_ns: tuple[int, ...]
    """Time per inference, over all requests."""
    block: int
    """Completions per period."""
    wall_ns: int


def sweep(bind: Callable[[], Callable[[], object]], limit: int, settings: Settings) -> Iterator[Level]:
    """Measure 1, 2, 4, … parallel requests up to the limit, or until there is no gain; each has its own inputs."""
    infers: list[Callable[[], object]] = []
    best_ns, without_gain, parallel = float("inf"), 0, 1
    while parallel <= limit and without_gain < PATIENCE:
        while len(infers) < parallel:
            infers.append(bind())
            infers[-1]()
        level = measure_level(infers, settings)
        yield level
        period_ns = sum(level.periods_ns) / len(level.periods_ns)
        without_gain = 0 if period_ns < best_ns * (1 - GAIN) else without_gain + 1
        best_ns = min(best_ns, period_ns)
        parallel *= 2


def measure_level(infers: Sequence[Callable[[], object]], settings: Settings) -> Level:
    """Call all in parallel, each from its own thread, until the settings are satisfied.

    Only completions before the first thread stops count, because the load drops after that.
    Raises what an inference raises.
    """
    wanted = max(settings.min_iterations, 2 * len(infers))
    rows: list[list[tuple[int, int]]] = [[] for _ in infers]
    errors: list[BaseException] = []
    gate = threading.Barrier(len(infers) + 1)
    done = threading.Event()

    def call(infer: Callable[[], object], row: list[tuple[int, int]]) -> None:
        gate.wait()
        clock = time.perf_counter_ns
        try:
            while not done.is_set():
                start = clock()
                infer()
                row.append((start, clock()))
        except BaseException as error:  # raised again by the thread that measures
            errors.append(error)

    threads = [threading.Thread(target=call, args=pair, daemon=True) for pair in zip(infers, rows, strict=True)]
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        for thread in threads:
            thread.start()
        gate.wait()
        begin = time.perf_counter_ns()
        while not errors:
            done.wait(0.01)
            elapsed_s = (time.perf_counter_ns() - begin) / 1e9
            count = sum(map(len, rows))
            if elapsed_s >= settings.min_time_s and count >= wanted:
                break
            if elapsed_s >= settings.max_time_s and count >= len(infers):
                break
        end = time.perf_counter_ns()
        done.set()
        for thread in threads:
            thread.join()
    finally:
        if was_enabled:
            gc.enable()
    if errors:
        raise errors[0]
    return _level(len(infers), [pair for row in rows for pair in row], begin, end)


def _level(parallel: int, pairs: Sequence[tuple[int, int]], begin: int, end: int) -> Level:
    counted = sorted((stop, stop - start) for start, stop in pairs if begin < stop <= end)
    block = max(1, len(counted) // SAMPLES)
    marks = [begin, *(stop for stop, _ in counted[block - 1 :: block])]
    periods = tuple(max(1, round((after - before) / block)) for before, after in itertools.pairwise(marks))
    return Level(
        parallel=parallel,
        requests_ns=tuple(latency for _, latency in counted),
        periods_ns=periods,
        block=block,
        wall_ns=end - begin,
    )
