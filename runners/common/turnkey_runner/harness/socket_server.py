"""Serves orchestrators on a Unix socket, a request at a time: for a resident runner."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import socket
import struct
import sys
import time
from collections.abc import Callable
from pathlib import Path

from turnkey_runner.contract.codec import ContractError
from turnkey_runner.harness.connection import Connection, StreamClosed

EXIT_DEVICE_LOST = 3
"""Exit status of a runner whose device is lost: its service manager starts it again."""
_BACKLOG = 16
MAX_CONNECTIONS = 32
"""Of one more, the one that has been idle for the longest time is ended."""
MAX_IDLE_S = 6 * 3600.0
_SEND_TIMEOUT_S = 30
"""An orchestrator that does not read its answer must not keep the others waiting."""

Answer = Callable[[Connection], int | None]
"""Answers a request that has come; returns an exit status where the connection is of no use any more."""


def serve_socket(path: Path, answer: Answer) -> int:
    """Listen at a path until SIGTERM, and return an exit status; replaces the socket of an earlier runner.

    Several orchestrators may be connected; an idle one, or half a request, keeps nobody waiting. A lost device ends the
    process: a restarted container gets it back.
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
            with selectors.DefaultSelector() as ready:
                ready.register(listener, selectors.EVENT_READ)
                while True:
                    for key, _ in ready.select(MAX_IDLE_S):
                        if key.fileobj is listener:
                            _accept(listener, ready)
                        elif key.fd in ready.get_map() and _serve(key.data, answer) == EXIT_DEVICE_LOST:
                            return EXIT_DEVICE_LOST
                    _end_idle(ready)
        finally:
            path.unlink(missing_ok=True)


class _Client:
    """A connected orchestrator."""

    def __init__(self, peer: socket.socket) -> None:
        self.peer = peer
        self.answers = open(peer.fileno(), "wb", buffering=0, closefd=False)  # noqa: SIM115 (as long as the socket)
        self.connection = Connection(peer.fileno(), self.answers)
        self.last_used = time.monotonic()
        self.is_open = True

    def close(self) -> None:
        self.is_open = False
        self.answers.close()
        self.peer.close()


def _accept(listener: socket.socket, ready: selectors.BaseSelector) -> None:
    peer, _ = listener.accept()
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", _SEND_TIMEOUT_S, 0))
    ready.register(peer, selectors.EVENT_READ, _Client(peer))


def _serve(client: _Client, answer: Answer) -> int | None:
    """Read what has come, and answer the requests that are complete."""
    status = None
    try:
        client.connection.receive()
        while client.connection.has_request and status is None:
            status = answer(client.connection)
    except StreamClosed:
        status = 0
    except ContractError as error:
        print(f"turnkey runner: {error}", file=sys.stderr, flush=True)
        status = 2
    client.last_used = time.monotonic()
    client.is_open = status is None
    return status


def _end_idle(ready: selectors.BaseSelector) -> None:
    """Close what has ended, what has been idle for too long, and the longest idle ones of too many."""
    clients: list[_Client] = [key.data for key in ready.get_map().values() if key.data is not None]
    clients.sort(key=lambda client: client.last_used)
    too_many = clients[: max(0, len(clients) - MAX_CONNECTIONS)]
    oldest = time.monotonic() - MAX_IDLE_S
    for client in clients:
        if not client.is_open or client.last_used < oldest or client in too_many:
            ready.unregister(client.peer)
            client.close()
