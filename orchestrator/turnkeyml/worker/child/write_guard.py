"""Ends a script that is about to write where others that run at the same time may read: it is then run alone.

Several scripts of one run share the working folder, and often a name: `checkpoint.pt`. Each must find what it would
find if it were run by itself. No script writes there while others run: none of them reads what another has written.
"""

from __future__ import annotations

import os
import select
import socket
from dataclasses import dataclass
from pathlib import Path

from turnkeyml.system import write_notifications
from turnkeyml.system.tempdirs import child_folder
from turnkeyml.worker.messages import WorkRequest

_OF_THE_KERNEL = ("/dev/", "/proc/", "/run/", "/sys/")
_COMPILED = "__pycache__"


@dataclass(frozen=True, kw_only=True)
class PrivatePaths:
    """What a script may write while others run."""

    folders: tuple[str, ...]
    """Its temporary folder and its staging folder."""
    shown: tuple[str, ...]
    """The working folder and the folder of the script: hidden folders in them are the script's, and no tool's cache."""

    def contain(self, path: str) -> bool:
        """Whether writing this path changes nothing that another script reads."""
        path += os.sep  # a folder itself is opened to make a file without a name in it
        if path.startswith((*self.folders, *_OF_THE_KERNEL)):
            return True
        root = next((folder for folder in self.shown if path.startswith(folder)), os.sep)
        parts = path[len(root) :].split(os.sep)[:-1]
        if _COMPILED in parts:
            return True
        return root == os.sep and any(part.startswith(".") for part in parts[:-1])


def private_paths(request: WorkRequest, supervisor_pid: int) -> PrivatePaths:
    """The private paths of the script that this supervisor runs."""
    scratch = Path(os.environ["TMPDIR"])
    shown = {os.getcwd(), os.path.dirname(os.path.abspath(request.input_path))}
    caches = [os.environ[name] for name in ("TORCHINDUCTOR_CACHE_DIR",) if name in os.environ]
    return PrivatePaths(
        folders=tuple(map(_real_folder, (str(child_folder(scratch, supervisor_pid)), request.staging, *caches))),
        shown=tuple(_real_folder(folder) for folder in sorted(shown) if folder != os.sep),
    )


def install(connection: socket.socket) -> None:
    """In the script's process: have each write wait for the supervisor, which gets the descriptor of these calls.

    Where the kernel does not offer this, the supervisor gets none.
    """
    listener = write_notifications.install()
    with connection:
        socket.send_fds(connection, [b"\n"], [] if listener is None else [listener])
    if listener is not None:
        os.close(listener)


class WriteGuard:
    """The supervisor's side."""

    def __init__(self, connection: socket.socket, private: PrivatePaths) -> None:
        self.connection = connection
        self._private = private
        self.listener: int | None = None

    def accept(self) -> bool:
        """Receive the descriptor of the script's calls; False where the script cannot be watched."""
        message, descriptors, _, _ = socket.recv_fds(self.connection, 1, 1)
        self.listener = descriptors[0] if descriptors else None
        return bool(descriptors) or not message  # without a message, the script's process has ended

    def check(self) -> str | None:
        """Let a write that is waiting go on, and return None; return the path of one that must not.

        Raises `EOFError` where no process is watched any more.
        """
        assert self.listener is not None
        write = write_notifications.receive(self.listener)
        if write is None:
            poll = select.poll()
            poll.register(self.listener, select.POLLIN)
            if any(events & select.POLLHUP for _, events in poll.poll(0)):
                raise EOFError
            return None
        shared = [path for path in write.paths if not self._private.contain(path)]
        if shared or not write.paths:
            return shared[0] if shared else "a file"
        write_notifications.allow(self.listener, write)
        return None


def _real_folder(path: str) -> str:
    return os.path.realpath(path) + os.sep
