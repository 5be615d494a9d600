"""Removes a container; nothing that fails here ends a run."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from turnkeyml.launchers.base import Notify

if TYPE_CHECKING:
    import docker

_STOP_TIMEOUT_S = 10
_CONFLICT = 409
"""The HTTP status for removing a container whose removal is in progress."""


def remove(client: docker.DockerClient, container_id: str, notify: Notify) -> None:
    """Kill the container and wait until it is removed; it removes itself when it ends, and may have done so already.

    Nothing that fails here ends the run: its results are stored.
    """
    import docker
    import requests

    try:
        client.api.remove_container(container_id, force=True, v=True)
    except docker.errors.NotFound:
        return
    except docker.errors.APIError as error:
        if error.status_code != _CONFLICT:
            notify(f"cannot remove the container {container_id[:12]}: {error.explanation}")
            return
    except requests.RequestException as error:
        notify(f"cannot remove the container {container_id[:12]}: {error}")
        return
    # A slow engine answers after the timeout, or ends the connection; it removes the container all the same.
    with contextlib.suppress(docker.errors.APIError, requests.RequestException):
        client.api.wait(container_id, condition="removed", timeout=_STOP_TIMEOUT_S)
