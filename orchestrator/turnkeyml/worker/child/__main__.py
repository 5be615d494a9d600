"""Starts the fork server.

    python -m turnkeyml.worker.child DESCRIPTOR [careful]

DESCRIPTOR is a Unix socket of type SOCK_SEQPACKET. A request is a `ForkRequest`, sent with two
descriptors: the one that the child's events go to, and a socket of the request's own, on which the
answers are the child's process id and, once it has ended, its wait status. The end of that socket
ends the child; the end of DESCRIPTOR ends the server and all of its children. `safe_mode` comes after
a server that was lost: nothing is imported ahead that was not tried.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import socket
import sys

from turnkeyml.worker.child.fast_start import import_torch

_PR_SET_PDEATHSIG = 1


def main(descriptor: int, *, safe_mode: bool) -> None:
    """Serve until the socket ends. Nothing of the imports is garbage: the collector stays off until a script runs.

    Ends at once: taking thousands of modules apart takes half a second. If the parent dies while this process is
    held (SIGSTOP), the kernel lets it go on, and it meets the socket's end.
    """
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGCONT)
    gc.disable()
    import_torch()
    from turnkeyml.worker.child.fork_server import Server

    try:
        Server(socket.socket(fileno=descriptor), safe_mode=safe_mode).serve()
    except BaseException:
        sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]), safe_mode="careful" in sys.argv[2:])
