"""The versions of what reads models and separates containers: on this host, of the engine, and of the runners."""

from __future__ import annotations

import contextlib
import importlib.metadata
import platform
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

from turnkey_runner.contract import Description
from turnkeyml.devices import Device
from turnkeyml.errors import EngineError, TurnkeyError
from turnkeyml.launchers import docker_engine
from turnkeyml.launchers.status import describe_runner, image_state
from turnkeyml.launchers.venvs import configured_interpreter, is_installed

_PACKAGES = ("onnx", "onnxruntime", "torch", "protobuf")
_ENGINE_NAMES = {"Engine": "docker", "runc": "runc"}
_TOOLKIT = "nvidia-container-toolkit"
_TIMEOUT_S = 10.0


@dataclass(frozen=True, kw_only=True)
class Component:
    """A version that was found."""

    place: str
    """`host`, `engine`, or `x86 runner`."""
    name: str
    """As the table of advisories has it."""
    version: str
    package: str = ""
    """The package that it is in, where that has another name."""


def host_components() -> Iterator[Component]:
    """Python, and the packages that read models in the worker."""
    yield Component(place="host", name="python", version=platform.python_version())
    for name in _PACKAGES:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            yield Component(place="host", name=name, version=importlib.metadata.version(name))


def engine_components() -> Iterator[Component]:
    """The container engine and what it starts containers with; nothing where no engine answers."""
    with contextlib.suppress(EngineError), docker_engine.connect() as client:
        for part in client.version().get("Components") or ():
            name = _ENGINE_NAMES.get(str(part.get("Name")))
            if name is not None:
                yield Component(place="engine", name=name, version=str(part.get("Version")))
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(
            ["nvidia-ctk", "--version"], capture_output=True, text=True, timeout=_TIMEOUT_S, check=True
        )
        yield Component(place="engine", name=_TOOLKIT, version=done.stdout.split()[-1])


def runner_components(device: Device, description: Description) -> Iterator[Component]:
    """The engines of a runner, as it describes itself."""
    place = f"{device.runner_name} runner"
    engines = {one.engine: one for one in description.runtimes if one.version}
    for name, version in description.versions.items():
        if name not in engines:
            yield Component(place=place, name=_as_in_advisories(name), version=version)
    for name, engine in engines.items():
        yield Component(
            place=place, name=_as_in_advisories(name), version=engine.version, package=_as_in_advisories(engine.package)
        )


def _as_in_advisories(name: str) -> str:
    return name.lower().replace("_", "-")


def describe_installed(device: Device) -> Description | TurnkeyError | None:
    """What a runner of a device says of itself; an error where it does not start, None where none is installed.

    Starts the runner; installs and builds nothing.
    """
    if image_state(device) == "ready":
        launcher = "docker"
    elif is_installed(device) or configured_interpreter() is not None:
        launcher = "process"
    else:
        return None
    try:
        return describe_runner(device, launcher, None, lambda line: None)
    except TurnkeyError as error:
        return error
