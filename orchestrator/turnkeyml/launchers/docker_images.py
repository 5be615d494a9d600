"""The runners' images: building them, and whether one is older than its sources."""

from __future__ import annotations

import hashlib
import io
import os
import platform
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from turnkeyml.devices import Device
from turnkeyml.errors import EngineError, LauncherError
from turnkeyml.launchers.base import Notify
from turnkeyml.launchers.docker_engine import local_socket
from turnkeyml.system import paths

if TYPE_CHECKING:
    import docker
    from docker.models.images import Image

SOURCE_LABEL = "dev.turnkey.source"
OPTION_LABELS = {
    "base": "dev.turnkey.base",
    "ca_file": "dev.turnkey.ca-file",
    "network": "dev.turnkey.network",
    "with_tensorrt": "dev.turnkey.with-tensorrt",
}
"""Labels of an image store the options that it was built with, so that building it again needs none."""
EXTRA_CA = "extra-ca.crt"
_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
"""The engine's names of what uname(2) reports."""
_ANSI_COLORS = re.compile(r"\x1b\[[0-9;]*m")
_ENGINE_LINES = ("Step ", "--->", "Removing intermediate", "Successfully")


@dataclass(frozen=True, kw_only=True)
class ImageOptions:
    """What a build needs that depends on the network."""

    base: str = ""
    """Replaces the base image of the Dockerfile."""
    ca_file: Path | None = None
    """Certificates of a proxy that inspects TLS."""
    network: str = ""
    """The engine's network for the build, for example `host`."""
    with_tensorrt: bool = False
    """Whether the nvidia image gets TensorRT, which comes from NVIDIA's package index."""

    @classmethod
    def remembered(cls, labels: dict[str, str]) -> ImageOptions:
        """TURNKEY_BASE_IMAGE, TURNKEY_EXTRA_CA and TURNKEY_BUILD_NETWORK; without them, those of an earlier image."""
        ca_file = os.environ.get("TURNKEY_EXTRA_CA") or labels.get(OPTION_LABELS["ca_file"], "")
        return cls(
            base=os.environ.get("TURNKEY_BASE_IMAGE") or labels.get(OPTION_LABELS["base"], ""),
            ca_file=Path(ca_file) if ca_file else None,
            network=os.environ.get("TURNKEY_BUILD_NETWORK") or labels.get(OPTION_LABELS["network"], ""),
            with_tensorrt=bool(labels.get(OPTION_LABELS["with_tensorrt"])),
        )

    def as_labels(self) -> dict[str, str]:
        """The options as labels of the image."""
        values = {
            "base": self.base,
            "ca_file": str(self.ca_file or ""),
            "network": self.network,
            "with_tensorrt": "yes" if self.with_tensorrt else "",
        }
        return {OPTION_LABELS[name]: value for name, value in values.items() if value}


def find_image(client: docker.DockerClient, device: Device) -> Image | None:
    """The device's image, if the engine has it."""
    import docker

    try:
        return client.images.get(device.image)
    except docker.errors.ImageNotFound:
        return None


def is_current(image: Image, device: Device) -> bool:
    """Whether an image was built from the present sources."""
    return bool(image.labels.get(SOURCE_LABEL) == source_digest(device))


def source_digest(device: Device) -> str:
    """A digest of every file that goes into the image."""
    digest = hashlib.sha256()
    for name, path in _context(device):
        digest.update(f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()[:16]


def build_image(client: docker.DockerClient, device: Device, options: ImageOptions, notify: Notify) -> Image:
    """Build the device's image, and report each step.

    Raises `LauncherError` with the line that failed.
    """
    if options.ca_file is not None and not options.ca_file.is_file():
        raise LauncherError(f"there is no file {options.ca_file}", remedy="give a PEM bundle with --ca")
    arguments = {"BASE": options.base} if options.base else {}
    if options.with_tensorrt:
        arguments["WITH_TENSORRT"] = "yes"
    stream = client.api.build(
        fileobj=_pack(device, options),
        custom_context=True,
        dockerfile=f"Dockerfiles/{device.dockerfile_path.name}",
        tag=device.image,
        buildargs=arguments,
        labels={SOURCE_LABEL: source_digest(device)} | options.as_labels(),
        network_mode=options.network or None,
        rm=True,
        forcerm=True,
        decode=True,
    )
    last = ""
    for event in stream:
        output = _ANSI_COLORS.sub("", str(event.get("stream", ""))).strip()
        if "error" in event:
            reason = last if "returned a non-zero code" in str(event["error"]) else str(event["error"])
            reason = " ".join(reason.split())[:300]
            raise LauncherError(f"the image {device.image} cannot be built: {reason}", remedy=_remedy(options))
        for line in output.splitlines():
            notify(line)
            if line.strip() and not line.startswith(_ENGINE_LINES):
                last = line
    image = find_image(client, device)
    if image is None:
        raise EngineError(f"the engine built {device.image} and does not have it")
    return image


def ensure_image(client: docker.DockerClient, device: Device, notify: Notify) -> Image:
    """Return a current image, building it first where it is missing or older than the sources here."""
    image = find_image(client, device)
    if image is not None and is_current(image, device):
        _check_architecture(client, image, device)
        return image
    options = ImageOptions.remembered(image.labels if image else {})
    notify(f"building the image {device.image} ({'its sources have changed' if image else 'once'})")
    return build_image(client, device, options, lambda line: None)


def _check_architecture(client: docker.DockerClient, image: Image, device: Device) -> None:
    """Raise `LauncherError` for an image of another architecture: it would not start, or be emulated and slow."""
    own = platform.machine() if local_socket() else str(client.version()["Arch"])
    own = _ARCHITECTURES.get(own, own)
    found = str(image.attrs["Architecture"])
    if found != own:
        message = f"the image {device.image} is for {found}, and this engine runs {own}"
        raise LauncherError(message, remedy=f"build it here with `turnkey runners build {device.name}`")


def _remedy(options: ImageOptions) -> str:
    missing = [flag for flag, value in (("--base", options.base), ("--ca", options.ca_file)) if not value]
    return "see `turnkey runners build --help`" + (f" for {', '.join(missing)}" if missing else "")


def _context(device: Device) -> Iterator[tuple[str, Path]]:
    """Every file that the Dockerfile may copy, by its name in the context. A plugin's files are elsewhere on disk."""
    yield f"Dockerfiles/{device.dockerfile_path.name}", device.dockerfile_path
    for folder in (paths.runners_folder() / "common", device.source_path):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield f"runners/{folder.name}/{path.relative_to(folder)}", path


def _pack(device: Device, options: ImageOptions) -> io.BytesIO:
    """The build context as a tar archive without times and owners, so that the engine finds cached layers."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, path in _context(device):
            _add(archive, name, path.read_bytes())
        if options.ca_file is not None:
            _add(archive, f"Dockerfiles/{EXTRA_CA}", options.ca_file.read_bytes())
    packed.seek(0)
    return packed


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    entry.mode = 0o644
    archive.addfile(entry, io.BytesIO(content))
