"""A fork server in a container (`--sandbox`): the same server and children, for the scripts of one folder.

They are reached through a Unix socket in a mounted folder. Descriptors pass through it as they do on the host, so that
events, signals and suspending work alike.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import struct
import tempfile
import threading
from pathlib import Path

from turnkeyml.errors import WorkerError
from turnkeyml.launchers import exporter
from turnkeyml.system import confinement, paths
from turnkeyml.system.tempdirs import Scratch
from turnkeyml.worker.fork_client import ForkServer, make_environment
from turnkeyml.worker.suspend import ProcessHandle

_CONNECT_TIMEOUT_S = 120.0
_SOCKET = "server.sock"
_LOG = "server.log"
_CREDENTIALS = struct.Struct("3i")


class SandboxServer(ForkServer):
    """A fork server whose container sees one folder of scripts, and writes into a staging folder."""

    def __init__(self, folder: Path, staging: Path, *, safe_mode: bool, for_models: bool) -> None:
        """Start the container and wait until it connects. Raises `WorkerError`, `LauncherError` or `EngineError`."""
        exporter.check(folder)
        self.safe_mode, self.for_models = safe_mode, for_models
        self._lock = threading.Lock()
        self._scratch = Scratch("worker")
        self._sockets = Path(tempfile.mkdtemp(prefix="turnkey-sandbox-"))
        self._stack = contextlib.ExitStack()
        self._stack.callback(shutil.rmtree, self._sockets, ignore_errors=True)
        self._stack.callback(self._scratch.remove)
        try:
            self._channel = self._start(folder, staging)
        except BaseException:
            self._stack.close()
            raise
        pid, _, _ = _CREDENTIALS.unpack(
            self._channel.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
        )
        if pid <= 0:
            self._stack.close()
            raise WorkerError("the sandbox's processes cannot be seen from here", remedy="leave out --sandbox")
        self.process = ProcessHandle(pid=pid, pidfd=os.pidfd_open(pid))

    def _start(self, folder: Path, staging: Path) -> socket.socket:
        uid, gid = exporter.user()
        for path in (self._scratch.path, self._sockets):
            if os.getuid() == 0:
                os.chown(path, uid, gid)
        address = f"{self._sockets}/{_SOCKET}"
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
            listener.bind(address)
            os.chmod(address, 0o666)  # noqa: S103 (its folder is this user's and the container's)
            listener.listen(1)
            listener.settimeout(_CONNECT_TIMEOUT_S)
            self._stack.enter_context(exporter.run_container(self._sandbox(folder, staging)))
            try:
                channel, _ = listener.accept()
            except TimeoutError:
                message = f"the sandbox does not start: {self.stderr_tail() or 'its process has not answered'}"
                raise WorkerError(message, remedy="see whether it starts without --sandbox") from None
        self._stack.callback(channel.close)
        return channel

    def _sandbox(self, folder: Path, staging: Path) -> exporter.Sandbox:
        temporary = str(self._scratch.path)
        modes = [*(["safe-mode"] if self.safe_mode else []), *(["models"] if self.for_models else [])]
        home = {"HOME": temporary, "USER": "nobody", "LOGNAME": "nobody"}
        return exporter.Sandbox(
            command=(
                *("-P", "-X", "faulthandler", "-m", "turnkeyml.worker.child"),
                f"{exporter.SOCKET_FOLDER}/{_SOCKET}",
                *modes,
            ),
            environment=make_environment(confinement.environment(), temporary) | home,
            socket_folder=self._sockets,
            readable=(folder.absolute(), folder.resolve(), paths.models_folder()),
            writable=(staging.absolute(), self._scratch.path),
            memory_bytes=exporter.default_memory_bytes(),
        )

    def host_pid(self, pid: int, pidfd: int) -> int:
        """The child's process id on this host."""
        lines = Path(f"/proc/self/fdinfo/{pidfd}").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pid:"))

    def kill(self) -> None:
        """Kill the server; its container ends with it."""
        with self._lock, contextlib.suppress(OSError):
            self.process.signal(signal.SIGKILL)

    def stop(self) -> None:
        """Remove the container, with everything in it. May be called again."""
        with self._lock:
            if self._stack is not None:
                self._stack.close()
                with contextlib.suppress(OSError):
                    os.close(self.process.pidfd)
                self._stack = contextlib.ExitStack()

    def stderr_tail(self) -> str:
        """The last line that the server printed."""
        with contextlib.suppress(OSError):
            lines = (self._scratch.path / _LOG).read_text(errors="replace").strip().splitlines()
            return lines[-1] if lines else ""
        return ""
