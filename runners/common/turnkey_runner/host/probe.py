"""Probes the host in a few milliseconds: how its CPUs talk to one another, how fast one computes and copies.

A shared host has states that last tens of seconds and that no counter shows; see `core_to_core`. The probe has a
process of its own, which sleeps between two probes: its memory is not the model's, and it needs no compiled helper.
"""

from __future__ import annotations

import contextlib
import enum
import mmap
import os
import signal
import struct
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from turnkey_runner.contract import HostProbe
from turnkey_runner.host import core_to_core, processes

_SETTLING_S = 0.005
"""An engine's idle threads look for work for some milliseconds after an inference, on the CPUs that are probed."""
_TIMEOUT_S = 1.0
_PAUSE_S = 0.0005
_MAX_PAIRS = 8
_STEPS = 4_000
_BLOCK_BYTES = 8 << 20
_REQUEST = struct.Struct("bi")
_TIME = struct.Struct("q")
_READY, _TIME_AT = 1024, 2048
"""Positions in the shared page, on cache lines of their own."""


class _Task(enum.IntEnum):
    ANSWER = 0
    COMPUTE = 1
    COPY = 2


class ProbeError(Exception):
    """The probe's process did not answer in time, or has ended."""


class Prober:
    """Probes the host on some CPUs; it is made while this process has one thread, and is closed at the end."""

    def __init__(self, cpus: Sequence[int]) -> None:
        self.cpus = tuple(cpus)
        self._page = mmap.mmap(-1, mmap.PAGESIZE)
        reader, self._requests = os.pipe()
        parent = os.getpid()
        self._pid = os.fork()
        if self._pid == 0:
            _serve(self._page, reader, parent)
        os.close(reader)

    def take(self) -> HostProbe | None:
        """Probe the host now. None where it cannot be done; the log says why."""
        time.sleep(_SETTLING_S)
        first, *others = self.cpus
        step = -(-len(others) // _MAX_PAIRS) or 1
        try:
            return HostProbe(
                core_to_core_ns=tuple(self._round_trip_ns(first, other) for other in others[::step]),
                arithmetic_ns=self._time(_Task.COMPUTE, first),
                copy_ns=self._time(_Task.COPY, first),
            )
        except (ProbeError, OSError):
            traceback.print_exc()
            return None

    def close(self) -> None:
        """End the probe's process."""
        os.close(self._requests)
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)

    def _round_trip_ns(self, here: int, there: int) -> int:
        core_to_core.prepare(self._page)
        before = os.sched_getaffinity(0)  # of this thread alone
        self._ask(_Task.ANSWER, there)
        os.sched_setaffinity(0, {here})
        try:
            taken_ns = core_to_core.lead(self._page)
        finally:
            os.sched_setaffinity(0, before)
        if taken_ns is None:
            raise ProbeError("a CPU does not answer: something else runs on it")
        return taken_ns

    def _time(self, task: _Task, cpu: int) -> int:
        self._ask(task, cpu)
        taken_ns: int = _TIME.unpack_from(self._page, _TIME_AT)[0]
        return taken_ns

    def _ask(self, task: _Task, cpu: int) -> None:
        """Have the process do something; return when it is ready to play, or done."""
        self._page[_READY] = 0
        try:
            os.write(self._requests, _REQUEST.pack(task, cpu))
        except BrokenPipeError:
            raise ProbeError("the probe's process has ended") from None
        deadline = time.monotonic() + _TIMEOUT_S
        while not self._page[_READY]:
            if time.monotonic() > deadline:
                raise ProbeError("the probe's process does not answer")
            time.sleep(_PAUSE_S)


@contextmanager
def probing(cpus: Sequence[int]) -> Iterator[Prober]:
    """Probe the host inside the block."""
    prober = Prober(cpus)
    try:
        yield prober
    finally:
        prober.close()


def _serve(page: mmap.mmap, requests: int, parent: int) -> None:
    """The main function of the probe's process: do what is asked for until the parent ends."""
    try:
        processes.die_with_parent(parent)
        processes.close_all_but({requests})
        source, target = b"", bytearray()
        while request := os.read(requests, _REQUEST.size):
            task, cpu = _REQUEST.unpack(request)
            os.sched_setaffinity(0, {cpu})
            if task == _Task.ANSWER:
                page[_READY] = 1
                core_to_core.answer(page)
                continue
            if not source:  # only now: a load is timed meanwhile
                source, target = b"\1" * _BLOCK_BYTES, bytearray(b"\1") * _BLOCK_BYTES
            start = time.perf_counter_ns()
            if task == _Task.COMPUTE:
                _compute()
            else:
                target[:] = source
            _TIME.pack_into(page, _TIME_AT, time.perf_counter_ns() - start)
            page[_READY] = 1
    finally:
        os._exit(0)


def _compute() -> None:
    """Multiplications of floats that depend on one another."""
    value = 1.0
    for _ in range(_STEPS):
        value = value * 1.0000001 + 1e-9
