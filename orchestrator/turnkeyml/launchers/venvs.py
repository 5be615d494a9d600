"""The process launcher's virtual environments: one per device, installed on first use and when requirements change."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import filelock

from turnkeyml.devices import Device
from turnkeyml.errors import LauncherError
from turnkeyml.launchers.base import Notify
from turnkeyml.system import paths

_INSTALL_TIMEOUT_S = 1800.0


def environment_path(device: Device) -> Path:
    """The folder of a device's environment, installed or not: its name depends on the requirements and on Python."""
    requirements = _requirements(device).read_bytes()
    digest = hashlib.sha256(requirements + sys.version.encode()).hexdigest()[:12]
    return paths.cache_root() / "environments" / f"{device.name}-{digest}"


def environment_name(device: Device) -> str:
    """The name of the environment that measures, installed or not."""
    configured = os.environ.get("TURNKEY_RUNNER_PYTHON")
    return Path(configured).absolute().parent.parent.name if configured else environment_path(device).name


def ensure_environment(device: Device, notify: Notify = lambda line: None) -> Path:
    """Return the environment's interpreter, after installing the environment where it is missing.

    TURNKEY_RUNNER_PYTHON names an interpreter that has the engines already, and is used as it is.
    Raises `LauncherError` with the end of the installer's output where that fails.
    """
    configured = os.environ.get("TURNKEY_RUNNER_PYTHON")
    if configured:
        return Path(configured).absolute()
    folder = environment_path(device)
    interpreter = folder / "bin" / "python"
    if interpreter.exists():
        return interpreter
    folder.parent.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(folder.with_suffix(".lock")):
        if not interpreter.exists():
            notify(f"installing the {device.name} runner's environment (once) in {folder}")
            unfinished = folder.with_suffix(".new")
            shutil.rmtree(unfinished, ignore_errors=True)
            _install(device, unfinished)
            os.rename(unfinished, folder)
    return interpreter


def _install(device: Device, folder: Path) -> None:
    requirements = ["-r", str(_requirements(device))]
    if b"--hash=" in _requirements(device).read_bytes():  # a plugin's device may have plain requirements
        requirements = ["--require-hashes", "--only-binary", ":all:", *requirements]
    python = str(folder / "bin" / "python")
    uv = find_uv()
    if uv:
        _run([uv, "venv", "--quiet", "--python", sys.executable, str(folder)])
        _run([uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", python, *requirements])
    else:
        _run([sys.executable, "-m", "venv", str(folder)])
        _run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements])


def _run(arguments: list[str]) -> None:
    try:
        done = subprocess.run(
            arguments, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_INSTALL_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise LauncherError(f"cannot install the runner's environment: {error}") from error
    if done.returncode != 0:
        output = (done.stderr or done.stdout).strip().splitlines()
        message = f"cannot install the runner's environment: {output[-1] if output else arguments[0]}"
        raise LauncherError(message, remedy=f"run it by hand: {' '.join(arguments)}")


def find_uv() -> str | None:
    """The uv that is installed with turnkey, or else on the PATH."""
    installed = Path(sys.executable).parent / "uv"
    return str(installed) if installed.exists() else shutil.which("uv")


def _requirements(device: Device) -> Path:
    return device.source_path / "requirements.txt"
