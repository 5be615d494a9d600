"""What a kind of accelerator needs that a CPU does not: one file and one row of ALL per kind."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol, cast

from turnkeyml import plugins
from turnkeyml.errors import UsageError


@dataclass(frozen=True, kw_only=True)
class Units:
    """The accelerators of this machine, for `turnkey doctor`."""

    names: tuple[str, ...] = ()
    problem: str = ""
    """Why there are none."""
    remedy: str = ""


class Accelerator(Protocol):
    """A kind of accelerator."""

    name: str

    def find_units(self) -> Units:
        """The accelerators of this machine, by its vendor's tool."""

    def default_unit(self) -> str:
        """The unit that the environment chooses for this process; empty for the first of the machine."""

    def physical_unit(self, requested: str) -> str:
        """The one name of the unit that a user may call by an index, a UUID or the UUID of a slice of it.

        Called for each job, so that it must cache what it asks a tool.
        """

    def container_options(self, engine: Mapping[str, Any]) -> dict[str, Any]:
        """Arguments of `docker.containers.create`, given the engine's `docker info`."""


ALL: Final[dict[str, str]] = {
    "nvidia": "turnkeyml.launchers.accelerators.nvidia:NvidiaAccelerator",
}
"""`module:class` by name; imported when it is used."""


@functools.cache
def find_accelerator(name: str) -> Accelerator:
    """The accelerator that `accelerator` of a device names. Raises `UsageError` for an unknown one."""
    found = plugins.find_plugins(plugins.ACCELERATORS) | ALL
    if name not in found:
        raise UsageError(f"unknown accelerator {name!r}", remedy=f"choose from: {', '.join(found)}")
    return cast("Accelerator", plugins.load_object(found[name])())
