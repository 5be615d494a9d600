"""Process 1 of a runner's container: it ends the container in time, whatever becomes of the supervisor.

No process of a container can kill or stop its process 1, and when process 1 ends, the kernel kills all others. It reads
no message: it asks the kernel whether the stream's other end is gone, and the supervisor gives it a time limit before
each job. So a supervisor that is stopped, or that a job has damaged, cannot keep a container running.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import struct
import sys
import time
from typing import NoReturn

from turnkey_runner.harness.confinement import shield

STREAM_GRACE_S = 5.0
"""How long the supervisor may take to end by itself once the stream is closed."""
JOB_GRACE_S = 20.0
"""How long the supervisor may take to end a late job, and to answer."""
EXIT_LATE = 75
_FORMAT = struct.Struct("<d")


class TimeLimit:
    """The supervisor's end of the pipe to process 1; without process 1 it has no effect."""

    def __init__(self, writer: int | None) -> None:
        self.writer = writer

    @property
    def is_in_own_container(self) -> bool:
        """Whether every other process of this PID namespace was started by this runner."""
        return self.writer is not None

    def set(self, limit_s: float) -> None:
        """The container ends after this time and a grace, unless it is set or lifted before."""
        if self.writer is not None:
            os.write(self.writer, _FORMAT.pack(limit_s))

    def lift(self) -> None:
        """No job is running."""
        self.set(float("inf"))


def split_off(*, follows_stdin: bool) -> TimeLimit:
    """As process 1, become the init process, and return in a child; in any other process, do nothing.

    Args:
        follows_stdin: whether the container ends with its standard input.
    """
    if os.getpid() != 1:
        return TimeLimit(None)
    reader, writer = os.pipe()
    supervisor = os.fork()
    if supervisor == 0:
        os.close(reader)
        return TimeLimit(writer)
    os.close(writer)
    shield()
    return _run(supervisor, reader, follows_stdin=follows_stdin)


def _run(supervisor: int, limits: int, *, follows_stdin: bool) -> NoReturn:
    """Wait until the supervisor ends or is late."""
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda number, _: _forward(supervisor, number))
    poller = select.poll()
    poller.register(limits, select.POLLIN)
    poller.register(woken, select.POLLIN)
    if follows_stdin:
        poller.register(0, 0)  # only errors and hang-ups: the requests are the supervisor's
    of_stream_s = of_job_s = float("inf")
    while (status := _reap(supervisor)) is None:
        remaining_s = min(of_stream_s, of_job_s) - time.monotonic()
        if remaining_s <= 0:
            print("turnkey runner: ended by its time limit", file=sys.stderr, flush=True)
            os._exit(EXIT_LATE)
        for descriptor, _ in poller.poll(None if remaining_s == float("inf") else remaining_s * 1000 + 1):
            if descriptor == 0:
                poller.unregister(0)
                of_stream_s = time.monotonic() + STREAM_GRACE_S
            elif descriptor == woken:
                os.read(woken, 4096)
            elif len(message := os.read(limits, _FORMAT.size)) == _FORMAT.size:
                of_job_s = time.monotonic() + _FORMAT.unpack(message)[0] + JOB_GRACE_S
            else:
                poller.unregister(limits)
    os._exit(status)


def _reap(supervisor: int) -> int | None:
    """Reap what has ended; return the exit status of the supervisor, as a shell gives it, once it has."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return EXIT_LATE
        if pid == 0:
            return None
        if pid == supervisor:
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else 128 - code


def _forward(supervisor: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(supervisor, number)
