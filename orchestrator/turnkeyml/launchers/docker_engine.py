"""Reaching the container engine, and saying in one line why it is not reached."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from turnkeyml.errors import EngineError

if TYPE_CHECKING:
    import docker

_CONNECT_TIMEOUT_S = 10
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
    """The path of the engine's socket; None where it is reached otherwise."""
    host = os.environ.get("DOCKER_HOST") or _DEFAULT_HOST
    return host.removeprefix(_SOCKET) if host.startswith(_SOCKET) else None


def _probe_socket() -> None:
    """Connect once ourselves: docker's client leaks its socket where nobody listens. Raises `OSError`."""
    path = local_socket()
    if path is not None:
        with socket.socket(socket.AF_UNIX) as door:
            door.settimeout(_CONNECT_TIMEOUT_S)
            door.connect(path)


def is_answering() -> bool:
    """Whether an engine answers."""
    try:
        with connect():
            return True
    except EngineError:
        return False


def _root_of(error: BaseException) -> str:
    """The operating system's own words, which lie below several libraries' wrappings."""
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
            one for one in (*current.args, current.__cause__, current.__context__) if isinstance(one, BaseException)
        ]
    return " ".join(str(error).split())[:200]
