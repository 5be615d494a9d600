"""The versions that the requirements of a runner's environment pin, read without installing or starting anything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from turnkeyml.devices import Device

_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
_NO_ENGINE = "numpy"


def pinned_versions(device: Device) -> dict[str, str]:
    """Every package of the environment with its version."""
    return dict(_read(device.requirements_path))


def pinned_engines(device: Device) -> dict[str, str]:
    """The packages that the environment is for, with their versions; none where no requirements.in says so."""
    return {name: pin for name, pin in _read(device.requirements_path.with_suffix(".in")) if name != _NO_ENGINE}


def are_other_versions(reported: Mapping[str, str], pins: Mapping[str, str]) -> bool:
    """Whether a runner reported another version of a package that is pinned, among other things about itself."""
    # An engine reports its commit, too: 2026.4.1-22982-e213a147257.
    return any(name in reported and reported[name].partition("-")[0] != pin for name, pin in pins.items())


def _read(path: Path) -> Iterator[tuple[str, str]]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError:
        return
    for name, version in _PIN.findall(text):
        yield re.sub(r"[-_.]+", "-", name).lower(), version
