"""How runners are started and reached: one file and one row of ALL per launcher."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from turnkeyml import plugins
from turnkeyml.errors import UsageError

if TYPE_CHECKING:
    from turnkeyml.launchers.base import Launcher, Notify


@dataclass(frozen=True, kw_only=True)
class LauncherEntry:
    """A row of the table of launchers."""

    reference: str
    """`module:class`; imported when the launcher is used, so that `turnkey --help` stays fast."""
    help: str
    """What users read about it: a phrase that follows its name."""


ALL: Final[dict[str, LauncherEntry]] = {
    "docker": LauncherEntry(
        reference="turnkeyml.launchers.docker:DockerLauncher",
        help="a container that turnkey starts and removes",
    ),
    "process": LauncherEntry(
        reference="turnkeyml.launchers.process:ProcessLauncher",
        help="a child process in a virtual environment that turnkey installs",
    ),
    "compose": LauncherEntry(
        reference="turnkeyml.launchers.compose:ComposeLauncher",
        help="a container that is already running (compose.yaml)",
    ),
}
AUTO = "auto"
AUTO_ORDER: Final = ("docker", "process")
"""The launchers that `auto` tries; it uses the last one without a check."""


def entries() -> dict[str, LauncherEntry]:
    """Every launcher by its name: ours, then those of plugins."""
    found = plugins.find_plugins(plugins.LAUNCHERS)
    added = {name: reference for name, reference in found.items() if name not in ALL}
    return ALL | {name: LauncherEntry(reference=value, help=f"see {value}") for name, value in added.items()}


def names() -> tuple[str, ...]:
    """What `--launcher` can be."""
    return AUTO, *entries()


def help_text() -> str:
    """The help of `--launcher`. Those of plugins are among its choices."""
    described = "; ".join(f"{name}: {entry.help}" for name, entry in ALL.items())
    return f"How runners are started. auto: {', or else '.join(AUTO_ORDER)}; {described}."


def create(name: str, notify: Notify) -> Launcher:
    """The launcher of that name. Raises `UsageError` for an unknown one, `PluginError` for one that is broken."""
    found = entries()
    if name not in found:
        raise UsageError(f"unknown launcher {name!r}", remedy=f"choose from: {', '.join(names())}")
    return cast("Launcher", plugins.load_object(found[name].reference)(notify))
