"""Starts the fork server.

    python -m turnkeyml.worker.child DESCRIPTOR [safe-mode] [models]

DESCRIPTOR is a Unix socket of type SOCK_SEQPACKET. A request is a `ForkRequest`, sent with two descriptors: the one
that the child writes its events to, and a socket for the answers to this request. These are the child's process
id, sent with a pidfd, and its wait status after it has ended. When the other end of that socket is closed, the child
is killed; when the other end of DESCRIPTOR is closed, the server ends and kills all of its children. In safe mode,
which follows the loss of a server, every package is imported in a throw-away fork first. A server for `models` has
onnx and no torch, and its children confine themselves to the one .onnx file that they work on.
"""

from __future__ import annotations

import gc
import os
import socket
import sys

from turnkey_runner.host.processes import resume_with_parent_death
from turnkeyml.worker.child.fast_start import import_torch


def main(descriptor: int, *, safe_mode: bool, for_models: bool) -> None:
    """Serve until the socket is closed, and end by `os._exit`: destroying thousands of modules takes half a second.

    The garbage collector stays off until a script runs: nothing of what is imported is garbage. A server that is
    suspended when its parent dies is resumed by the kernel, and reads the end of its socket.
    """
    resume_with_parent_death()
    gc.disable()
    if not for_models:
        import_torch()
    from turnkeyml.worker.child.fork_server import Server

    try:
        Server(socket.socket(fileno=descriptor), safe_mode=safe_mode, for_models=for_models).serve()
    except BaseException:
        sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]), safe_mode="safe-mode" in sys.argv[2:], for_models="models" in sys.argv[2:])
