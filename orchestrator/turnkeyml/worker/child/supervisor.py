"""The process between the fork server and a script: relays its events, writes its log, and ends all that it started.

The script's process has neither the descriptor of the events nor that of the log's file. The supervisor adopts whatever
the script's process leaves behind, and ends only after the last of it. It ends the script when it gets SIGTERM, which
the kernel sends it as well when the fork server dies.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import re
import selectors
import signal
import socket
import sys
import termios
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from turnkey_runner.contract import Stage, codec
from turnkey_runner.host import process_tree
from turnkeyml.worker.child.bounded_log import BoundedLog, write_all
from turnkeyml.worker.child.event_channel import Channel, EventReceiver
from turnkeyml.worker.child.write_guard import WriteGuard, private_paths
from turnkeyml.worker.messages import ChildEnded, MustRunAlone, StageBegan, WorkRequest
from turnkeyml.worker.stage_meter import log_path

ChildMain = Callable[[WorkRequest, Channel, int, int, int, socket.socket], NoReturn]
"""Works on a request: the channel for its events, the descriptor of its log, torch's threads, the supervisor's id.

The socket is for a `WriteGuard`.
"""
END_TIMEOUT_S = 10.0
"""For killing everything that a script has started: only processes in uninterruptible sleep take any time."""
_CHUNK_BYTES = 1 << 16
_SYNC_S = 1.0
_MAX_BEGAN_BYTES = 1024
_PR_SET_DUMPABLE = 4


class _EndRequestedError(BaseException):
    """SIGTERM has come: from the orchestrator, from the fork server, or from the kernel after the server's death."""


def main(request_path: Path, events: int, torch_threads: int, server_pid: int, child_main: ChildMain) -> NoReturn:
    """Fork the process of a script or model, supervise it, and end by `os._exit`."""
    status = 1
    try:
        signal.signal(signal.SIGTERM, _raise_end_requested)
        process_tree.signal_with_parent_death(signal.SIGTERM, server_pid)
        os.setsid()
        os.set_inheritable(events, False)
        process_tree.become_subreaper()
        _supervise(request_path, events, torch_threads, child_main)
        status = 0
    except _EndRequestedError:
        pass
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(BaseException):
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            process_tree.end_children(timeout_s=END_TIMEOUT_S)
        os._exit(status)


def _raise_end_requested(*_: object) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise _EndRequestedError


def _supervise(request_path: Path, events: int, torch_threads: int, child_main: ChildMain) -> None:
    request = codec.decode(request_path.read_bytes(), WorkRequest)
    channel = Channel()
    receiver = EventReceiver(channel)
    output, log_input = os.pipe()
    guard_end, script_end = socket.socketpair()
    supervisor_pid = os.getpid()
    script_pid = os.fork()
    if script_pid == 0:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        receiver.close()
        guard_end.close()
        for descriptor in (events, output):
            os.close(descriptor)
        child_main(request, channel, log_input, torch_threads, supervisor_pid, script_end)
    script_end.close()
    # Only root may open this process's memory and descriptors in /proc from here on.
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    relay = _Relay(Path(request.staging), events, receiver, output, log_input, script_pid)
    if request.is_shared:
        relay.watch(WriteGuard(guard_end, private_paths(request, supervisor_pid)))
    try:
        if not relay.run():
            return
        status = os.waitpid(script_pid, 0)[1]
        process_tree.end_children(timeout_s=END_TIMEOUT_S)
    finally:
        relay.finish()
    write_all(events, codec.encode(ChildEnded(wait_status=status)))


class _Relay:
    """Hands on events and output until the script's process ends."""

    def __init__(
        self, staging: Path, events: int, receiver: EventReceiver, output: int, log_input: int, script_pid: int
    ) -> None:
        self._staging = staging
        self._events = events
        self._receiver = receiver
        self._output = output
        self._log_input = log_input
        """The other end of `output`: handed to the script's process again at each event, in case it has closed it."""
        self._script_pid = script_pid
        self._log = BoundedLog(log_path(staging, Stage.ANALYSIS))
        self._selector = selectors.DefaultSelector()
        self._must_run_alone = False
        os.set_blocking(output, False)

    def watch(self, guard: WriteGuard) -> None:
        """Watch what the script writes, from before its first line."""

        def accept() -> None:
            self._selector.unregister(guard.connection)
            if not guard.accept():
                self._stop("a file")
            elif guard.listener is not None:
                self._selector.register(guard.listener, selectors.EVENT_READ, check)

        def check() -> None:
            try:
                path = guard.check()
            except EOFError:
                self._selector.unregister(guard.listener)  # type: ignore[arg-type]
            else:
                if path is not None:
                    self._stop(path)

        self._selector.register(guard.connection, selectors.EVENT_READ, accept)

    def _stop(self, path: str) -> None:
        if not self._must_run_alone:
            self._must_run_alone = True
            write_all(self._events, codec.encode(MustRunAlone(path=path)))

    def run(self) -> bool:
        """Return when the script's process has ended, and is not reaped yet; False where it must run alone."""
        pidfd = os.pidfd_open(self._script_pid)
        self._selector.register(pidfd, selectors.EVENT_READ)
        self._selector.register(self._output, selectors.EVENT_READ, self._read_output)
        self._selector.register(self._receiver, selectors.EVENT_READ, self._accept)
        while True:
            ready = self._selector.select(None if self._log.is_synced else _SYNC_S)
            if not ready:
                self._log.sync()
            for key, _ in ready:
                if key.data is not None:
                    key.data()
            if self._must_run_alone:
                return False
            if any(key.fd == pidfd for key, _ in ready):
                return True

    def finish(self) -> None:
        """Write what is left of the output."""
        self._drain()
        self._log.close()
        self._receiver.close()

    def _read_output(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._log.write(os.read(self._output, _CHUNK_BYTES))

    def _drain(self) -> None:
        """Read what the pipe holds now, and not what a thread goes on printing."""
        waiting = int.from_bytes(fcntl.ioctl(self._output, termios.FIONREAD, bytes(4)), sys.byteorder)
        while waiting > 0:
            chunk = os.read(self._output, min(waiting, _CHUNK_BYTES))
            self._log.write(chunk)
            waiting -= len(chunk)

    def _accept(self) -> None:
        connection = self._receiver.accept(self._script_pid)
        if connection is not None:
            self._selector.register(connection, selectors.EVENT_READ, self._reading(connection))

    def _reading(self, connection: int) -> Callable[[], None]:
        def read() -> None:
            answer = self._receiver.read(connection)
            if answer is None:
                return
            event, is_new = answer
            self._selector.unregister(connection)
            if is_new:
                self._relay(event)
            if event:
                self._receiver.acknowledge(connection, self._log_input)
            self._receiver.close(connection)

        return read

    def _relay(self, event: bytes) -> None:
        """Complete the log, which is read when the event arrives, and hand the event on."""
        self._drain()
        self._log.sync()
        began = _read_began(event)
        if began is not None:
            self._log.close()
            self._log = BoundedLog(log_path(self._staging, began.stage, began.hash))
        write_all(self._events, event.replace(b"\n", b" ") + b"\n")


def _read_began(event: bytes) -> StageBegan | None:
    """The beginning of a stage, which has a log of its own; None for any other event."""
    if len(event) > _MAX_BEGAN_BYTES:
        return None
    try:
        began = codec.decode(event, StageBegan)
    except codec.ContractError:
        return None
    return began if re.fullmatch(r"([0-9a-f]{8})?", began.hash) else None
