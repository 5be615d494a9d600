"""What a launcher is: it starts a device's runner and gives a stream to it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from turnkeyml.devices import Device


class StreamEnded(Exception):
    """The runner is gone: its stream closed. Holds the last that it said beside the stream."""


class StreamSilent(Exception):
    """Nothing came within the time."""


class Stream(Protocol):
    """A byte stream to a runner that is alive."""

    def send(self, line: bytes) -> None:
        """Write a request. Raises `StreamEnded`."""

    def receive(self, timeout_s: float) -> bytes:
        """The next line of an answer. Raises `StreamEnded` or `StreamSilent`."""

    def stderr_tail(self) -> str:
        """The end of what the runner printed beside the stream: for an error's detail."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a runner may use."""

    memory_bytes: int
    cpus: tuple[int, ...]
    """CPUs that the runner is pinned to: a cpuset, never a quota."""
    max_processes: int = 512


@dataclass(frozen=True, kw_only=True)
class Runner:
    """A runner that was started."""

    stream: Stream
    identity: str
    """The image's id, or the environment's name."""
    prefix: str = ""
    """Where the cache's volume lies within what the runner sees, where that is more."""


class Launcher(Protocol):
    """One way to start runners."""

    name: str

    def start(self, device: Device, volume: Path, limits: Limits) -> AbstractContextManager[Runner]:
        """Start a runner; leaving ends it and leaves nothing behind. Raises `LauncherError`."""
