"""Starts the fork server.

    python -m turnkeyml.worker.child DESCRIPTOR|PATH [safe-mode] [models]

DESCRIPTOR is a Unix socket of type SOCK_SEQPACKET; one listens at PATH. A request is a `ForkRequest`, sent with two
descriptors: the one that the child writes its events to, and a socket for the answers to this request. These are the
child's process id, sent with a pidfd, and its wait status after it has ended. When the other end of that socket is
closed, the child is killed; when the other end of DESCRIPTOR is closed, the server ends and kills all of its children.
In safe mode, which follows the loss of a server, every package is imported in a throw-away fork first. A server for
`models` has onnx and no torch, and its children confine themselves to the one .onnx file that they work on.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys

from turnkey_runner.host.process_tree import signal_with_parent_death
from turnkeyml.worker.child.fast_start import import_torch


def main(descriptor: int, *, safe_mode: bool, for_models: bool) -> None:
    """Serve until the socket is closed, and end by `os._exit`: destroying thousands of modules takes half a second.

    The garbage collector stays off until a script runs: nothing of what is imported is garbage. While it imports, the
    kernel kills it when its parent dies. Later, it may have children to end: one that is suspended when its parent dies
    is resumed by the kernel, and reads the end of its socket.
    """
    signal_with_parent_death(signal.SIGKILL, os.getppid())
    gc.disable()
    if not for_models:
        import_torch()
    from turnkeyml.worker.child.fork_server import Server

    signal_with_parent_death(signal.SIGCONT, os.getppid())
    try:
        Server(socket.socket(fileno=descriptor), safe_mode=safe_mode, for_models=for_models).serve()
    except BaseException:
        sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def _connect(address: str) -> int:
    """The descriptor of a socket that listens at a path: in a container, none can be inherited.

    What the server prints goes to a file, whose end the other side shows where this process does not start.
    """
    log = os.open(os.path.join(os.environ["TMPDIR"], "server.log"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)
    channel = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    channel.connect(address)
    return channel.detach()


if __name__ == "__main__":
    where = sys.argv[1]
    main(
        int(where) if where.isdigit() else _connect(where),
        safe_mode="safe-mode" in sys.argv[2:],
        for_models="models" in sys.argv[2:],
    )
