"""The installed package carries what a checkout has: runners, Dockerfiles, models."""

import subprocess
import sys
import zipfile

import pytest

from conftest import REPOSITORY


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Built as `pip install .` would."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_ships_what_runners_need(wheel):
    """`turnkey runners build` and `models list` work without a checkout."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for name in (
        "turnkeyml/devices.toml",
        "turnkeyml/shipped/Dockerfiles/x86.Dockerfile",
        "turnkeyml/shipped/runners/x86/requirements.txt",
        "turnkeyml/shipped/runners/common/turnkey_runner/harness/supervisor.py",
        "turnkeyml/shipped/models/selftest/linear.py",
        "turnkey_runner/contract/messages.py",
        "turnkey/common/labels.py",
        "turnkey/parser.py",
        "turnkey/py.typed",
        "turnkeyml/py.typed",
        "turnkey_runner/py.typed",
    ):
        assert name in names
    assert not [name for name in names if "__pycache__" in name or name.startswith("tests/")]


def test_an_installed_package_finds_what_it_ships(wheel, tmp_path):
    """The same digest of an image's sources as in the checkout, and the same models."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    code = (
        "from turnkeyml.system import paths; from turnkeyml.devices import find_device\n"
        "from turnkeyml.launchers.docker_images import source_digest\n"
        "print(source_digest(find_device('x86')), len(list(paths.models_folder().rglob('*.py'))))\n"
        "print(paths.runners_folder())"
    )

    def ask(path):
        command = [sys.executable, "-P", "-c", code]
        done = subprocess.run(
            command, env={"PYTHONPATH": str(path)}, capture_output=True, text=True, check=True, cwd=tmp_path
        )
        return done.stdout.split()

    installed = ask(tmp_path)
    checkout = ask(f"{REPOSITORY / 'orchestrator'}:{REPOSITORY / 'runners' / 'common'}")
    assert installed[:2] == checkout[:2]
    assert installed[2].startswith(str(tmp_path))
