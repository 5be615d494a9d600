"""What other installed packages add, found by their entry points.

[project.entry-points."turnkey.devices"]        a package with a `devices.toml` beside its `__init__.py`
acme = "turnkey_acme"
[project.entry-points."turnkey.launchers"]      a class that implements launchers.base.Launcher
slurm = "turnkey_acme.slurm:SlurmLauncher"
[project.entry-points."turnkey.accelerators"]   a class that implements launchers.accelerators.Accelerator
acme = "turnkey_acme.accelerator:AcmeAccelerator"
[project.entry-points."turnkey.report_formats"] a function that writes rows (report.formats.Write)
xlsx = "turnkey_acme.xlsx:write_xlsx"
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
from pathlib import Path
from typing import Any

from turnkeyml.errors import PluginError

DEVICES = "turnkey.devices"
LAUNCHERS = "turnkey.launchers"
ACCELERATORS = "turnkey.accelerators"


@functools.cache
def find_plugins(group: str) -> dict[str, str]:
    """The entry points of a group: `module` or `module:attribute` by name. Imports none of them."""
    from importlib.metadata import entry_points  # takes 30 ms, which `--help` does not need

    return {point.name: point.value for point in entry_points(group=group)}


def load_object(reference: str) -> Any:
    """Import what `module:attribute` names. Raises `PluginError` where that fails."""
    module, _, attribute = reference.partition(":")
    try:
        return getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise PluginError(f"cannot load {reference}: {error}", remedy="update or uninstall its package") from error


def package_folder(package: str) -> Path:
    """The folder of a package, which is not imported. Raises `PluginError` where there is none."""
    try:
        spec = importlib.util.find_spec(package)
    except ImportError as error:
        raise PluginError(f"cannot find the package {package}: {error}") from error
    if spec is None or spec.origin is None:
        raise PluginError(f"cannot find the package {package}", remedy="update or uninstall the one that names it")
    return Path(spec.origin).parent
