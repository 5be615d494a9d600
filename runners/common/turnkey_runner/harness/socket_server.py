"""Serving orchestrators on a Unix socket, one after the other: how a resident runner is reached."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

EXIT_DEVICE_LOST = 3
"""Exit status of a runner whose device is gone: whoever keeps it up starts another."""
_BACKLOG = 16


def serve_socket(path: Path, serve: Callable[[int, BinaryIO], int]) -> int:
    """Listen at a path until the process is asked to end; a socket that an earlier runner left is replaced.

    The next orchestrator waits until the one before has closed its connection. A lost device ends the process, too:
    a container that is restarted gets it back. Returns an exit status.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        try:
            listener.bind(str(path))
        except OSError as error:
            print(f"turnkey runner: cannot listen at {path}: {error.strerror}", file=sys.stderr, flush=True)
            return 1
        os.chmod(path, 0o666)  # noqa: S103 (whoever reaches the folder may measure)
        listener.listen(_BACKLOG)
        try:
            while True:
                connection, _ = listener.accept()
                with connection, open(connection.fileno(), "wb", buffering=0, closefd=False) as answers:
                    status = serve(connection.fileno(), answers)
                if status == EXIT_DEVICE_LOST:
                    return status
        finally:
            path.unlink(missing_ok=True)
