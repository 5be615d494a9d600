"""How long one CPU takes to read what another one has just written: the host's state, in plain Python.

A hypervisor that moves virtual CPUs to another die or socket makes this three times as long, for tens of seconds, and
a model with several threads up to three times as slow, while arithmetic in one thread, stolen time and pressure stay as
they are. One thread writes a block on one CPU, moves to the other and searches the block there: copying and searching
are compiled loops of the interpreter, so that Python's own time, which hides a single cache line, is a hundredth.
"""

from __future__ import annotations

import os
import time

BLOCK_BYTES = 256 << 10
"""Fits into the cache of the CPU that writes it."""
ROUNDS = 10


def transfer_ns(writer: int, reader: int) -> int:
    """Nanoseconds to read a block on one CPU that another has written; this thread stays on the reader.

    The shortest of ten rounds: an interruption makes some longer, and none shorter. Raises `OSError` for a CPU that
    this thread may not use.
    """
    clock = time.perf_counter_ns
    block, zeros = bytearray(BLOCK_BYTES), bytes(BLOCK_BYTES)
    taken = []
    for _ in range(ROUNDS):
        os.sched_setaffinity(0, {writer})
        block[:] = zeros
        os.sched_setaffinity(0, {reader})
        start = clock()
        block.find(b"\1")
        taken.append(clock() - start)
    return min(taken)
