"""The protocols of this package: a launcher starts a runner and gives a stream to it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from turnkeyml.devices import Device

Notify = Callable[[str], None]
"""Shows a line to the user."""


class StreamEnded(Exception):
    """The stream closed: the runner has ended."""


class StreamSilent(Exception):
    """The runner did not answer in time."""


class Stream(Protocol):
    """A byte stream to a running runner."""

    def send(self, line: bytes) -> None:
        """Write a request. Raises `StreamEnded`."""

    def receive(self, timeout_s: float) -> bytes:
        """The next line of an answer. Raises `StreamEnded` or `StreamSilent`."""

    def stderr_tail(self) -> str:
        """The end of what the runner wrote to its standard error, for an error's detail."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a runner may use."""

    memory_bytes: int
    cpus: tuple[int, ...]
    """CPUs that the runner is pinned to: a cpuset, never a quota."""
    max_processes: int
    """Processes and threads together, as the kernel's pids controller counts them."""


@dataclass(frozen=True, kw_only=True)
class Runner:
    """A runner that was started."""

    stream: Stream
    identity: str
    """The image's ID, or the environment's name."""
    prefix: str = ""
    """Where the cache's volume is in the file system that the runner sees, if that contains more."""


def runner_arguments(device: Device) -> list[str]:
    """Arguments of a runner: the runtimes of its environment. It must not offer another one's with its own engines."""
    runtimes = device.environment.runtimes if device.environment else ()
    return [word for runtime in runtimes for word in ("--runtime", runtime)]


class Launcher(Protocol):
    """One way to start runners. It is created with a `Notify`.

    A device is one of `Device.all_runners()`: in the environment that the runner is to be started in.
    """

    name: str
    is_local: bool
    """Whether its runners measure on this machine."""

    def check(self) -> None:
        """Raise `LauncherError` where it cannot start any runner; do nothing that takes long."""

    def prepare(self, device: Device) -> None:
        """Make what a runner of the device needs, for example its image. Raises `LauncherError`."""

    def identity(self, device: Device) -> str | None:
        """The `Runner.identity` of a runner if it were started now; None if that is not known."""

    def start(self, device: Device, volume: Path, limits: Limits) -> AbstractContextManager[Runner]:
        """Start a runner; leaving the context ends it, and leaves nothing behind. Raises `LauncherError`."""
