"""The process launcher's virtual environments: one per runner, installed on first use and when requirements change."""

from __future__ import annotations

import fcntl
import functools
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from turnkeyml.devices import Device
from turnkeyml.errors import LauncherError
from turnkeyml.launchers.base import Notify
from turnkeyml.system import paths

_INSTALL_TIMEOUT_S = 1800.0
_COMPLETE = "turnkey-complete"
"""A file in an environment, written last: one without it is what a killed installer left."""
_LAYOUT = b"in place"
"""Part of the name: environments of turnkey 0.2 and earlier were renamed, and their console scripts start nothing."""
_SITE_FOLDERS = ("lib*/python3*/site-packages", "lib*/python3*/dist-packages")


def environment_path(device: Device) -> Path:
    """The folder of a runner's environment, installed or not: its name depends on the requirements and on Python."""
    requirements = _requirements(device).read_bytes()
    digest = hashlib.sha256(requirements + sys.version.encode() + _LAYOUT).hexdigest()[:12]
    return paths.cache_root() / "environments" / f"{device.runner_name}-{digest}"


def environment_name(device: Device) -> str:
    """The name of the environment that measures, installed or not; a configured one's depends on its packages."""
    configured = configured_interpreter()
    if configured is None:
        return environment_path(device).name
    prefix = configured.parent.parent
    return "-".join(filter(None, (prefix.name, _packages_digest(prefix))))


def configured_interpreter() -> Path | None:
    """TURNKEY_RUNNER_PYTHON: an interpreter that has the engines already, for the runners of all devices."""
    configured = os.environ.get("TURNKEY_RUNNER_PYTHON")
    return Path(configured).absolute() if configured else None


def is_installed(device: Device) -> bool:
    """Whether a runner's environment is there, and whole."""
    folder = environment_path(device)
    return (folder / _COMPLETE).exists() and _interpreter(folder).exists()


def ensure_environment(device: Device, notify: Notify = lambda line: None) -> Path:
    """Return the environment's interpreter, after installing the environment where it is missing.

    TURNKEY_RUNNER_PYTHON names an interpreter that has the engines already, and is used as it is.
    Raises `LauncherError` with the end of the installer's output where that fails.
    """
    configured = configured_interpreter()
    if configured is not None:
        return configured
    folder = environment_path(device)
    if is_installed(device):
        return _interpreter(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(folder.with_suffix(".lock"), "a", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_installed(device):
            notify(f"installing the {device.runner_name} runner's environment (once) in {folder}")
            _install_whole(device, folder, lock.fileno())
    return _interpreter(folder)


def _interpreter(folder: Path) -> Path:
    return folder / "bin" / "python"


def _install_whole(device: Device, folder: Path, lock: int) -> None:
    """Install where the environment stays: its console scripts name its path. Nothing is left where that fails."""
    _remove(folder)
    try:
        _install(device, folder, lock)
        (folder / _COMPLETE).touch()
    except BaseException:
        _remove(folder)
        raise


def _remove(folder: Path) -> None:
    """Remove an environment; one that is removed in part is not complete."""
    (folder / _COMPLETE).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


def _install(device: Device, folder: Path, lock: int) -> None:
    requirements = ["-r", str(_requirements(device))]
    if b"--hash=" in _requirements(device).read_bytes():  # a plugin's device may have plain requirements
        requirements = ["--require-hashes", "--only-binary", ":all:", *requirements]
    python = str(_interpreter(folder))
    uv = find_uv()
    if uv:
        _run([uv, "venv", "--quiet", "--python", sys.executable, str(folder)], lock)
        _run([uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", python, *requirements], lock)
    else:
        _run([sys.executable, "-m", "venv", str(folder)], lock)
        _run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements], lock)


def _run(arguments: list[str], lock: int) -> None:
    """Run a step of the installation; it inherits the lock, and so keeps it where this process is killed."""
    try:
        done = subprocess.run(
            arguments,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_INSTALL_TIMEOUT_S,
            check=False,
            pass_fds=(lock,),
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
    return device.requirements_path


@functools.cache
def _packages_digest(prefix: Path) -> str:
    """A digest of the names and versions of an environment's packages, which may be upgraded in place; "" without any.

    No interpreter is started, so that what is known of results does not depend on a program.
    """
    folders = [folder for pattern in _SITE_FOLDERS for folder in sorted(prefix.glob(pattern))]
    folders += [linked for folder in folders for linked in _linked_folders(folder)]
    found = sorted({entry.name for folder in folders for entry in folder.glob("*.dist-info")})
    return hashlib.sha256("\n".join(found).encode()).hexdigest()[:12] if found else ""


def _linked_folders(folder: Path) -> Iterator[Path]:
    """What the .pth files of a folder add to Python's path."""
    for link in sorted(folder.glob("*.pth")):
        for line in link.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.strip() and not line.startswith(("#", "import ")):
                yield folder / line.strip()
