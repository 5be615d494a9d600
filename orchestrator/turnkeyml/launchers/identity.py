"""Whether a stored result was measured by a runner other than the one that would measure now, without starting any."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Mapping

from turnkey_runner.host.hardware import describe_hardware
from turnkeyml import launchers
from turnkeyml.devices import Device
from turnkeyml.errors import PluginError
from turnkeyml.launchers.base import Launcher
from turnkeyml.launchers.pins import are_other_versions, pinned_versions

_HARDWARE = ("machine", "cpu", "cpu_flags")
"""What makes it another machine; how much memory it has does not."""


def is_stale_runner(device: Device, launcher: str, identity: str, runner: Mapping[str, str]) -> bool:
    """Whether a result is surely of another image, environment or engine than there is now, or of another machine.

    Args:
        device: whose result it is.
        launcher: what started the runner that measured it.
        identity: what that launcher called the image or environment.
        runner: what the runner said of its hardware and its versions.
    """
    found = _find(launcher)
    if found is None or found.is_local:
        here = _hardware()
        if any(name in runner and name in here and runner[name] != here[name] for name in _HARDWARE):
            return True
    current = _identity(device, launcher)
    if current is not None:
        return current != identity
    # A resident runner, or an engine that does not answer; a live model has no launcher, and the host's packages.
    return found is not None and are_other_versions(runner, _pins(device))


@functools.cache
def _pins(device: Device) -> dict[str, str]:
    return pinned_versions(device)


@functools.cache
def _hardware() -> dict[str, str]:
    return describe_hardware()


@functools.cache
def _find(launcher: str) -> Launcher | None:
    """The launcher; None of a live model, which has none, or where its plugin is not installed here."""
    with contextlib.suppress(PluginError):
        return launchers.create(launcher, lambda line: None) if launcher in launchers.entries() else None
    return None


@functools.cache
def _identity(device: Device, launcher: str) -> str | None:
    found = _find(launcher)
    return found.identity(device) if found is not None else None
