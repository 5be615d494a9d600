"""The connection to the container engine; where there is none, one line says why."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote

from turnkeyml.errors import EngineError

if TYPE_CHECKING:
    import docker

_CONNECT_TIMEOUT_S = 10
_QUERY_TIMEOUT_S = 2.0
_SOCKET = "unix://"
_DEFAULT_HOST = f"{_SOCKET}/var/run/docker.sock"
_REMEDY = "start it (`sudo systemctl start docker`), or use --launcher process"


@contextmanager
def connect(timeout_s: int = 600) -> Iterator[docker.DockerClient]:
    """A client of the engine that the environment names (DOCKER_HOST, or the local socket).

    Raises `EngineError` where none answers, and for what the engine refuses inside.
    """
    import docker
    import requests

    try:
        _probe_socket()
        client = docker.from_env(timeout=_CONNECT_TIMEOUT_S)
    except (docker.errors.DockerException, requests.RequestException, OSError) as error:
        raise EngineError(f"no container engine answers: {_root_of(error)}", remedy=_REMEDY) from error
    try:
        client.api.timeout = timeout_s
        yield client
    except docker.errors.APIError as error:
        raise EngineError(f"the container engine refuses: {error.explanation or error}") from error
    except (docker.errors.DockerException, requests.RequestException) as error:
        raise EngineError(f"the container engine failed: {_root_of(error)}", remedy=_REMEDY) from error
    finally:
        client.close()


def local_socket() -> str | None:
    """The path of the engine's Unix socket; None where DOCKER_HOST names another address."""
    host = os.environ.get("DOCKER_HOST") or _DEFAULT_HOST
    return host.removeprefix(_SOCKET) if host.startswith(_SOCKET) else None


def _probe_socket() -> None:
    """Connect once without the SDK, which leaks its socket where no engine listens. Raises `OSError`."""
    path = local_socket()
    if path is not None:
        with socket.socket(socket.AF_UNIX) as sock:
            sock.settimeout(_CONNECT_TIMEOUT_S)
            sock.connect(path)


def is_answering() -> bool:
    """Whether an engine answers."""
    try:
        with connect():
            return True
    except EngineError:
        return False


class _SocketConnection(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=_QUERY_TIMEOUT_S)
        self._path = path

    def connect(self) -> None:
        """Connect to the socket instead of a host's port."""
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def find_image_id(image: str) -> str | None:
    """The ID of an image, without importing the Docker SDK; None where it is not known."""
    path = local_socket()
    if path is None or not os.path.exists(path):
        return None
    with contextlib.suppress(OSError, http.client.HTTPException, ValueError, LookupError, TypeError):
        connection = _SocketConnection(path)
        with contextlib.closing(connection):
            connection.request("GET", f"/images/{quote(image, safe='/:')}/json")
            return str(json.loads(connection.getresponse().read())["Id"])
    return None


def _root_of(error: BaseException) -> str:
    """The operating system's message, which several libraries wrap in exceptions of their own."""
    seen: list[BaseException] = []
    queue: list[BaseException] = [error]
    while queue:
        current = queue.pop()
        if current in seen:
            continue
        seen.append(current)
        if isinstance(current, OSError) and current.strerror:
            return current.strerror
        queue += [
            inner
            for inner in (*current.args, current.__cause__, current.__context__)
            if isinstance(inner, BaseException)
        ]
    return " ".join(str(error).split())[:200]
