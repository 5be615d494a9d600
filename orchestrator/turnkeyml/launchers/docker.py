"""The launcher `docker`: the runner as a container that may only read the volume and compute."""

from __future__ import annotations

import contextlib
import os
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from turnkeyml.devices import Device
from turnkeyml.launchers import docker_engine
from turnkeyml.launchers.accelerators import find_accelerator
from turnkeyml.launchers.base import Limits, Notify, Runner
from turnkeyml.launchers.docker_images import ensure_image
from turnkeyml.launchers.stream import PipeStream
from turnkeyml.system.processes import is_alive, this_process

if TYPE_CHECKING:
    import docker

RUN_LABEL = "dev.turnkey.run"
_VOLUME = "/volume"
_SCRATCH = "/tmp"  # noqa: S108 (in the container)
_SCRATCH_BYTES = 2 << 30
_NOBODY = 65534
_STOP_TIMEOUT_S = 10
_CONFLICT = 409
"""The HTTP status for removing a container whose removal is in progress."""


class DockerLauncher:
    """Starts a runner as a container, attached to its standard input and output."""

    name = "docker"
    is_local = True

    def __init__(self, notify: Notify) -> None:
        self._notify = notify

    def check(self) -> None:
        """Raise `EngineError` where no engine answers."""
        with docker_engine.connect():
            pass

    def prepare(self, device: Device) -> None:
        """Build the device's image where it is missing or outdated. Raises `LauncherError`."""
        with docker_engine.connect() as client:
            ensure_image(client, device, self._notify)

    def identity(self, device: Device) -> str | None:
        """The image's name and ID. Does not import the Docker SDK, which takes longer than 1,000 cached results."""
        image_id = docker_engine.find_image_id(device.image)
        return _identity(device, image_id) if image_id else None

    @contextmanager
    def start(self, device: Device, volume: Path, limits: Limits) -> Iterator[Runner]:
        """Create the container, attach to it, start it; remove it at the end in every case. Raises `LauncherError`."""
        with docker_engine.connect() as client:
            _sweep(client, self._notify)
            image = ensure_image(client, device, self._notify)
            options = _options(device, volume, limits)
            if device.accelerator:
                options |= find_accelerator(device.accelerator).container_options(client.info())
            container = client.containers.create(image, **options)
            try:
                attached = client.api.attach_socket(
                    str(container.id), params={"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1}
                )
                # The SDK wraps the socket in a reader that cannot write; the socket itself can do both.
                descriptor = getattr(attached, "_sock", attached).fileno()
                os.set_blocking(descriptor, True)
                container.start()
                try:
                    stream = PipeStream(descriptor, descriptor, split=split_frames)
                    yield Runner(stream=stream, identity=_identity(device, str(image.id)))
                finally:
                    attached.close()
            finally:
                _remove(client, str(container.id), self._notify)


def split_frames(received: bytes) -> tuple[Iterable[tuple[int, bytes]], bytes]:
    """Parse the engine's multiplexed stream: each frame is a channel, three zeros, a length and the content.

    https://docs.docker.com/reference/api/engine/version/v1.45/#tag/Container/operation/ContainerAttach

    Returns the complete frames, and the bytes of an incomplete one.
    """
    frames = []
    while len(received) >= 8:
        size = int.from_bytes(received[4:8], "big")
        if len(received) < 8 + size:
            break
        frames.append((received[0], received[8 : 8 + size]))
        received = received[8 + size :]
    return frames, received


def _identity(device: Device, image_id: str) -> str:
    return f"{device.image}@{image_id}"


def _options(device: Device, volume: Path, limits: Limits) -> dict[str, Any]:
    from docker.types import LogConfig, Mount

    user = os.getuid() or _NOBODY
    group = os.getgid() or _NOBODY
    return {
        "command": ["--volume", _VOLUME, "--scratch", _SCRATCH],
        "name": f"turnkey-{device.name}-{uuid.uuid4().hex[:12]}",
        "labels": {RUN_LABEL: this_process()},
        "stdin_open": True,  # when our attachment ends, the runner's stdin is closed, and it ends
        "init": True,
        "auto_remove": True,
        "network_mode": "none",
        "read_only": True,
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges"],
        "user": f"{user}:{group}",
        "pids_limit": limits.max_processes,
        "mem_limit": limits.memory_bytes,
        "memswap_limit": limits.memory_bytes,
        "cpuset_cpus": ",".join(map(str, limits.cpus)),
        "shm_size": "256m",
        "tmpfs": {_SCRATCH: f"rw,noexec,nosuid,nodev,size={_SCRATCH_BYTES},mode=1777"},
        "mounts": [Mount(target=_VOLUME, source=str(volume), type="bind", read_only=True)],
        "log_config": LogConfig(type="none"),
        "environment": {"HOME": _SCRATCH},
    }


def _sweep(client: docker.DockerClient, notify: Notify) -> None:
    """Remove containers of runs that were killed between creating and starting them: they would stay for ever."""
    filters: dict[str, str | list[str] | bool] = {"label": RUN_LABEL, "status": "created"}
    for container in client.containers.list(all=True, filters=filters, ignore_removed=True):
        if not is_alive(container.labels[RUN_LABEL]):
            _remove(client, str(container.id), notify)


def _remove(client: docker.DockerClient, container_id: str, notify: Notify) -> None:
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
