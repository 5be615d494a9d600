"""The images of runners that misbehave, and the engine without what a test has left there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import docker
import pytest

from faults.fake_containers import build, containers_of, device_of
from turnkeyml.devices import Device


@pytest.fixture(scope="session")
def fake_device(runner_image: None) -> Device:
    """A device whose runner misbehaves as the file `mode` in its volume says."""
    return build(device_of("fake"))


@pytest.fixture(scope="session")
def inside_device(runner_image: None) -> Device:
    """The x86 runner with runtimes that try what a job must not be able to do."""
    return build(device_of("inside"))


@pytest.fixture
def volume(tmp_path: Path) -> Path:
    """A volume that a container's user can read."""
    folder = tmp_path / "volume"
    folder.mkdir()
    for one in (folder, tmp_path, tmp_path.parent):
        one.chmod(0o755)
    return folder


@pytest.fixture
def client(engine: None) -> Iterator[docker.DockerClient]:
    """The engine, with a check that the test leaves no container of these devices."""
    connected = docker.from_env()
    yield connected
    left = [one for name in ("fake", "inside") for one in containers_of(connected, name)]
    for container in left:
        container.remove(force=True)
    connected.close()
    assert left == []


Told = Callable[[str], Path]


@pytest.fixture
def told(volume: Path) -> Told:
    """Tell the fake runner how to misbehave; returns its volume."""

    def tell(mode: str) -> Path:
        (volume / "mode").write_text(mode)
        return volume

    return tell
