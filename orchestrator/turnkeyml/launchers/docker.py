"""The launcher `docker`: the runner as a container that may do nothing but read the volume and compute."""

from __future__ import annotations

import contextlib
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from turnkeyml.devices import Device
from turnkeyml.errors import EngineError
from turnkeyml.launchers import docker_engine
from turnkeyml.launchers.base import Limits, Runner
from turnkeyml.launchers.docker_images import Notify, ensure_image
from turnkeyml.launchers.stream import PipeStream
from turnkeyml.system.processes import is_alive, this_process

if TYPE_CHECKING:
    import docker

RUN_LABEL = "dev.turnkey.run"
_VOLUME = "/volume"
_SCRATCH = "/tmp"  # noqa: S108 (the container's own)
_SCRATCH_BYTES = 2 << 30
_NOBODY = 65534
_STOP_TIMEOUT_S = 10
_TOOLKIT = ("nvidia-container-runtime-hook", "nvidia-container-cli", "nvidia-ctk")


class DockerLauncher:
    """Starts a runner as a container, attached."""

    name = "docker"

    def __init__(self, notify: Notify) -> None:
        self._say = notify

    @contextmanager
    def start(self, device: Device, volume: Path, limits: Limits) -> Iterator[Runner]:
        """Create, attach, start; the container is removed at the end whatever happens. Raises `LauncherError`."""
        with docker_engine.connect() as client:
            _sweep(client)
            image = ensure_image(client, device, self._say)
            options = _options(device, volume, limits) | _card(client, device)
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
                    yield Runner(stream=stream, identity=f"{device.image}@{image.id}")
                finally:
                    attached.close()
            finally:
                _remove(client, str(container.id))


def split_frames(received: bytes) -> tuple[Iterable[tuple[int, bytes]], bytes]:
    """Take the engine's multiplexed stream apart: frames of a channel, three zeros, a length, the content.

    Returns the complete frames, and the rest that a frame is still missing of.
    """
    frames = []
    while len(received) >= 8:
        size = int.from_bytes(received[4:8], "big")
        if len(received) < 8 + size:
            break
        frames.append((received[0], received[8 : 8 + size]))
        received = received[8 + size :]
    return frames, received


def _options(device: Device, volume: Path, limits: Limits) -> dict[str, Any]:
    from docker.types import LogConfig, Mount

    user = os.getuid() or _NOBODY
    group = os.getgid() or _NOBODY
    return {
        "command": ["--volume", _VOLUME, "--scratch", _SCRATCH],
        "name": f"turnkey-{device.name}-{uuid.uuid4().hex[:12]}",
        "labels": {RUN_LABEL: this_process()},
        "stdin_open": True,  # with one attachment: its end closes the runner's stdin, and so ends the runner
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


def _card(client: docker.DockerClient, device: Device) -> dict[str, Any]:
    """A request for the cards, where the device needs one and the engine knows of NVIDIA's toolkit.

    Without one the runner starts all the same, and says itself that there is no driver.
    """
    from docker.types import DeviceRequest

    if not device.gpu:
        return {}
    known = "nvidia" in client.info().get("Runtimes", {}) or any(map(shutil.which, _TOOLKIT))
    return {"device_requests": [DeviceRequest(count=-1, capabilities=[["gpu"]])]} if known else {}


def _sweep(client: docker.DockerClient) -> None:
    """Remove what a run left that was killed between creating a container and starting it: that one ends never."""
    filters: dict[str, str | list[str] | bool] = {"label": RUN_LABEL, "status": "created"}
    for container in client.containers.list(all=True, filters=filters, ignore_removed=True):
        if not is_alive(container.labels[RUN_LABEL]):
            _remove(client, str(container.id))


def _remove(client: docker.DockerClient, container_id: str) -> None:
    """End the container and wait until it is gone; it removes itself when it ends, and may have done so."""
    import docker

    try:
        client.api.remove_container(container_id, force=True, v=True)
    except docker.errors.NotFound:
        return
    except docker.errors.APIError as error:
        if "already in progress" not in str(error.explanation):
            raise EngineError(f"cannot remove the container {container_id[:12]}: {error.explanation}") from error
    with contextlib.suppress(docker.errors.NotFound):
        client.api.wait(container_id, condition="removed", timeout=_STOP_TIMEOUT_S)
