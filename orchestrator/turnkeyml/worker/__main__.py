"""The fork server: has imported torch and warmed the exporter, and forks a fresh process for each script.

    python -m turnkeyml.worker DESCRIPTOR

DESCRIPTOR is a Unix socket of type SOCK_SEQPACKET. A request is the path of a `WorkRequest`, sent
with the descriptor that its events go to; the answers are the child's process id and, once it has
ended, its wait status. The socket's end is the server's, and its child's.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import sys
from pathlib import Path

from turnkeyml.worker.child import main as be_child
from turnkeyml.worker.warming import warm_up

MAX_REQUEST_BYTES = 4096


def serve(channel: socket.socket) -> None:
    """Fork for requests, one after the other, until the socket ends."""
    threads = warm_up()
    while True:
        request, descriptors, _, _ = socket.recv_fds(channel, MAX_REQUEST_BYTES, 1)
        if not request:
            return
        (events,) = descriptors
        child = os.fork()
        if child == 0:
            channel.close()
            be_child(Path(request.decode()), events, threads)
        os.close(events)
        channel.send(str(child).encode())
        status = _wait(child, channel)
        if status is None:
            return
        channel.send(str(status).encode())


def _wait(child: int, channel: socket.socket) -> int | None:
    """The child's wait status; None where the socket ended first (the child is ended, then)."""
    ended = os.pidfd_open(child)
    try:
        ready, _, _ = select.select([ended, channel.fileno()], [], [])
    finally:
        os.close(ended)
    if ended not in ready:
        os.killpg(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    return status if ended in ready else None


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
