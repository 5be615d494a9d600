"""The runners of a run: one a device, started once, early where work is expected."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from turnkeyml.devices import Device
from turnkeyml.errors import TurnkeyError
from turnkeyml.launchers.base import Launcher
from turnkeyml.launchers.runner_client import ConnectedRunner, WarmRunner
from turnkeyml.launchers.select import choose_launcher, choose_limits
from turnkeyml.options import RunOptions, on_host


class Runners:
    """Warm runners by their device. They are started by one thread at a time."""

    def __init__(self, options: RunOptions, volume: Path, notify: Callable[[str], None]) -> None:
        self._options = options
        self._volume = volume
        self._say = notify
        self._stack = ExitStack()
        self._launcher: Launcher | None = None
        self._runners: dict[str, WarmRunner] = {}
        self._lock = threading.RLock()
        self._early: threading.Thread | None = None

    @property
    def launcher(self) -> Launcher:
        """How the runners start. Raises `LauncherError` or `EngineError` where that cannot be."""
        with self._lock:
            if self._launcher is None:
                devices = {target.device.name: target.device for target in self._options.targets}
                self._launcher = choose_launcher(self._options.launcher, tuple(devices.values()), self._say)
            return self._launcher

    def of(self, device: Device) -> WarmRunner:
        """A device's runner, running or not."""
        with self._lock:
            if device.name not in self._runners:
                limits = choose_limits(self._options.memory_bytes)
                runner = WarmRunner(self.launcher, device, self._volume, limits)
                self._runners[device.name] = self._stack.enter_context(runner)
            return self._runners[device.name]

    def ensure(self, device: Device) -> ConnectedRunner:
        """A device's runner, started where it is not running. Raises `LauncherError` or `RunnerError`."""
        with self._lock:
            return self.of(device).ensure()

    def start_early(self) -> None:
        """Start all of them beside what the caller does, the first time; what fails will be told by the first job."""
        with self._lock:
            if self._early is None:
                self._early = threading.Thread(target=self._start_all, name="runners")
                self._early.start()

    def _start_all(self) -> None:
        for device in {
            target.device.name: target.device for target in self._options.targets if not on_host(target)
        }.values():
            with contextlib.suppress(TurnkeyError):
                self.ensure(device)

    def stop(self) -> None:
        """End them all."""
        if self._early is not None:
            self._early.join()
        self._stack.close()
