"""The container of `--sandbox`: this host's Python environment without its network, its files and its rights."""

from __future__ import annotations

import hashlib
import io
import os
import sys
import tarfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import turnkey_runner
import turnkeyml
from turnkeyml.errors import EngineError, LauncherError
from turnkeyml.launchers import docker_engine
from turnkeyml.launchers.docker_images import SOURCE_LABEL
from turnkeyml.launchers.orphans import ownership_labels, sweep
from turnkeyml.launchers.reaper import reaping_container
from turnkeyml.launchers.removal import remove
from turnkeyml.system import confinement, paths

if TYPE_CHECKING:
    import docker
    from docker.models.images import Image

NAME = "exporter"
IMAGE = "turnkey-exporter"
NOBODY = 65534
SOCKET_FOLDER = "/run/turnkey"
_DOCKERFILE = "exporter.Dockerfile"
_SYSTEM_PATHS = ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/localtime")
_MAX_PROCESSES = 1024
_TMPFS = {"/tmp": "rw,nosuid,nodev,size=1g,mode=1777"}  # noqa: S108 (in the container)


@dataclass(frozen=True, kw_only=True)
class Sandbox:
    """What a container gets besides the Python environment."""

    command: tuple[str, ...]
    """Arguments of the interpreter."""
    environment: dict[str, str]
    socket_folder: Path
    """Mounted at `SOCKET_FOLDER`."""
    readable: tuple[Path, ...]
    writable: tuple[Path, ...]
    memory_bytes: int


def build_exporter(client: docker.DockerClient) -> Image:
    """Build the image, which is empty: it takes a second and needs no network."""
    path = paths.dockerfiles_folder() / _DOCKERFILE
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        archive.add(path, f"Dockerfiles/{_DOCKERFILE}")
    packed.seek(0)
    for event in client.api.build(
        fileobj=packed,
        custom_context=True,
        dockerfile=f"Dockerfiles/{_DOCKERFILE}",
        tag=IMAGE,
        labels={SOURCE_LABEL: _digest()},
        rm=True,
        decode=True,
    ):
        if "error" in event:
            raise LauncherError(f"the image {IMAGE} cannot be built: {event['error']}")
    return client.images.get(IMAGE)


@contextmanager
def run_container(sandbox: Sandbox) -> Iterator[str]:
    """Start a container, yield its ID, and remove it in every case. Raises `LauncherError` or `EngineError`."""
    with docker_engine.connect() as client:
        sweep(client, _ignore)
        image = _ensure_image(client)
        container = client.containers.create(str(image.id), **_options(sandbox))
        with reaping_container(str(container.id), docker_engine.local_socket()):
            try:
                container.start()
                yield str(container.id)
            finally:
                remove(client, str(container.id), _ignore)


def _ignore(_line: str) -> None:
    """What cannot be removed now is removed by a later run."""


def check(folder: Path) -> None:
    """Raises `LauncherError` for a script's folder that would give more away than the script."""
    if folder.resolve() in (Path("/"), Path.home().resolve()):
        message = f"the sandbox shows a script its own folder, and {folder} holds all that is yours"
        raise LauncherError(message, remedy="move the script into a folder of its own")
    if docker_engine.local_socket() is None:
        raise EngineError("--sandbox needs a container engine on this host", remedy="unset DOCKER_HOST")


def user() -> tuple[int, int]:
    """The user and group of the process in the container: never root."""
    return os.getuid() or NOBODY, os.getgid() or NOBODY


def give(folder: Path) -> None:
    """Let the user of the container write into a folder, and read what is in it."""
    uid, gid = user()
    for path in (folder, *folder.iterdir()):
        if os.getuid() == 0:
            os.chown(path, uid, gid)


def _ensure_image(client: docker.DockerClient) -> Image:
    import docker

    try:
        image = client.images.get(IMAGE)
    except docker.errors.ImageNotFound:
        return build_exporter(client)
    return image if image.labels.get(SOURCE_LABEL) == _digest() else build_exporter(client)


def _digest() -> str:
    return hashlib.sha256((paths.dockerfiles_folder() / _DOCKERFILE).read_bytes()).hexdigest()[:16]


def environment_paths() -> tuple[Path, ...]:
    """Where Python, its packages and this program lie."""
    roots = [Path(module.__file__ or "").parents[1] for module in (turnkeyml, turnkey_runner)]
    found = [Path(sys.base_prefix), Path(sys.prefix), *roots, *map(Path, _SYSTEM_PATHS)]
    return tuple(dict.fromkeys(path for path in found if path.exists() and path != Path("/")))


def _options(sandbox: Sandbox) -> dict[str, Any]:
    from docker.types import LogConfig, Mount

    readable = _outermost((*environment_paths(), *sandbox.readable))
    return {
        "entrypoint": [sys.executable],
        "command": list(sandbox.command),
        "name": f"turnkey-exporter-{uuid.uuid4().hex[:12]}",
        "labels": ownership_labels(),
        "working_dir": os.getcwd(),
        "environment": sandbox.environment,
        "init": True,
        "auto_remove": True,
        "network_mode": "none",
        "read_only": True,
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges"],
        "user": "{}:{}".format(*user()),
        "pids_limit": _MAX_PROCESSES,
        "mem_limit": sandbox.memory_bytes,
        "memswap_limit": sandbox.memory_bytes,
        "shm_size": "256m",
        "tmpfs": _TMPFS,
        "use_config_proxy": False,
        "mounts": [
            *(Mount(target=str(path), source=str(path), type="bind", read_only=True) for path in readable),
            *(Mount(target=str(path), source=str(path), type="bind") for path in sandbox.writable),
            Mount(target=SOCKET_FOLDER, source=str(sandbox.socket_folder), type="bind", read_only=True),
        ],
        "ulimits": [{"Name": "core", "Soft": 0, "Hard": 0}],
        "log_config": LogConfig(type="none"),
    }


def _outermost(found: Sequence[Path]) -> list[Path]:
    """The paths that are in no other one of them."""
    return [path for path in dict.fromkeys(found) if not any(other in path.parents for other in found)]


def default_memory_bytes() -> int:
    """The limit of a container: most of this host's memory. Each process in it has a smaller one with --memory."""
    return confinement.memory_limit(None)
