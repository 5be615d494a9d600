"""The runners' images: which sources one was built from, and building it through the engine."""

from __future__ import annotations

import hashlib
import io
import os
import re
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from turnkeyml.devices import Device
from turnkeyml.errors import EngineError, LauncherError
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
"""An image remembers what it was built with, so that building it again needs no options."""
EXTRA_CA = "extra-ca.crt"
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_ENGINES_OWN = ("Step ", "--->", "Removing intermediate", "Successfully")
Notify = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class ImageOptions:
    """What a build needs on this network."""

    base: str = ""
    """Replaces the Dockerfile's own base image."""
    ca_file: Path | None = None
    """Certificates that the package index is reached with, where TLS is inspected."""
    network: str = ""
    """The engine's network for the build, for example `host`."""
    with_tensorrt: bool = False
    """Whether the nvidia image gets TensorRT itself, from NVIDIA's own package index."""

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
    """Whether an image was built from the sources that lie here."""
    return bool(image.labels.get(SOURCE_LABEL) == source_digest(device))


def source_digest(device: Device) -> str:
    """A digest of all that goes into the image."""
    digest = hashlib.sha256()
    for name, path in _context(device):
        digest.update(f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()[:16]


def build_image(client: docker.DockerClient, device: Device, options: ImageOptions, notify: Notify) -> Image:
    """Build the device's image, telling of each step.

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
        dockerfile=f"Dockerfiles/{device.dockerfile}",
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
        words = _COLOURS.sub("", str(event.get("stream", ""))).strip()
        if "error" in event:
            reason = last if "returned a non-zero code" in str(event["error"]) else str(event["error"])
            reason = " ".join(reason.split())[:300]
            raise LauncherError(f"the image {device.image} cannot be built: {reason}", remedy=_remedy(options))
        for line in words.splitlines():
            notify(line)
            if line.strip() and not line.startswith(_ENGINES_OWN):
                last = line
    image = find_image(client, device)
    if image is None:
        raise EngineError(f"the engine built {device.image} and does not have it")
    return image


def ensure_image(client: docker.DockerClient, device: Device, notify: Notify) -> Image:
    """Return a current image, building it first where it is missing or older than the sources here."""
    image = find_image(client, device)
    if image is not None and is_current(image, device):
        return image
    options = ImageOptions.remembered(image.labels if image else {})
    notify(f"building the image {device.image} ({'its sources have changed' if image else 'once'})")
    return build_image(client, device, options, lambda line: None)


def _remedy(options: ImageOptions) -> str:
    missing = [flag for flag, given in (("--base", options.base), ("--ca", options.ca_file)) if not given]
    return "see `turnkey runners build --help`" + (f" for {', '.join(missing)}" if missing else "")


def _context(device: Device) -> Iterator[tuple[str, Path]]:
    """Every file that the Dockerfile may copy, by its name in the context."""
    yield f"Dockerfiles/{device.dockerfile}", paths.dockerfiles_folder() / device.dockerfile
    runners = paths.runners_folder()
    for folder in ("common", device.source):
        for path in sorted((runners / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield f"runners/{path.relative_to(runners)}", path


def _pack(device: Device, options: ImageOptions) -> io.BytesIO:
    """The build context as a tar archive in which only contents tell files apart, so that layers are found again."""
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
