"""A process that outlives its turnkey, and ends the runner of one that was killed: container, or process.

Started as a script by path, without the rest of the package: it imports the standard library alone. It reads from a
pipe whose other end the orchestrator holds: where that ends without a word, the orchestrator is dead, however it died.
A runner ends itself when its stream closes; this is for one that is stopped, or does not listen.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

_CONTAINER, _PROCESS = "container", "process"
PATIENCE_S = 3.0
"""How long a runner may take to end by itself, which leaves its scratch folder tidy."""
_ENDED = b"ended"
"""What the orchestrator says when the runner is gone."""
_ENGINE_TIMEOUT_S = 60.0


@contextmanager
def reaping_container(container_id: str, engine: str | None) -> Iterator[None]:
    """Have the container removed if this process dies inside of the block, whatever kills it.

    `engine` is the path of the engine's socket; for an engine elsewhere (None) the next start removes the container.
    """
    with _reaping([_CONTAINER, container_id, engine]) if engine else nullcontext():
        yield


@contextmanager
def reaping_process(pid: int) -> Iterator[None]:
    """Have a process that leads a session killed, with its session, if this process dies inside of the block."""
    with _reaping([_PROCESS, str(pid), ""]):
        yield


@contextmanager
def _reaping(arguments: list[str]) -> Iterator[None]:
    # -I -S: no environment variable and no package of the user's can disturb it
    command = [sys.executable, "-I", "-S", __file__, *arguments]
    reaper = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    assert reaper.stdin is not None
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            os.write(reaper.stdin.fileno(), _ENDED)
        reaper.stdin.close()
        reaper.wait()


def kill_session(leader: int) -> None:
    """Kill what belongs to a session. Its leader must not have been reaped, so that its ID is its own."""
    for member in os.listdir("/proc"):
        with contextlib.suppress(OSError, ValueError):
            if os.getsid(int(member)) == leader:
                os.kill(int(member), signal.SIGKILL)


def _main(kind: str, name: str, engine: str) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    os.chdir("/")
    pidfd = os.pidfd_open(int(name)) if kind == _PROCESS else -1
    if os.read(0, len(_ENDED)):
        return
    time.sleep(PATIENCE_S)
    if kind == _PROCESS:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(pidfd, signal.SIGKILL)
        kill_session(int(name))
    else:
        _remove_container(engine, name)


def _remove_container(engine: str, name: str) -> None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(_ENGINE_TIMEOUT_S)
        connection.connect(engine)
        request = f"DELETE /containers/{name}?force=1&v=1 HTTP/1.1\r\nHost: engine\r\nConnection: close\r\n\r\n"
        connection.sendall(request.encode())
        while connection.recv(1 << 16):
            pass


if __name__ == "__main__":
    _main(*sys.argv[1:4])
