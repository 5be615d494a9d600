"""What the timed loop itself costs: a backend that does nothing, and one that is busy for a known time.

    python benchmarks/overhead.py

Prints the loop's overhead for one inference, alone and in blocks, and how well known times are found again
(busy-waiting: a sleep overshoots by more than 100 µs). Learnt: two readings of the clock and their bookkeeping
cost about 0.1 µs a sample; in a block of 50 inferences it is 0.025 µs for each, nearly all of it the call. After an
inference that has driven Python out of the nearest caches, a call costs ten times as much, whatever calls: around a
model of 0.14 ms a function of one line takes 1.1 to 1.4 µs, `functools.partial` 1.3, and a loop over a list of one 2.
So the loop calls the runtime's function itself where it takes one argument, and a sample of one inference has no loop.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from turnkey_runner.contract import Settings
from turnkey_runner.contract.profiles import PROFILES
from turnkey_runner.harness.timed_loop import Calls, calls_of, measure

ROUNDS = 7
KNOWN_MS = (0.1, 1.0, 10.0, 100.0)


def busy(duration_ns: int) -> Callable[[], None]:
    """A call that takes so long, and no longer than the clock's step more."""
    clock = time.perf_counter_ns

    def wait() -> None:
        end = clock() + duration_ns
        while clock() < end:
            pass

    return wait


def cold_overhead_ns(count: int = 1000) -> float:
    """What a sample holds beyond the backend's own time, where that has driven all else out of the nearest caches.

    The backend reads 8 MiB and times itself; what is left is calling it, returning, and half of each reading.
    """
    clock, memory, inner = time.perf_counter_ns, np.ones(1 << 20), []

    def read_all(data: np.ndarray) -> None:
        start = clock()
        data.sum()
        inner.append(clock() - start)

    calls = Calls(function=read_all, arguments=[memory])
    samples = measure(calls, (10**9,), replace(PROFILES["standard"], iterations=count)).samples
    return statistics.median(outer - own for outer, own in zip(samples, inner, strict=True))


def median_ns(infer: Callable[[], object], expected_ns: int, settings: Settings) -> float:
    """The median sample of one loop."""
    return statistics.median(measure(calls_of(infer), (expected_ns,) * 4, settings).samples)


def main() -> None:
    """Print the table."""
    singles = [median_ns(lambda: None, 10**9, replace(PROFILES["standard"], iterations=20_000)) for _ in range(ROUNDS)]
    blocks = [median_ns(lambda: None, 2_000, replace(PROFILES["standard"], min_time_s=0.2)) for _ in range(ROUNDS)]
    print(f"null backend, one by one       {statistics.median(singles):8.0f} ns a sample")
    print(f"after 8 MiB, one by one        {cold_overhead_ns():8.0f} ns a sample")
    print(f"null backend, blocks of 50     {statistics.median(blocks):8.0f} ns an inference")
    for known in KNOWN_MS:
        known_ns = round(known * 1e6)
        found = statistics.median(
            median_ns(busy(known_ns), known_ns, replace(PROFILES["standard"], min_time_s=0.3, min_iterations=20))
            for _ in range(ROUNDS)
        )
        print(f"busy for {known:6.1f} ms             {found / 1e6:8.4f} ms  {found / known_ns - 1:+.2%}")


if __name__ == "__main__":
    main()
