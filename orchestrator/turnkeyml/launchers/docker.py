"""The launcher `docker`: the runner as a container that may only read the volume and compute."""

from __future__ import annotations

import contextlib
import os
import socket
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from turnkeyml.devices import Device
from turnkeyml.launchers import docker_engine
from turnkeyml.launchers.accelerators import find_accelerator
from turnkeyml.launchers.base import Limits, Notify, Runner, runner_arguments
from turnkeyml.launchers.docker_images import ensure_image
from turnkeyml.launchers.orphans import ownership_labels, sweep
from turnkeyml.launchers.reaper import reaping_container
from turnkeyml.launchers.removal import remove as _remove
from turnkeyml.launchers.stream import PipeStream

if TYPE_CHECKING:
    import docker
    from docker.models.containers import Container
    from docker.models.images import Image

OWN_INIT_LABEL = "dev.turnkey.init"
"""Of an image whose program is a process 1 that ends the container in time; others get the engine's init."""
_SECCOMP = Path(__file__).with_name("seccomp.json")
_VOLUME = "/volume"
_SCRATCH = "/tmp"  # noqa: S108 (in the container)
_SCRATCH_BYTES, _SCRATCH_DIVISOR = 2 << 30, 4
"""It is memory of the container: a job that fills it must leave the supervisor enough."""
_ENVIRONMENTS = "/opt/environments"
"""Where an image has the environments of its device, besides the device's own."""
_NOBODY = 65534


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
            sweep(client, self._notify)
            image = ensure_image(client, device, self._notify)
            options = container_options(device, image, volume, limits)
            if device.accelerator:
                options |= find_accelerator(device.accelerator).container_options(client.info())
            # By ID: the tag may be another image's by now.
            container = client.containers.create(str(image.id), **options)
            with reaping_container(str(container.id), docker_engine.local_socket()):
                try:
                    with _attached(client, container) as descriptor:
                        container.start()
                        stream = PipeStream(descriptor, descriptor, split=split_frames)
                        yield Runner(stream=stream, identity=_identity(device, str(image.id)))
                finally:
                    _remove(client, str(container.id), self._notify)


@contextmanager
def _attached(client: docker.DockerClient, container: Container) -> Iterator[int]:
    """Attach to a container's streams; yields a descriptor to read and to write."""
    attached = client.api.attach_socket(str(container.id), params={"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1})
    # The SDK wraps the socket in a reader that cannot write; the socket itself can do both.
    connection = getattr(attached, "_sock", attached)
    try:
        os.set_blocking(connection.fileno(), True)
        yield connection.fileno()
    finally:
        # Closing the reader does not close the socket, and the engine cannot remove a container whose output waits.
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
        attached.close()
        connection.close()


def split_frames(received: bytes) -> tuple[Iterable[tuple[int, bytes]], bytes]:
    """Parse the engine's multiplexed stream: each frame is a channel, three zeros, a length and the content.

    https://docs.docker.com/reference/api/engine/version/v1.45/#tag/Container/operation/ContainerAttach

    Returns the complete frames, and the bytes of an incomplete one.
    """
    frames, start = [], 0
    while len(received) >= start + 8:
        stop = start + 8 + int.from_bytes(received[start + 4 : start + 8], "big")
        if len(received) < stop:
            break
        frames.append((received[start], received[start + 8 : stop]))
        start = stop
    return frames, received[start:]


def _identity(device: Device, image_id: str) -> str:
    return f"{device.image}@{image_id}"


def _entrypoint(device: Device) -> dict[str, Any]:
    """The runner in another environment of the image than the device's own, which is the image's entry point."""
    if device.environment is None or not device.environment.name:
        return {}
    interpreter = f"{_ENVIRONMENTS}/{device.environment.name}/bin/python"
    return {"entrypoint": [interpreter, "-s", "-m", device.module]}


def container_options(device: Device, image: Image, volume: Path, limits: Limits) -> dict[str, Any]:
    """The arguments of `docker.containers.create`: everything that is not named here is off."""
    from docker.types import LogConfig, Mount, Ulimit

    scratch_bytes = min(_SCRATCH_BYTES, limits.memory_bytes // _SCRATCH_DIVISOR)
    user = os.getuid() or _NOBODY
    group = os.getgid() or _NOBODY
    return {
        **_entrypoint(device),
        "command": ["--volume", _VOLUME, "--scratch", _SCRATCH, *runner_arguments(device)],
        "name": f"turnkey-{device.runner_name}-{uuid.uuid4().hex[:12]}",
        "labels": ownership_labels(),
        "stdin_open": True,  # when our attachment ends, the runner's stdin is closed, and it ends
        "init": OWN_INIT_LABEL not in image.labels,
        "auto_remove": True,
        "network_mode": "none",
        "read_only": True,
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges", f"seccomp={_SECCOMP.read_text(encoding='utf-8')}"],
        "user": f"{user}:{group}",
        "pids_limit": limits.max_processes,
        "mem_limit": limits.memory_bytes,
        "memswap_limit": limits.memory_bytes,
        "cpuset_cpus": ",".join(map(str, limits.cpus)),
        "shm_size": "256m",
        "ulimits": [Ulimit(name="core", soft=0, hard=0)],
        "tmpfs": {_SCRATCH: f"rw,noexec,nosuid,nodev,size={scratch_bytes},mode=1777"},
        "mounts": [Mount(target=_VOLUME, source=str(volume), type="bind", read_only=True)],
        "log_config": LogConfig(type="none"),
        "environment": {"HOME": _SCRATCH},
        "use_config_proxy": False,  # ~/.docker/config.json has the user's proxies, with their passwords
    }
