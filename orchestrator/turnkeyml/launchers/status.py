"""What is installed for a device: its image, its environment, and what its runner says of itself."""

from __future__ import annotations

import tempfile
from pathlib import Path

from turnkey_runner.contract import Description
from turnkeyml.devices import Device
from turnkeyml.errors import EngineError
from turnkeyml.launchers import docker_engine
from turnkeyml.launchers.base import Notify
from turnkeyml.launchers.docker_images import find_image, is_current
from turnkeyml.launchers.runner_client import WarmRunner
from turnkeyml.launchers.select import choose_launcher, choose_limits
from turnkeyml.launchers.venvs import is_installed


def image_state(device: Device) -> str:
    """The state of a device's image, for a table."""
    try:
        with docker_engine.connect() as client:
            image = find_image(client, device)
            if image is None:
                return "not built"
            return "ready" if is_current(image, device) else "older than its sources"
    except EngineError:
        return "no engine"


def process_state(device: Device) -> str:
    """The state of a runner's virtual environment, for a table."""
    return "ready" if is_installed(device) else "installed on first use"


def describe_runner(device: Device, launcher: str, memory_bytes: int | None, notify: Notify) -> Description:
    """Start a runner of a device and return its description of itself. Raises `LauncherError` or `RunnerError`."""
    with tempfile.TemporaryDirectory(prefix="turnkey-volume-") as volume:
        Path(volume).chmod(0o755)  # for the container's user
        chosen = choose_launcher(launcher, (device,), notify)
        with WarmRunner(chosen, device, Path(volume), choose_limits(memory_bytes)) as runner:
            return runner.ensure().description
