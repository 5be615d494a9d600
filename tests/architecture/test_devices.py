"""A device is one folder below runners/ and one table: the lists that are not derived from it are complete."""

import re
import subprocess
import tomllib

import pytest

from conftest import REPOSITORY
from turnkeyml.devices import Device, all_devices

FOLDERS = sorted(path.parent for path in REPOSITORY.glob("runners/*/requirements.txt"))
PYPROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
CONTRACTS = {one["name"]: one for one in PYPROJECT["tool"]["importlinter"]["contracts"]}


def package_of(folder):
    """The runner's package in a device's folder."""
    (package,) = (path.parent.name for path in folder.glob("*/__main__.py"))
    return package


def lists_with_packages():
    """Every list of pyproject.toml that must have each runner's package."""
    yield "tool.mypy: packages", PYPROJECT["tool"]["mypy"]["packages"]
    yield "tool.importlinter: root_packages", PYPROJECT["tool"]["importlinter"]["root_packages"]
    for contract, key in (
        ("Runners are strangers to turnkey", "source_modules"),
        ("Runners are strangers to one another", "modules"),
        ("Of the runner, turnkey knows the contract and what is computed from its messages", "forbidden_modules"),
    ):
        yield f"the import rule {contract!r}: {key}", CONTRACTS[contract][key]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_device_is_in_every_list(folder):
    """The message names the line to add."""
    package = package_of(folder)
    missing = [
        f'pyproject.toml, {name}: "{package}"' for name, values in lists_with_packages() if package not in values
    ]
    if (path := f"runners/{folder.name}") not in PYPROJECT["tool"]["mypy"]["mypy_path"]:
        missing.append(f'pyproject.toml, tool.mypy: mypy_path: "{path}"')
    devices = [device for device in all_devices().values() if device.source == folder.name]
    if [device.module for device in devices] != [package]:
        missing.append(
            f'orchestrator/turnkeyml/devices.toml: a table with source = "{folder.name}", module = "{package}"'
        )
    if not re.search(rf"^  {folder.name}:$", (REPOSITORY / "compose.yaml").read_text(), re.MULTILINE):
        missing.append(f"compose.yaml, services: {folder.name}")
    missing += [
        f"Dockerfiles/{device.dockerfile}: the file" for device in devices if not device.dockerfile_path.is_file()
    ]
    assert not missing, "add to " + "; ".join(missing)


def test_make_finds_the_folders_by_itself():
    """For the import rules, which import the packages."""
    done = subprocess.run(
        ["make", "--dry-run", "--silent", "check", "BIN=bin", "INSTALLED="],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    (line,) = (line for line in done.stdout.splitlines() if "lint-imports" in line)
    paths = re.search(r"PYTHONPATH=(\S+)", line)[1].split(":")
    assert sorted(paths) == [f"runners/{folder.name}" for folder in FOLDERS]


def test_each_folder_is_the_one_of_its_device():
    """And none is left out."""
    assert sorted(device.source for device in all_devices().values()) == [folder.name for folder in FOLDERS]
    assert all(isinstance(device, Device) and device.source_path.is_dir() for device in all_devices().values())
