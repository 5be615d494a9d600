"""The runners of a run: one per device, started once, in advance where work is expected."""

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
from turnkeyml.options.run_options import RunOptions


class RunnerPool:
    """Warm runners by device. One thread at a time starts them."""

    def __init__(self, options: RunOptions, volume: Path, notify: Callable[[str], None]) -> None:
        self._options = options
        self._volume = volume
        self._notify = notify
        self._stack = ExitStack()
        self._launcher: Launcher | None = None
        self._runners: dict[str, WarmRunner] = {}
        self._lock = threading.RLock()
        self._prestarting: threading.Thread | None = None

    @property
    def launcher(self) -> Launcher:
        """How the runners are started. Raises `LauncherError` or `EngineError` if none can."""
        with self._lock:
            if self._launcher is None:
                devices = {target.device.name: target.device for target in self._options.targets}
                self._launcher = choose_launcher(self._options.request.launcher, tuple(devices.values()), self._notify)
            return self._launcher

    def of(self, device: Device) -> WarmRunner:
        """A device's runner, running or not."""
        with self._lock:
            if device.name not in self._runners:
                limits = choose_limits(self._options.limits.memory_bytes)
                runner = WarmRunner(self.launcher, device, self._volume, limits)
                self._runners[device.name] = self._stack.enter_context(runner)
            return self._runners[device.name]

    def ensure(self, device: Device) -> ConnectedRunner:
        """A device's runner, started if it is not running. Raises `LauncherError` or `RunnerError`."""
        with self._lock:
            return self.of(device).ensure()

    def prestart(self) -> None:
        """Start all runners in a thread, the first time; the first job reports what failed."""
        with self._lock:
            if self._prestarting is None:
                self._prestarting = threading.Thread(target=self._start_all, name="runners")
                self._prestarting.start()

    def _start_all(self) -> None:
        targets = (target for target in self._options.targets if not target.is_live_model)
        for device in {target.device.name: target.device for target in targets}.values():
            with contextlib.suppress(TurnkeyError):
                self.ensure(device)

    def stop(self) -> None:
        """End all runners."""
        if self._prestarting is not None:
            self._prestarting.join()
        self._stack.close()
