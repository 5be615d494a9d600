"""The process launcher's virtual environments: one a device, made on first use and when its requirements change."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import filelock

from turnkeyml.devices import Device
from turnkeyml.errors import LauncherError
from turnkeyml.system import paths

_INSTALL_TIMEOUT_S = 1800.0
Notify = Callable[[str], None]


def environment_path(device: Device) -> Path:
    """Where the environment of a device lies, or would lie: its name changes with what it must hold."""
    requirements = _requirements(device).read_bytes()
    digest = hashlib.sha256(requirements + sys.version.encode()).hexdigest()[:12]
    return paths.cache_root() / "environments" / f"{device.name}-{digest}"


def environment_name(device: Device) -> str:
    """What the environment that measures is called, installed or not."""
    chosen = os.environ.get("TURNKEY_RUNNER_PYTHON")
    return Path(chosen).absolute().parent.parent.name if chosen else environment_path(device).name


def ensure_environment(device: Device, notify: Notify = lambda line: None) -> Path:
    """Return the environment's interpreter, installing the environment first where it is missing.

    TURNKEY_RUNNER_PYTHON names an interpreter that has the engines already, and is taken as it is.
    Raises `LauncherError` with the end of the installer's words where that fails.
    """
    chosen = os.environ.get("TURNKEY_RUNNER_PYTHON")
    if chosen:
        return Path(chosen).absolute()
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
    requirements = str(_requirements(device))
    python = str(folder / "bin" / "python")
    uv = _find_uv()
    if uv:
        _command([uv, "venv", "--quiet", "--python", sys.executable, str(folder)])
        _command([uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", python, "-r", requirements])
    else:
        _command([sys.executable, "-m", "venv", str(folder)])
        _command([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements])


def _command(arguments: list[str]) -> None:
    try:
        done = subprocess.run(
            arguments, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_INSTALL_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise LauncherError(f"cannot install the runner's environment: {error}") from error
    if done.returncode != 0:
        words = (done.stderr or done.stdout).strip().splitlines()
        message = f"cannot install the runner's environment: {words[-1] if words else arguments[0]}"
        raise LauncherError(message, remedy=f"try it by hand: {' '.join(arguments)}")


def _find_uv() -> str | None:
    beside = Path(sys.executable).parent / "uv"
    return str(beside) if beside.exists() else shutil.which("uv")


def _requirements(device: Device) -> Path:
    return paths.runners_folder() / device.source / "requirements.txt"
