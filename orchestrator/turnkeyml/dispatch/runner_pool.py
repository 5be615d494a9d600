"""The runners of a run: one per device and environment, started once, in advance where work is expected."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from turnkeyml.errors import TurnkeyError
from turnkeyml.launchers.base import Launcher
from turnkeyml.launchers.runner_client import ConnectedRunner, WarmRunner
from turnkeyml.launchers.select import choose_launcher, choose_limits
from turnkeyml.options.run_options import RunOptions
from turnkeyml.options.targets import Target


class RunnerPool:
    """Warm runners by name. One thread at a time starts them."""

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
                targets = (target for target in self._options.targets if not target.is_live_model)
                runners = {target.runner.runner_name: target.runner for target in targets}
                self._launcher = choose_launcher(self._options.request.launcher, tuple(runners.values()), self._notify)
            return self._launcher

    def of(self, target: Target) -> WarmRunner:
        """The runner that measures a target, running or not."""
        device = target.runner
        with self._lock:
            if device.runner_name not in self._runners:
                limits = choose_limits(self._options.limits.memory_bytes)
                runner = WarmRunner(self.launcher, device, self._volume, limits)
                self._runners[device.runner_name] = self._stack.enter_context(runner)
            return self._runners[device.runner_name]

    def ensure(self, target: Target) -> ConnectedRunner:
        """The runner that measures a target, started if it is not running. Raises `LauncherError` or `RunnerError`."""
        with self._lock:
            return self.of(target).ensure()

    def prestart(self) -> None:
        """Start all runners in a thread, the first time; the first job reports what failed."""
        with self._lock:
            if self._prestarting is None:
                self._prestarting = threading.Thread(target=self._start_all, name="runners")
                self._prestarting.start()

    def _start_all(self) -> None:
        for target in self._options.targets:
            if not target.is_live_model:
                with contextlib.suppress(TurnkeyError):
                    self.ensure(target)

    def stop(self) -> None:
        """End all runners."""
        if self._prestarting is not None:
            self._prestarting.join()
        self._stack.close()
