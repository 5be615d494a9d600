"""The launcher `compose`: a runner that is up already, reached through its Unix socket in the shared volume."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from turnkeyml.devices import Device
from turnkeyml.errors import LauncherError
from turnkeyml.launchers.base import Limits, Runner
from turnkeyml.launchers.docker_images import Notify
from turnkeyml.launchers.stream import PipeStream
from turnkeyml.system import paths

_PATIENCE_S = 30.0
"""A container that restarts is back within this."""
_RETRY_S = 0.2


class ComposeLauncher:
    """Connects to resident runners; starts and ends none."""

    name = "compose"

    def __init__(self, notify: Notify) -> None:
        self._say = notify

    @contextmanager
    def start(self, device: Device, volume: Path, limits: Limits) -> Iterator[Runner]:
        """Connect to the device's runner; its own limits hold. Raises `LauncherError` with what to type."""
        del limits
        root = paths.cache_root().resolve()
        if not volume.resolve().is_relative_to(root):
            message = f"the cache of {volume} is not in the volume that resident runners see, {root}"
            raise LauncherError(
                message, remedy="name the cache (`-d NAME`), or move the volume with TURNKEY_CACHE_ROOT"
            )
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            self._connect(connection, paths.socket_path(device.name), device)
            stream = PipeStream(connection.fileno(), connection.fileno())
            prefix = volume.resolve().relative_to(root).as_posix()
            yield Runner(stream=stream, identity=f"compose {device.image}", prefix=prefix)

    def _connect(self, connection: socket.socket, path: Path, device: Device) -> None:
        deadline = time.monotonic() + _PATIENCE_S
        told = False
        while True:
            try:
                connection.connect(str(path))
            except OSError as error:
                if time.monotonic() > deadline:
                    message = f"no resident {device.name} runner answers at {path}: {error.strerror}"
                    remedy = f"`docker-compose up -d {device.name}`; `docker-compose logs {device.name}` tells of it"
                    raise LauncherError(message, remedy=remedy) from error
                if not told:
                    self._say(f"waiting for the resident {device.name} runner at {path}")
                    told = True
                time.sleep(_RETRY_S)
            else:
                return
