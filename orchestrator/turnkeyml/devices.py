"""The table of devices: which image, module, requirements and runtimes belong to each."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from turnkeyml.errors import UsageError


@dataclass(frozen=True, kw_only=True)
class Device:
    """A row of devices.toml."""

    name: str
    description: str
    image: str
    dockerfile: str
    module: str
    """The runner's Python package."""
    source: str
    """Its folder below `runners/`."""
    default_runtime: str
    runtimes: tuple[str, ...]
    """Those of its runner."""
    host_runtimes: tuple[str, ...] = ()
    """Those that the worker measures with the live PyTorch model."""
    precisions: tuple[str, ...]
    """Those that may be asked for; a runtime may still not have one."""
    forms: Mapping[str, str] = field(default_factory=dict, hash=False)
    """By precision: the form that its runtimes are given the model in, where that is not the precision's usual one."""
    gpu: bool = False
    """Whether a container needs a card."""

    @property
    def all_runtimes(self) -> tuple[str, ...]:
        """Everything that may be asked for."""
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
    """Every device by its name."""
    table = tomllib.loads(Path(__file__).with_name("devices.toml").read_text(encoding="utf-8"))
    lists = ("runtimes", "host_runtimes", "precisions")
    return {
        name: Device(name=name, **row | {key: tuple(row.get(key, ())) for key in lists}) for name, row in table.items()
    }


def form_of(device: str, precision: str) -> str:
    """What a device's runtimes are given a model as, for a precision; also of a device that this version lacks."""
    known = all_devices().get(device)
    return known.forms.get(precision, precision) if known else precision


def find_device(name: str) -> Device:
    """Look a device up. Raises `UsageError` for an unknown one."""
    devices = all_devices()
    if name not in devices:
        raise UsageError(f"unknown device {name!r}", remedy=f"choose from: {', '.join(devices)}")
    return devices[name]
