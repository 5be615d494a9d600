"""The parent's hold on one fork server: starts it, has it fork, hears when a child ends."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from turnkey_runner.contract import codec
from turnkeyml.worker.messages import ForkRequest
from turnkeyml.worker.suspend import send
from turnkeyml.worker.tempdirs import Scratch

_ANSWER_TIMEOUT_S = 300.0
"""Importing torch and what the scripts import from a cold disk, on a busy machine."""
_COMMAND = (sys.executable, "-X", "faulthandler", "-m", "turnkeyml.worker.child")
UNSAFE = b"unsafe "
"""What an answer begins with instead of a process id, where a preloaded name started a thread."""


class UnsafePreloadError(Exception):
    """A module that was imported ahead has started a thread: this server cannot fork any more."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} starts a thread when it is imported")
        self.name = name


class Child:
    """A child of the server, as its parent knows it."""

    def __init__(self, pid: int, control: socket.socket) -> None:
        self.pid = pid
        self.control = control
        """Readable once the child has ended."""
        self.is_lost = False
        """Whether its server has ended or fallen silent: how the child ended is not known."""

    def wait(self) -> int | None:
        """The wait status of the child, which has ended or was killed; None where it is lost."""
        try:
            return int(_receive(self.control, _ANSWER_TIMEOUT_S))
        except (OSError, ValueError):
            self.is_lost = True
            return None


class ForkServer:
    """A process that has torch and forks; made when the first child is asked for, ended with its socket."""

    def __init__(self, *, safe_mode: bool = False) -> None:
        """Have it import nothing that was not tried, where `safe_mode`: an earlier one was lost."""
        self.safe_mode = safe_mode
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environment = dict(os.environ)
        # A compiled model calls its original eagerly then; read by torch when it is imported.
        environment["TORCH_COMPILE_DISABLE"] = "1"
        # numpy's own thread pool would be started before the forks, and so would a thread of pyarrow's allocator.
        environment["OPENBLAS_NUM_THREADS"] = "1"
        environment.setdefault("JE_ARROW_MALLOC_CONF", "background_thread:false")
        environment["ORT_DISABLE_TELEMETRY"] = "1"  # it would tell Microsoft of the models
        # What scripts, exporters and torch's compiler leave there goes with the server, however it ends.
        self._scratch = Scratch()
        environment["TMPDIR"] = str(self._scratch.path)
        environment.setdefault("TORCHINDUCTOR_CACHE_DIR", str(self._scratch.path / "torchinductor"))
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the server)
        self._lock = threading.Lock()
        with theirs:
            self._process = subprocess.Popen(
                [*_COMMAND, str(theirs.fileno()), *(["careful"] if safe_mode else [])],
                stdin=subprocess.DEVNULL,
                stdout=self._log,
                stderr=self._log,
                pass_fds=(theirs.fileno(),),
                env=environment,
                start_new_session=True,
            )
        self._channel = ours
        self.pid = self._process.pid

    @contextmanager
    def fork(self, request: ForkRequest, events: int) -> Iterator[Child]:
        """Hand a request over; at the end the child is to have ended.

        Raises `OSError` or `ValueError` where the server does not answer, `UnsafePreloadError` where
        it cannot fork after what it was to import.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with ours:
            with theirs, self._lock:
                socket.send_fds(self._channel, [codec.encode(request)], [events, theirs.fileno()])
            answer = _receive(ours, _ANSWER_TIMEOUT_S)
            if answer.startswith(UNSAFE):
                raise UnsafePreloadError(answer.removeprefix(UNSAFE).decode())
            child = Child(int(answer), ours)
            try:
                yield child
            finally:
                self._scratch.remove_of(child.pid)

    def kill(self) -> None:
        """End the server with what it tries; its children end with it. Does nothing to one that was stopped."""
        if self._process.returncode is None:
            send(self.pid, signal.SIGKILL)

    def stop(self) -> None:
        """End the server, which has no children any more; does nothing when it is done again."""
        self._channel.close()
        self.kill()
        self._process.wait()
        self._log.close()
        self._scratch.remove()

    def stderr_tail(self) -> str:
        """The last line that the server printed."""
        with contextlib.suppress(OSError, ValueError):
            self._log.seek(0)
            lines = self._log.read().decode(errors="replace").strip().splitlines()
            return lines[-1] if lines else ""
        return ""


def _receive(channel: socket.socket, timeout_s: float) -> bytes:
    ready, _, _ = select.select([channel], [], [], timeout_s)
    if not ready:
        raise TimeoutError(f"no answer within {timeout_s:g} s")
    return channel.recv(1024)
