"""A device is one folder below runners/ and one table: the lists that are not derived from it are complete."""

import re
import runpy

import pytest

from conftest import REPOSITORY
from turnkeyml.devices import Device, all_devices
from turnkeyml.launchers import accelerators

FOLDERS = sorted(path.parent for path in REPOSITORY.glob("runners/*/requirements.txt"))


def package_of(folder):
    """The runner's package in a device's folder."""
    (package,) = (path.parent.name for path in folder.glob("*/__main__.py"))
    return package


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_device_is_in_every_list(folder):
    """The message names the line to add."""
    package, missing = package_of(folder), []
    devices = [device for device in all_devices().values() if device.source == folder.name]
    if [device.module for device in devices] != [package]:
        missing.append(
            f'orchestrator/turnkeyml/devices.toml: a table with source = "{folder.name}", module = "{package}"'
        )
    missing += [
        f"orchestrator/turnkeyml/launchers/accelerators/__init__.py, ALL: a row {device.accelerator!r}"
        for device in devices
        if device.accelerator and device.accelerator not in accelerators.ALL
    ]
    missing += [
        f"Dockerfiles/{device.dockerfile}: the file" for device in devices if not device.dockerfile_path.is_file()
    ]
    assert not missing, "add to " + "; ".join(missing)


def test_the_import_rules_and_mypy_find_the_folders_by_themselves():
    """No list of pyproject.toml names a device."""
    rules = runpy.run_path(str(REPOSITORY / "scripts" / "lint_imports.py"))
    assert [path.name for path in rules["runner_packages"]()] == [package_of(folder) for folder in FOLDERS]
    text = (REPOSITORY / "pyproject.toml").read_text()
    assert not [name for name in map(package_of, FOLDERS) if name in text]


@pytest.mark.parametrize(
    "runner",
    [one for device in all_devices().values() for one in device.all_runners()],
    ids=lambda one: one.runner_name,
)
def test_every_runner_has_its_environment_and_its_service(runner):
    """Requirements with a lock, and a service of compose.yaml that starts its interpreter for its runtimes alone."""
    assert runner.requirements_path.is_file()
    assert runner.requirements_path.with_suffix(".in").is_file()
    services = dict(
        re.findall(r"^  ([\w-]+):\n((?:    .*\n)+)", (REPOSITORY / "compose.yaml").read_text(), re.MULTILINE)
    )
    service = services[runner.runner_name]
    assert f"image: {runner.image}\n" in service
    assert f"/run/{runner.runner_name}:/run/turnkey:rw" in service
    environment = runner.environment
    assert re.findall(r'"--runtime", "([\w-]+)"', service) == list(environment.runtimes if environment else ())
    entrypoint = f'entrypoint: ["/opt/environments/{environment.name if environment else ""}/bin/python"'
    assert (entrypoint in service) is bool(environment and environment.name)


def test_each_folder_is_the_one_of_its_device():
    """And none is left out."""
    assert sorted(device.source for device in all_devices().values()) == [folder.name for folder in FOLDERS]
    assert all(isinstance(device, Device) and device.source_path.is_dir() for device in all_devices().values())
