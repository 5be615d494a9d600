"""The orchestrator's half of one fork server: starts it, requests forks, receives how each child ended."""

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
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from turnkey_runner.contract import codec
from turnkey_runner.host import process_tree, processes
from turnkeyml.system import confinement
from turnkeyml.system.tempdirs import Scratch
from turnkeyml.worker.messages import ForkRequest
from turnkeyml.worker.suspend import ProcessHandle, SupervisedScript

_ANSWER_TIMEOUT_S = 300.0
"""Enough to import torch and the scripts' packages from a cold disk on a busy machine."""
_POLL_S = 1.0
_END_TIMEOUT_S = 15.0
"""For a supervisor whose server was lost: it kills everything below it first."""
_COMMAND = (sys.executable, "-P", "-X", "faulthandler", "-m", "turnkeyml.worker.child")
"""Imports nothing from the working folder: neither does a script, unless it lies there."""
UNSAFE = b"unsafe "
"""Prefix of the answer to a request after a preloaded name has started a thread; otherwise it is a process id."""
OPENBLAS_THREADS = "OPENBLAS_NUM_THREADS"
USER_OPENBLAS_THREADS = "TURNKEY_USER_OPENBLAS_NUM_THREADS"
"""Hands the user's value through the server, which needs another one, to the children."""


class UnsafePreloadError(Exception):
    """A module that was imported before the fork has started a thread or initialized a GPU: this server cannot fork."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} starts a thread or initializes a GPU when it is imported")
        self.name = name


class Child:
    """A script that the fork server has forked a supervisor for, as the orchestrator sees it."""

    def __init__(self, process: SupervisedScript, control: socket.socket, server: ProcessHandle) -> None:
        self.process = process
        self.control = control
        """Becomes readable when the supervisor has ended."""
        self._server = server
        self.is_lost = False
        """Whether its server has ended or does not answer: nothing is known of how the script ended."""

    def wait(self) -> None:
        """Wait until the server has reaped the supervisor, which ends by itself or was told to end."""
        try:
            int(_receive(self.control, self._server)[0])
        except (OSError, ValueError):
            self.is_lost = True
            self.process.signal(signal.SIGKILL)
            processes.wait_for_exit(self.process.pidfd, timeout_s=_END_TIMEOUT_S)


class ForkServer:
    """A process that has imported torch and forks for each script; it ends when its socket is closed."""

    def __init__(self, *, safe_mode: bool = False, for_models: bool = False) -> None:
        """Start it.

        Args:
            safe_mode: it imports nothing that it has not tried in a fork; this follows the loss of a server.
            for_models: it has no torch and a bare environment, and its children confine themselves to one .onnx file.
        """
        self.safe_mode = safe_mode
        self.for_models = for_models
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        # Temporary files of scripts, exporters and torch's compiler are removed with the server, however it ends.
        self._scratch = Scratch("worker")
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 (closed in `stop`)
        self._lock = threading.Lock()
        with theirs:
            self._popen = subprocess.Popen(
                [
                    *_COMMAND,
                    str(theirs.fileno()),
                    *(["safe-mode"] if safe_mode else []),
                    *(["models"] if for_models else []),
                ],
                stdin=subprocess.DEVNULL,
                stdout=self._log,
                stderr=self._log,
                pass_fds=(theirs.fileno(),),
                env=make_environment(confinement.environment() if for_models else os.environ, str(self._scratch.path)),
                start_new_session=True,
            )
        self._channel = ours
        self.process = ProcessHandle(pid=self._popen.pid, pidfd=os.pidfd_open(self._popen.pid))

    @property
    def pid(self) -> int:
        """The server's process id."""
        return self.process.pid

    @contextmanager
    def fork(self, request: ForkRequest, events: int) -> Iterator[Child]:
        """Request a child that writes its events to the descriptor `events`; it has to have ended at the exit.

        Raises `OSError` or `ValueError` where the server does not answer, `UnsafePreloadError` where it cannot
        fork after the imports that were requested.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with ours, contextlib.ExitStack() as stack:
            with theirs, self._lock:
                socket.send_fds(self._channel, [codec.encode(request)], [events, theirs.fileno()])
            answer, descriptors = _receive(ours, self.process)
            for descriptor in descriptors:
                stack.callback(os.close, descriptor)
            if answer.startswith(UNSAFE):
                raise UnsafePreloadError(answer.removeprefix(UNSAFE).decode())
            pid, (pidfd,) = int(answer), descriptors
            stack.callback(self._scratch.remove_child_folder, pid)
            script = SupervisedScript(pid=self.host_pid(pid, pidfd), pidfd=pidfd)
            yield Child(script, ours, self.process)

    def host_pid(self, pid: int, pidfd: int) -> int:
        """The process id of a child here, by its id as the server sees it."""
        return pid

    def kill(self) -> None:
        """Kill the server and its import probe; its children end with it. Does nothing after `stop`."""
        with self._lock:
            if self._popen.returncode is None:
                self.process.signal(signal.SIGKILL)

    def stop(self) -> None:
        """End the server, which has no children any more. May be called again."""
        self._channel.close()
        with self._lock:
            if self._popen.returncode is None:
                self.process.signal(signal.SIGKILL)
                self._popen.wait()
                os.close(self.process.pidfd)
        self._log.close()
        self._scratch.remove()

    def stderr_tail(self) -> str:
        """The last line that the server printed."""
        with contextlib.suppress(OSError, ValueError):
            self._log.seek(0)
            lines = self._log.read().decode(errors="replace").strip().splitlines()
            return lines[-1] if lines else ""
        return ""


def make_environment(base: Mapping[str, str], temporary: str) -> dict[str, str]:
    """The environment of a server, from the user's or a bare one."""
    environment = dict(base)
    # A compiled model calls its original eagerly then; torch reads this when it is imported.
    environment["TORCH_COMPILE_DISABLE"] = "1"
    # Otherwise numpy's thread pool, and a thread of pyarrow's allocator, would be started before the forks.
    if OPENBLAS_THREADS in environment:
        environment[USER_OPENBLAS_THREADS] = environment[OPENBLAS_THREADS]
    environment[OPENBLAS_THREADS] = "1"
    environment.setdefault("JE_ARROW_MALLOC_CONF", "background_thread:false")
    environment["ORT_DISABLE_TELEMETRY"] = "1"  # ONNX Runtime would report the models to Microsoft
    environment["TMPDIR"] = temporary
    environment.setdefault("TORCHINDUCTOR_CACHE_DIR", os.path.join(temporary, "torchinductor"))
    return environment


def _receive(channel: socket.socket, server: ProcessHandle) -> tuple[bytes, list[int]]:
    """The next message with its descriptors; an empty one where the other side has closed the socket.

    The server runs whenever its answer is waited for. One that is stopped was stopped by a script, and is continued.
    """
    deadline = time.monotonic() + _ANSWER_TIMEOUT_S
    while not select.select([channel], [], [], _POLL_S)[0]:
        found = process_tree.read_process(server.pid)
        if found is not None and found.state == "T":
            server.signal(signal.SIGCONT)
        if time.monotonic() > deadline:
            raise TimeoutError(f"no answer within {_ANSWER_TIMEOUT_S:g} s")
    message, descriptors, _, _ = socket.recv_fds(channel, 1024, 1)
    return message, descriptors
