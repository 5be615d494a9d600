"""The launcher `compose`: a resident runner, reached through its Unix socket below the cache root."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from turnkeyml.devices import Device
from turnkeyml.errors import LauncherError
from turnkeyml.launchers.base import Limits, Notify, Runner
from turnkeyml.launchers.stream import PipeStream
from turnkeyml.system import paths

_CONNECT_TIMEOUT_S = 30.0
"""A container that restarts is back within this time."""
_RETRY_DELAY_S = 0.2
_MAX_SOCKET_PATH_BYTES = 107
"""`sun_path` of unix(7): 108 bytes with the terminating null byte."""


class ComposeLauncher:
    """Connects to resident runners; it neither starts nor ends them."""

    name = "compose"
    is_local = True

    def __init__(self, notify: Notify) -> None:
        self._notify = notify

    def check(self) -> None:
        """Nothing can be known before it connects: each device has runners of its own."""

    def prepare(self, device: Device) -> None:
        """Nothing: a resident runner is up."""

    def identity(self, device: Device) -> str | None:
        """Not known: the image that the resident runner was started from need not be the present one."""

    @contextmanager
    def start(self, device: Device, volume: Path, limits: Limits) -> Iterator[Runner]:
        """Connect to the resident runner, which has its own limits. Raises `LauncherError` with what to type."""
        del limits
        root, visible = paths.cache_root().resolve(), paths.named_caches().resolve()
        if not volume.resolve().is_relative_to(visible):
            message = f"the cache of {volume} is not in the volume that resident runners see, {visible}"
            raise LauncherError(
                message, remedy="name the cache (`-d NAME`), or move the volume with TURNKEY_CACHE_ROOT"
            )
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            self._connect(connection, paths.socket_path(device.runner_name), device)
            stream = PipeStream(connection.fileno(), connection.fileno())
            prefix = volume.resolve().relative_to(root).as_posix()
            yield Runner(stream=stream, identity=f"compose {device.image}", prefix=prefix)

    def _connect(self, connection: socket.socket, path: Path, device: Device) -> None:
        size_bytes = len(os.fsencode(path))
        if size_bytes > _MAX_SOCKET_PATH_BYTES:
            message = f"the path of the {device.runner_name} runner's socket is too long, {size_bytes} bytes of at most"
            raise LauncherError(
                f"{message} {_MAX_SOCKET_PATH_BYTES}: {path}", remedy="set TURNKEY_CACHE_ROOT to a shorter path"
            )
        deadline = time.monotonic() + _CONNECT_TIMEOUT_S
        is_reported = False
        while True:
            try:
                connection.connect(str(path))
            except OSError as error:
                if time.monotonic() > deadline:
                    name = device.runner_name
                    message = f"no resident {name} runner answers at {path}: {error.strerror or error}"
                    remedy = f"`docker-compose up -d {name}`; see `docker-compose logs {name}`"
                    raise LauncherError(message, remedy=remedy) from error
                if not is_reported:
                    self._notify(f"waiting for the resident {device.runner_name} runner at {path}")
                    is_reported = True
                time.sleep(_RETRY_DELAY_S)
            else:
                return
