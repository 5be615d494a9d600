"""How long one CPU takes to read what another one has just written, while both are busy: the host's state.

A hypervisor that moves virtual CPUs to another die or socket makes this three times as long, for tens of seconds, and
a model with several threads up to three times as slow, while arithmetic in one thread, stolen time and pressure stay as
they are. It does so when both CPUs are busy: a thread that went from one CPU to the other and read what it had written
there itself often saw nothing of it. So two processes take turns; both wait without sleeping. What is timed is C's
`memchr` over the block, so that Python's own time, which hides a single cache line, is a twentieth.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import struct
import time

BLOCK_BYTES = 256 << 10
"""Fits into the cache of the CPU that writes it."""
ROUNDS = 10
_TURN, _READY, _TIME_AT = 0, 1024, 2048
"""Positions in the shared page, on cache lines of their own: whose turn it is, the reader's, its shortest time."""
_TIME = struct.Struct("q")
_TIMEOUT_S = 0.2
"""Of a measurement, which takes 2 ms."""
_MAX_LOOKS = 200_000
"""Looks at the page between two at the clock: about 10 ms."""


class TransferError(Exception):
    """The other process was not there in time: something else runs on its CPU, or it has ended."""


class Lane:
    """A block and a page of memory that a writer and a reader share. It is made before the reader is forked."""

    def __init__(self) -> None:
        self._block = mmap.mmap(-1, BLOCK_BYTES)
        self._page = mmap.mmap(-1, mmap.PAGESIZE)
        self._deadline_s = 0.0

    def prepare(self) -> None:
        """Forget the last measurement; the reader does not run yet."""
        self._page[_TURN] = self._page[_READY] = 0

    def write(self, cpu: int) -> int:
        """Write the block on a CPU, again and again; return the reader's shortest time in nanoseconds.

        Raises `TransferError` where the reader does not read, `OSError` for a CPU that this process may not use.
        """
        os.sched_setaffinity(0, {cpu})
        self._deadline_s = time.monotonic() + _TIMEOUT_S
        zeros = bytes(BLOCK_BYTES)
        self._wait(_READY, 1)
        for turn in range(1, ROUNDS + 1):
            self._block[:] = zeros
            self._page[_TURN] = turn
            self._wait(_READY, turn + 1)
        taken_ns: int = _TIME.unpack_from(self._page, _TIME_AT)[0]
        return taken_ns

    def read(self, cpu: int) -> None:
        """Read the block on a CPU whenever it has been written. Raises as `write` does."""
        os.sched_setaffinity(0, {cpu})
        self._deadline_s = time.monotonic() + _TIMEOUT_S
        search, address = _memchr(), ctypes.addressof(ctypes.c_char.from_buffer(self._block))
        clock = time.perf_counter_ns
        search(address, 1, BLOCK_BYTES)
        shortest_ns = 1 << 62  # an interruption makes some rounds longer, and none shorter
        self._page[_READY] = 1
        for turn in range(1, ROUNDS + 1):
            self._wait(_TURN, turn)
            start = clock()
            search(address, 1, BLOCK_BYTES)
            shortest_ns = min(shortest_ns, clock() - start)
            _TIME.pack_into(self._page, _TIME_AT, shortest_ns)
            self._page[_READY] = turn + 1

    def _wait(self, position: int, value: int) -> None:
        """Wait on the CPU until the other process has set a byte."""
        page = self._page
        while time.monotonic() < self._deadline_s:
            for _ in range(_MAX_LOOKS):
                if page[position] == value:
                    return
        raise TransferError("a CPU does not answer: something else runs on it")


def _memchr() -> ctypes._NamedFuncPointer:
    """C's search for a byte; it is never found here."""
    search = ctypes.CDLL(None).memchr
    search.argtypes, search.restype = (ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t), ctypes.c_void_p
    return search
