"""The process launcher's environments: real ones, of a small package."""

import hashlib
import os
import signal
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest

from turnkeyml.devices import find_device
from turnkeyml.errors import LauncherError
from turnkeyml.launchers import venvs


@pytest.fixture
def wheel(tmp_path):
    """A package with nothing in it."""
    path = tmp_path / "acme-1-py3-none-any.whl"
    info = "acme-1.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("acme.py", "def main():\n    print('acme answers')\n")
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: acme\nVersion: 1\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/entry_points.txt", "[console_scripts]\nacme-tool = acme:main\n")
        names = ("acme.py", *(f"{info}/{name}" for name in ("METADATA", "WHEEL", "entry_points.txt", "RECORD")))
        archive.writestr(f"{info}/RECORD", "".join(f"{name},,\n" for name in names))
    return path


@pytest.mark.parametrize("installer", ["uv", "pip"])
@pytest.mark.parametrize("is_tampered", [False, True], ids=["as it was", "tampered"])
def test_a_package_of_another_hash_is_not_installed(wheel, tmp_path, monkeypatch, installer, is_tampered):
    """By either installer: no environment is left, and the error names the hash."""
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if is_tampered:
        with zipfile.ZipFile(wheel, "a") as archive:
            archive.writestr("more.py", "")
    requirements = tmp_path / "requirements.txt"
    requirements.write_text(f"acme @ {wheel.as_uri()} \\\n    --hash=sha256:{digest}\n")
    monkeypatch.setattr(venvs, "_requirements", lambda device: requirements)
    monkeypatch.setenv("TURNKEY_CACHE_ROOT", str(tmp_path / "root"))
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv"))
    monkeypatch.delenv("TURNKEY_RUNNER_PYTHON", raising=False)
    if installer == "pip":
        monkeypatch.setattr(venvs, "find_uv", lambda: None)
    device = find_device("x86")
    if not is_tampered:
        assert venvs.ensure_environment(device).exists()
        assert list(venvs.environment_path(device).glob("lib/*/site-packages/acme.py"))
        return
    with pytest.raises(LauncherError):
        venvs.ensure_environment(device)
    assert not venvs.environment_path(device).exists()


def test_the_name_of_an_environment_follows_the_hashes(tmp_path, monkeypatch):
    """Two sets of files are two environments, and results of one are not those of the other."""
    requirements = tmp_path / "requirements.txt"
    monkeypatch.setattr(venvs, "_requirements", lambda device: requirements)
    names = set()
    for digit in "01":
        requirements.write_text(f"acme==1 \\\n    --hash=sha256:{digit * 64}\n")
        names.add(venvs.environment_name(find_device("x86")))
    assert len(names) == 2


@pytest.fixture
def acme(wheel, tmp_path, monkeypatch):
    """A device whose environment has the package, and a cache root of its own."""
    requirements = tmp_path / "requirements.txt"
    requirements.write_text(f"acme @ {wheel.as_uri()}\n")
    monkeypatch.setattr(venvs, "_requirements", lambda device: requirements)
    monkeypatch.setenv("TURNKEY_CACHE_ROOT", str(tmp_path / "root"))
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv"))
    monkeypatch.delenv("TURNKEY_RUNNER_PYTHON", raising=False)
    return find_device("x86")


def has_acme(device):
    """Whether the environment's console script starts what it is for."""
    tool = venvs.ensure_environment(device).with_name("acme-tool")
    return subprocess.run([tool], capture_output=True, text=True, check=True).stdout == "acme answers\n"


@pytest.mark.parametrize("installer", ["uv", "pip"])
def test_console_scripts_of_an_environment_start(acme, monkeypatch, installer):
    """They name the folder that they were installed in, which is the one that it stays in."""
    if installer == "pip":
        monkeypatch.setattr(venvs, "find_uv", lambda: None)
    assert has_acme(acme)
    assert venvs.is_installed(acme)


def kill_at(step):
    """Install in a child process that is killed at a step of the installation."""
    program = (
        "import os, signal\nfrom pathlib import Path\nfrom turnkeyml.devices import find_device\n"
        "from turnkeyml.launchers import venvs\n"
        "requirements = Path(os.environ['REQUIREMENTS'])\n"
        "venvs._requirements = lambda device: requirements\n"
        "die = lambda *arguments, **options: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"{step}\n"
        "venvs.ensure_environment(find_device('x86'))\n"
    )
    path = os.pathsep.join(filter(None, sys.path))
    environment = os.environ | {"REQUIREMENTS": str(venvs._requirements(None)), "PYTHONPATH": path}
    done = subprocess.run([sys.executable, "-c", program], env=environment, check=False)
    assert done.returncode == -signal.SIGKILL


@pytest.mark.parametrize(
    "step",
    [
        "venvs._install = die",
        "run = venvs._run; venvs._run = lambda words, lock: die() if 'install' in words else run(words, lock)",
        "Path.touch = die",
    ],
    ids=["before the interpreter", "before the packages", "before it is marked"],
)
def test_what_a_killed_installer_left_is_no_environment(acme, step):
    """Wherever it was killed: the next run installs again, whole, and waits for nobody."""
    kill_at(step)
    assert not venvs.is_installed(acme)
    assert has_acme(acme)


def test_an_installer_that_outlives_its_killed_parent_is_waited_for(acme, tmp_path, monkeypatch):
    """It still writes into the folder: nobody removes it meanwhile, and nobody installs there."""
    go_on, uv = tmp_path / "go-on", tmp_path / "uv-that-waits"
    uv.write_text(f"#!/bin/sh\nkill -9 $PPID\nwhile [ ! -e {go_on} ]; do sleep 0.1; done\n")
    uv.chmod(0o755)
    kill_at(f"venvs.find_uv = lambda: {str(uv)!r}")
    waiting = threading.Thread(target=venvs.ensure_environment, args=(acme,))
    removals = []
    monkeypatch.setattr(venvs, "_remove", removals.append)
    waiting.start()
    waiting.join(1)
    assert (waiting.is_alive(), removals) == (True, [])
    go_on.touch()
    waiting.join()
    assert removals == [venvs.environment_path(acme)]
    assert has_acme(acme)


def test_an_environment_whose_interpreter_is_gone_is_installed_again(acme):
    """The Python that it was made of was removed."""
    interpreter = venvs.ensure_environment(acme)
    interpreter.unlink()
    interpreter.symlink_to("/nonexistent/python")
    assert not venvs.is_installed(acme)
    assert has_acme(acme)


def test_two_that_need_an_environment_install_it_once(acme, monkeypatch):
    """The second one waits for the first one's."""
    calls = []
    install = venvs._install

    def count(device, folder, lock):
        calls.append(Path(folder))
        install(device, folder, lock)

    monkeypatch.setattr(venvs, "_install", count)
    threads = [threading.Thread(target=venvs.ensure_environment, args=(acme,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert calls == [venvs.environment_path(acme)]
    assert has_acme(acme)


def test_a_failed_installation_leaves_nothing(acme, monkeypatch):
    """Half an environment is no cache of anything."""

    def fail(device, folder, lock):
        (folder / "bin").mkdir(parents=True)
        raise LauncherError("no network")

    monkeypatch.setattr(venvs, "_install", fail)
    with pytest.raises(LauncherError, match="no network"):
        venvs.ensure_environment(acme)
    assert not venvs.environment_path(acme).exists()
