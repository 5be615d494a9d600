"""The table of devices: the image, the Python package, the environments and the runtimes of each."""

from __future__ import annotations

import functools
import itertools
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from turnkeyml import plugins
from turnkeyml.errors import PluginError, UsageError
from turnkeyml.system import paths

_TABLE = "devices.toml"


@dataclass(frozen=True, kw_only=True)
class Environment:
    """A virtual environment of a device: runtimes whose engines can be installed together."""

    name: str
    """Empty for the device's own one, of the runtimes that no other one has."""
    runtimes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Device:
    """A table of devices.toml."""

    name: str
    description: str
    image: str
    dockerfile: str
    """A file in `Dockerfiles/`; a plugin's is relative to its package."""
    module: str
    """The runner's Python package."""
    source: str
    """The folder that the package is in, below `runners/`; a plugin's is relative to its package."""
    default_runtime: str
    runtimes: tuple[str, ...]
    """Those of its runner."""
    host_runtimes: tuple[str, ...] = ()
    """Those that the worker measures with the live PyTorch model."""
    precisions: tuple[str, ...]
    """Those that users can choose; a runtime may not support each of them."""
    forms: Mapping[str, str] = field(default_factory=dict, hash=False)
    """By precision: the form of the model that its runtimes need, where it is not the usual one of the precision."""
    environments: tuple[Environment, ...] = ()
    """Its virtual environments, where its engines need several; a runner is started in one of them."""
    environment: Environment | None = None
    """The one that a runner is started in; None: the device's own, with all of its runtimes."""
    accelerator: str = ""
    """The kind of accelerator that it needs: a name in launchers/accelerators; empty for the host's CPU."""
    package_folder: Path | None = None
    """The folder of the plugin that it is from."""

    @property
    def gpu(self) -> bool:
        """Whether it needs an accelerator."""
        return bool(self.accelerator)

    @property
    def dockerfile_path(self) -> Path:
        """Its Dockerfile."""
        return (self.package_folder or paths.dockerfiles_folder()) / self.dockerfile

    @property
    def source_path(self) -> Path:
        """The folder that its package and its requirements.txt are in."""
        return (self.package_folder or paths.runners_folder()) / self.source

    @property
    def requirements_path(self) -> Path:
        """What is installed in the environment that its runner is started in."""
        name = self.environment.name if self.environment else ""
        folder = self.source_path / "environments" / name if name else self.source_path
        return folder / "requirements.txt"

    @property
    def runner_name(self) -> str:
        """The name of the runner that is started: of sockets, containers and environments."""
        return "-".join(filter(None, (self.name, self.environment.name if self.environment else "")))

    def runner_of(self, runtime: str) -> Device:
        """The device as the runner of one of its runtimes: in the environment that has the engine."""
        found = next((one for one in self.environments if runtime in one.runtimes), None)
        return replace(self, environment=found) if found else self

    def all_runners(self) -> tuple[Device, ...]:
        """The device as each of its runners: one per environment."""
        return tuple(replace(self, environment=one) for one in self.environments) or (self,)

    @property
    def all_runtimes(self) -> tuple[str, ...]:
        """Every runtime that users can choose."""
        return self.runtimes + self.host_runtimes

    def check_runtime(self, runtime: str) -> str:
        """Return the runtime's name. Raises `UsageError` for one that this device does not have."""
        if runtime not in self.all_runtimes:
            known = ", ".join(self.all_runtimes)
            raise UsageError(f"the device {self.name} has no runtime {runtime!r}", remedy=f"choose from: {known}")
        return runtime

    def check_precision(self, precision: str) -> str:
        """Return the precision's name. Raises `UsageError` for one that this device does not have."""
        if precision not in self.precisions:
            known = ", ".join(self.precisions)
            raise UsageError(f"the device {self.name} has no precision {precision!r}", remedy=f"choose from: {known}")
        return precision


@functools.cache
def all_devices() -> dict[str, Device]:
    """Every device by its name: ours, then those of plugins. Raises `PluginError` for a plugin's bad table."""
    devices = {device.name: device for device in _read_table(Path(__file__).with_name(_TABLE), None)}
    for package in plugins.find_plugins(plugins.DEVICES).values():
        folder = plugins.package_folder(package)
        try:
            added = {device.name: device for device in _read_table(folder / _TABLE, folder)}
        except (OSError, TypeError, AttributeError, tomllib.TOMLDecodeError) as error:
            raise PluginError(f"the table of devices of {package} cannot be read: {error}") from error
        if taken := devices.keys() & added.keys():
            raise PluginError(f"{package} adds a device that exists already: {', '.join(sorted(taken))}")
        devices |= added
    return devices


def _read_table(path: Path, package_folder: Path | None) -> Iterator[Device]:
    lists = ("runtimes", "host_runtimes", "precisions")
    rows: dict[str, dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))
    for name, row in rows.items():
        values = row | {key: tuple(row.get(key, ())) for key in lists}
        values["environments"] = _read_environments(row.get("environments", {}), values["runtimes"])
        yield Device(name=name, package_folder=package_folder, **values)


def _read_environments(table: Mapping[str, list[str]], runtimes: tuple[str, ...]) -> tuple[Environment, ...]:
    """The device's own environment and those of the table. Raises `TypeError` unless each runtime is in one of them."""
    placed = list(itertools.chain.from_iterable(table.values()))
    if len(set(placed)) < len(placed) or not set(placed) <= set(runtimes) or not all(table):
        raise TypeError(f"environments: each runtime is in one of them, and one of {', '.join(runtimes)}")
    if not table:
        return ()
    own = Environment(name="", runtimes=tuple(one for one in runtimes if one not in placed))
    others = (Environment(name=name, runtimes=tuple(found)) for name, found in table.items())
    return (*([own] if own.runtimes else []), *others)


def form_of(device: str, precision: str) -> str:
    """The form of the model that a device's runtimes need for a precision; an unknown device needs the usual one."""
    known = all_devices().get(device)
    return known.forms.get(precision, precision) if known else precision


def find_device(name: str) -> Device:
    """Look a device up. Raises `UsageError` for an unknown one."""
    devices = all_devices()
    if name not in devices:
        raise UsageError(f"unknown device {name!r}", remedy=f"choose from: {', '.join(devices)}")
    return devices[name]
