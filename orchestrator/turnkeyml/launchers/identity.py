"""Whether the runner that a result is of is the one that would measure now; told without starting it."""

from __future__ import annotations

import contextlib
import functools
import http.client
import json
import os
import socket
from collections.abc import Mapping
from urllib.parse import quote

from turnkey_runner.host.hardware import describe_hardware
from turnkeyml.devices import Device
from turnkeyml.launchers.docker_engine import local_socket
from turnkeyml.launchers.venvs import environment_name

_TIMEOUT_S = 2.0
_HARDWARE = ("machine", "cpu", "cpu_flags")
"""What makes a host another one; how much memory it has does not."""


def is_stale_runner(device: Device, launcher: str, identity: str, runner: Mapping[str, str]) -> bool:
    """Whether a result was surely measured by another image or environment than there is now, or on another host."""
    here = _hardware()
    if any(name in runner and name in here and runner[name] != here[name] for name in _HARDWARE):
        return True
    current = _identity(device, launcher)
    return current is not None and current != identity


@functools.cache
def _hardware() -> dict[str, str]:
    return describe_hardware()


@functools.cache
def _identity(device: Device, launcher: str) -> str | None:
    """As the launcher would call it; None where nobody can tell."""
    if launcher == "process":
        return environment_name(device)
    if launcher == "docker":
        image_id = _image_id(device.image)
        return f"{device.image}@{image_id}" if image_id else None
    return None


class _Connection(http.client.HTTPConnection):
    """To the engine's local socket. Its client's import alone takes longer than a thousand cached results."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=_TIMEOUT_S)
        self._path = path

    def connect(self) -> None:
        """Instead of a host's port."""
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def _image_id(image: str) -> str | None:
    path = local_socket()
    if path is None or not os.path.exists(path):
        return None
    with contextlib.suppress(OSError, http.client.HTTPException, ValueError, LookupError, TypeError):
        connection = _Connection(path)
        with contextlib.closing(connection):
            connection.request("GET", f"/images/{quote(image, safe='/:')}/json")
            return str(json.loads(connection.getresponse().read())["Id"])
    return None
