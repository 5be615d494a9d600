"""Probes the host in a few milliseconds: how its CPUs talk to one another, how fast one computes and copies.

A shared host has states that last tens of seconds and that no counter shows; see `transfer`. The probe has two
processes of its own, which sleep between two probes: their memory is not the model's, and they choose their CPUs.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import struct
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from turnkey_runner.contract import HostProbe
from turnkey_runner.host import processes
from turnkey_runner.host.transfer import Lane, TransferError

_SETTLING_S = 0.003
"""An engine's idle threads look for work for some time after an inference, on the CPUs that are probed."""
_UNUSUAL, _MAX_REPEATS, _REPEATED_AFTER_S = 1.5, 4, 0.03
"""ONNX Runtime's threads make a transfer two to four times as long; most have stopped after 30 ms, all after 100."""
_TIMEOUT_S = 1.0
_MAX_PAIRS = 4
_STEPS = 4_000
_COPIED_BYTES = 4 << 20
_CPU, _UNKNOWN, _STDERR = struct.Struct("i"), -1, 2
_TIMES = 2
"""Of arithmetic and of the copy; those of the pairs follow."""


class ProbeError(Exception):
    """The probe's process did not answer in time, or has ended."""


class Prober:
    """Probes the host on some CPUs; it is made while this process has one thread, and is closed at the end."""

    def __init__(self, cpus: Sequence[int], best_ns: int | None = None) -> None:
        """Probe the pairs of some CPUs, whose transfer time in the host's best state is known, or not."""
        self.cpus = tuple(cpus)
        self._best_ns = best_ns
        first, *others = self.cpus
        step = -(-len(others) // _MAX_PAIRS) or 1
        self._pairs = [(first, other) for other in others[::step]]
        self._answer = struct.Struct(f"{_TIMES + len(self._pairs)}q")
        requests, self._requests = os.pipe()
        self._answers, answers = os.pipe()
        parent = os.getpid()
        self._pid = os.fork()
        if self._pid == 0:
            self._serve(requests, answers, parent)
        os.close(requests)
        os.close(answers)

    def take(self, *, usual_ns: int | None = None) -> HostProbe | None:
        """Probe the host as `read` does. None where it cannot be done; the log says why."""
        try:
            return self.read(usual_ns=usual_ns)
        except (ProbeError, OSError) as error:
            print(f"the host was not probed: {error}", file=sys.stderr)
            return None

    def read(self, *, usual_ns: int | None = None) -> HostProbe:
        """Probe the host now. Raises `ProbeError` or `OSError` where it cannot be done.

        A transfer that is much longer than usual is measured again, up to four times, and the shortest is reported:
        an engine's threads may still be looking for work on the CPUs. A state of the host lasts longer than that.
        """
        time.sleep(_SETTLING_S)
        arithmetic_ns, copy_ns, *transfers_ns = self._ask()
        for _ in range(_MAX_REPEATS):
            if usual_ns is None or max(transfers_ns, default=0) <= _UNUSUAL * usual_ns:
                break
            time.sleep(_REPEATED_AFTER_S)
            _, _, *again_ns = self._ask()
            transfers_ns = list(map(min, transfers_ns, again_ns))
        return HostProbe(
            transfer_ns=tuple(transfers_ns), arithmetic_ns=arithmetic_ns, copy_ns=copy_ns, best_ns=self._best_ns
        )

    def close(self) -> None:
        """End the probe's process."""
        os.close(self._requests)
        os.close(self._answers)
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)

    def _ask(self) -> tuple[int, ...]:
        try:
            os.write(self._requests, b"?")
        except BrokenPipeError:
            raise ProbeError("the probe's process has ended") from None
        poller = select.poll()  # select.select refuses descriptors above 1023
        poller.register(self._answers, select.POLLIN)
        if not poller.poll(_TIMEOUT_S * 1000):
            # It must not compute during a timed loop. A later probe reports that it has ended.
            os.kill(self._pid, signal.SIGKILL)
            raise ProbeError("the probe's process does not answer")
        answer = os.read(self._answers, self._answer.size)
        if len(answer) < self._answer.size:
            raise ProbeError("the probe's process has ended")
        times_ns: tuple[int, ...] = self._answer.unpack(answer)
        if _UNKNOWN in times_ns:
            raise ProbeError("a CPU does not answer: something else runs on it, or it may not be used")
        return times_ns

    def _serve(self, requests: int, answers: int, parent: int) -> None:
        """The main function of the probe's process: answer until the parent ends."""
        try:
            processes.die_with_parent(parent)
            processes.close_all_but({requests, answers, _STDERR})
            lane, reader = Lane(), _Reader()
            reader.start(lane)
            source, target = b"", bytearray()
            while os.read(requests, 1):
                if not source:  # only now: a load is timed meanwhile
                    source, target = b"\1" * _COPIED_BYTES, bytearray(b"\1") * _COPIED_BYTES
                try:
                    transfers_ns = [reader.measure(lane, writer, other) for writer, other in self._pairs]
                    os.sched_setaffinity(0, {self.cpus[0]})
                    start = time.perf_counter_ns()
                    _compute()
                    computed = time.perf_counter_ns()
                    target[:] = source
                    copied = time.perf_counter_ns()
                    answer = (computed - start, copied - computed, *transfers_ns)
                except (TransferError, OSError):
                    answer = (_UNKNOWN,) * (_TIMES + len(self._pairs))
                os.write(answers, self._answer.pack(*answer))
        finally:
            os._exit(0)


class _Reader:
    """The other process, which reads on any CPU what the probe's process writes."""

    def start(self, lane: Lane) -> None:
        """Fork it; it ends with this process."""
        requests, self._requests = os.pipe()
        parent = os.getpid()
        if os.fork() == 0:
            try:
                processes.die_with_parent(parent)
                processes.close_all_but({requests, _STDERR})
                while request := os.read(requests, _CPU.size):
                    with contextlib.suppress(TransferError, OSError):  # the writer waits no longer than this one
                        lane.read(*_CPU.unpack(request))
            finally:
                os._exit(0)
        os.close(requests)

    def measure(self, lane: Lane, writer: int, reader: int) -> int:
        """The time of a transfer between two CPUs, in nanoseconds. Raises as `Lane.write` does."""
        lane.prepare()
        os.write(self._requests, _CPU.pack(reader))
        return lane.write(writer)


@contextmanager
def probing(cpus: Sequence[int], best_ns: int | None = None) -> Iterator[Prober]:
    """Probe the host inside the block."""
    prober = Prober(cpus, best_ns)
    try:
        yield prober
    finally:
        prober.close()


def _compute() -> None:
    """Multiplications of floats that depend on one another."""
    value = 1.0
    for _ in range(_STEPS):
        value = value * 1.0000001 + 1e-9
