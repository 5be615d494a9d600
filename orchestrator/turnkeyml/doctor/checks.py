"""Checks of what this machine can run: each with its result, and with a remedy where something is missing."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import itertools
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from turnkey_runner.host.hardware import cpu_model
from turnkeyml.devices import Device, all_devices
from turnkeyml.doctor.advisories import find_advisories, remedy_version
from turnkeyml.doctor.check import Check as Check
from turnkeyml.doctor.isolation import isolation
from turnkeyml.doctor.versions import (
    Component,
    describe_installed,
    engine_components,
    host_components,
    runner_components,
)
from turnkeyml.errors import EngineError, TurnkeyError
from turnkeyml.launchers import docker_engine
from turnkeyml.launchers.accelerators import find_accelerator
from turnkeyml.launchers.status import image_state, process_state
from turnkeyml.launchers.venvs import find_uv
from turnkeyml.system import memory, paths

_REQUIRED = ("torch", "onnx", "onnxscript")
_FOR_MODELS = ("transformers", "timm", "torchvision", "diffusers", "torch_geometric")
_MIN_FREE_DISK_BYTES = 5e9
_MIN_MEMORY_BYTES = 4e9


def run_checks() -> Iterator[Check]:
    """Check Python, the libraries, the hardware, the engine and the runners; those that are installed are started."""
    yield _python()
    yield Check(name="cpu", result=f"{cpu_model()}, {len(os.sched_getaffinity(0))} usable", ok=True)
    yield _memory()
    yield _disk()
    yield from (_library(name, "pip install turnkeyml", optional=False) for name in _REQUIRED)
    yield from (_library(name, "pip install '.[models]', in turnkey's checkout", optional=True) for name in _FOR_MODELS)
    yield from _bytecode()
    yield _engine()
    yield isolation()
    devices = all_devices().values()
    yield from (_accelerator(name) for name in dict.fromkeys(device.accelerator for device in devices) if name)
    for device in devices:
        state = image_state(device)
        remedy = "" if state == "ready" else f"turnkey runners build {device.name}"
        yield Check(name=f"{device.name} image", result=state, ok=state == "ready", remedy=remedy, optional=True)
        for runner in device.all_runners():
            yield Check(name=f"{runner.runner_name} environment", result=process_state(runner), ok=True)
    yield from _vulnerable(itertools.chain(host_components(), engine_components()))
    for device in devices:
        for runner in device.all_runners():
            yield from _describe(runner)


def _describe(device: Device) -> Iterator[Check]:
    """Whether an installed runner starts, and whether its engines are vulnerable."""
    found = describe_installed(device)
    if isinstance(found, TurnkeyError):
        remedy = found.remedy or f"turnkey runners check {device.name}"
        yield Check(name=f"{device.runner_name} runner", result=found.message, ok=False, remedy=remedy, optional=True)
    elif found is not None:
        yield from _vulnerable(runner_components(device, found))


def _vulnerable(components: Iterable[Component]) -> Iterator[Check]:
    """A line for each component with a known vulnerability."""
    for component in components:
        found = find_advisories(component.name, component.version)
        if found:
            needed = remedy_version(component.version, found)
            install = f"install {component.name} {needed} or newer"
            wait = f"needs {component.package} {needed} or newer: use another runtime until there is one"
            yield Check(
                name=f"{component.place} {component.package or component.name}",
                result=f"{component.version} is older than the fix of {', '.join(one.id for one in found)}",
                ok=False,
                remedy=wait if component.package else install,
                optional=True,
            )


def _python() -> Check:
    """Whether this Python can make the virtual environments of `--launcher process`: Debian's needs another package."""
    version = ".".join(map(str, sys.version_info[:3]))
    can_install = find_uv() is not None or importlib.util.find_spec("ensurepip") is not None
    return Check(
        name="python",
        result=version if can_install else f"{version}, cannot make virtual environments (--launcher process)",
        ok=can_install,
        remedy="" if can_install else "pip install uv, or install the package python3-venv",
        optional=True,
    )


def _memory() -> Check:
    """What this process may use, also in a container."""
    size_bytes = memory.total_bytes()
    enough = size_bytes > _MIN_MEMORY_BYTES
    remedy = "" if enough else "most models need 4 GB: give this machine or container more, or choose small models"
    return Check(name="memory", result=f"{size_bytes / 1e9:.1f} GB", ok=enough, remedy=remedy, optional=True)


def _disk() -> Check:
    folder = paths.cache_root()
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free_bytes = shutil.disk_usage(existing).free
    remedy = "" if free_bytes > _MIN_FREE_DISK_BYTES else "set TURNKEY_CACHE_ROOT to a larger disk"
    result = f"{folder}, {free_bytes / 1e9:.1f} GB free"
    return Check(name="cache root", result=result, ok=not remedy, remedy=remedy, optional=True)


def _library(name: str, remedy: str, *, optional: bool) -> Check:
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return Check(name=name, result="not installed", ok=False, remedy=remedy, optional=optional)
    return Check(name=name, result=version, ok=True)


def _bytecode() -> Iterator[Check]:
    """Whether torch's thousand modules are compiled to bytecode; importing torch takes twice as long if not.

    uv does not compile what it installs, and with PYTHONDONTWRITEBYTECODE set, Python does not store what it compiles.
    """
    torch = importlib.util.find_spec("torch")
    if torch is None or torch.origin is None:
        return
    is_compiled = os.path.exists(importlib.util.cache_from_source(torch.origin))
    yield Check(
        name="bytecode",
        result="torch's modules are compiled" if is_compiled else "torch's modules are compiled again at each start",
        ok=is_compiled,
        remedy="" if is_compiled else f"{sys.executable} -m compileall -q -j 0 {Path(torch.origin).parents[1]}",
        optional=True,
    )


def _accelerator(name: str) -> Check:
    units = find_accelerator(name).find_units()
    return Check(
        name=f"{name} hardware",
        result=units.problem or "; ".join(units.names),
        ok=not units.problem,
        remedy=units.remedy,
        optional=True,
    )


def _engine() -> Check:
    try:
        with docker_engine.connect() as client:
            return Check(name="engine", result=f"docker {client.version()['Version']}", ok=True)
    except EngineError as error:
        return Check(name="engine", result=error.message, ok=False, remedy=error.remedy, optional=True)
