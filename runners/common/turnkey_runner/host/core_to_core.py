"""How long a cache line takes from one CPU to another and back: two pinned processes pass a byte to and fro.

A hypervisor that moves virtual CPUs to another die or socket makes this five times as long, and a model with several
threads up to three times as slow, while arithmetic in one thread, stolen time and pressure stay as they are. Both sides
are plain Python, which runs in any image and without privileges, but hides most of the difference: where a compiled
loop took 100 and 450 ns, this one took 420 to 690 and 430 to 770 ns. Nothing may be decided by it.
"""

from __future__ import annotations

import mmap
import time

BATCHES, ROUND_TRIPS = 12, 50
_BALL = 0
"""Position in the shared page. The ball is 1 while it is the partner's turn."""
_MAX_SPINS = 200_000
"""Looks at the ball before its player gives up, some 5 ms: the other one was taken off its CPU."""
_FASTER = 4
"""The batch at the lowest quarter is reported: an interruption makes some batches slower, and none faster."""


def lead(page: mmap.mmap) -> int | None:
    """Time round trips on this thread's CPU with a partner that answers; None if it does not."""
    clock = time.perf_counter_ns
    batches = []
    for _ in range(BATCHES):
        start = clock()
        for _ in range(ROUND_TRIPS):
            page[_BALL] = 1
            for _ in range(_MAX_SPINS):
                if not page[_BALL]:
                    break
            else:
                return None
        batches.append((clock() - start) / ROUND_TRIPS)
    return round(sorted(batches)[BATCHES // _FASTER])


def answer(page: mmap.mmap) -> None:
    """Be the partner for one measurement."""
    for _ in range(BATCHES * ROUND_TRIPS):
        for _ in range(_MAX_SPINS):
            if page[_BALL]:
                break
        else:
            return
        page[_BALL] = 0


def prepare(page: mmap.mmap) -> None:
    """Lay the ball down."""
    page[_BALL] = 0
