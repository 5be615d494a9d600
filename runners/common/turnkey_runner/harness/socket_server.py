"""Serves orchestrators on a Unix socket, one after the other: for a resident runner."""

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
"""Exit status of a runner whose device is lost: its service manager starts it again."""
_BACKLOG = 16


def serve_socket(path: Path, serve: Callable[[int, BinaryIO], int]) -> int:
    """Listen at a path until SIGTERM, and return an exit status; replaces the socket of an earlier runner.

    The next orchestrator waits until the previous one has closed its connection. A lost device ends the process, too:
    a restarted container gets it back.
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
        os.chmod(path, 0o666)  # noqa: S103 (everyone with access to the folder may measure)
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
