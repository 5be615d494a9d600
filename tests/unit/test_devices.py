"""The table of devices, with those of other packages."""

import sys
import tarfile

import pytest

from turnkeyml import devices, plugins
from turnkeyml.devices import all_devices, find_device
from turnkeyml.errors import PluginError
from turnkeyml.launchers.base import runner_arguments
from turnkeyml.launchers.docker_images import ImageOptions, _pack, source_digest
from turnkeyml.launchers.venvs import environment_path

TABLE = """
[acme]
description = "An accelerator"
image = "acme-runner"
dockerfile = "Dockerfile"
module = "acme_runner"
source = "runner"
default_runtime = "acme"
runtimes = ["acme"]
precisions = ["fp32"]
accelerator = "acme"
"""


@pytest.fixture
def package(tmp_path, monkeypatch):
    """An installed package with a device: its table, its Dockerfile and its runner."""

    def install(table):
        folder = tmp_path / "turnkey_acme"
        (folder / "runner" / "acme_runner").mkdir(parents=True)
        (folder / "__init__.py").write_text("raise SystemExit('imported')\n")
        (folder / "devices.toml").write_text(table)
        (folder / "Dockerfile").write_text("FROM scratch\n")
        (folder / "runner" / "requirements.txt").write_text("acme==1\n")
        (folder / "runner" / "acme_runner" / "__main__.py").write_text("")
        info = tmp_path / "turnkey_acme-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: turnkey-acme\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text("[turnkey.devices]\nacme = turnkey_acme\n")
        monkeypatch.syspath_prepend(tmp_path)
        plugins.find_plugins.cache_clear()
        all_devices.cache_clear()
        return folder

    yield install
    plugins.find_plugins.cache_clear()
    all_devices.cache_clear()
    sys.modules.pop("turnkey_acme", None)


def test_another_package_adds_a_device(package):
    """Its table is read without importing it; its image and its environment are made of its own files."""
    folder = package(TABLE)
    assert list(all_devices())[-1] == "acme"
    acme = find_device("acme")
    assert (acme.gpu, acme.dockerfile_path, acme.source_path) == (True, folder / "Dockerfile", folder / "runner")
    assert environment_path(acme).name.startswith("acme-")
    with tarfile.open(fileobj=_pack(acme, ImageOptions())) as archive:
        names = set(archive.getnames())
    assert {"Dockerfiles/Dockerfile", "runners/runner/acme_runner/__main__.py"} <= names
    assert "runners/common/turnkey_runner/harness/supervisor.py" in names
    before = source_digest(acme)
    (folder / "runner" / "requirements.txt").write_text("acme==2\n")
    assert source_digest(acme) != before


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("[", "the table of devices of turnkey_acme cannot be read"),
        ("[acme]\nimage = 'x'\n", "the table of devices of turnkey_acme cannot be read: .*missing"),
        (TABLE + "color = 'red'\n", "the table of devices of turnkey_acme cannot be read: .*color"),
        (TABLE.replace("[acme]", "[x86]"), "turnkey_acme adds a device that exists already: x86"),
    ],
)
def test_a_bad_table_of_another_package_is_one_line(package, table, message):
    """With the package's name."""
    package(table)
    with pytest.raises(PluginError, match=message):
        all_devices()


def environments(table):
    """A device with these environments."""
    return TABLE.replace('runtimes = ["acme"]', 'runtimes = ["acme", "fast", "old"]') + f"environments = {table}\n"


def test_each_runtime_is_measured_in_its_environment(package):
    """A device is as many runners as it has environments; what no other one has is in the device's own."""
    folder = package(environments('{ two = ["fast"], three = ["old"] }'))
    acme = find_device("acme")
    own, two, three = acme.all_runners()
    assert [acme.runner_of(name) for name in ("acme", "fast", "old")] == [own, two, three]
    assert [one.runner_name for one in (own, two, three)] == ["acme", "acme-two", "acme-three"]
    assert [one.requirements_path.relative_to(folder / "runner").as_posix() for one in (own, two, three)] == [
        "requirements.txt",
        "environments/two/requirements.txt",
        "environments/three/requirements.txt",
    ]
    assert [runner_arguments(one) for one in (acme, own, two)] == [[], ["--runtime", "acme"], ["--runtime", "fast"]]
    assert two.runner_of("old") == three


def test_a_device_with_one_environment_is_one_runner(package):
    """Its runner gets no arguments that it did not get before."""
    package(TABLE)
    acme = find_device("acme")
    assert (acme.all_runners(), acme.runner_of("acme"), runner_arguments(acme)) == ((acme,), acme, [])


@pytest.mark.parametrize(
    "table", ['{ two = ["slow"] }', '{ two = ["fast"], three = ["fast"] }', '{ "" = ["fast"] }', "[1]"]
)
def test_environments_that_cannot_be_are_one_line(package, table):
    """A runtime that the device does not have, or that is in two of them; no name; no table."""
    package(environments(table))
    with pytest.raises(PluginError, match="the table of devices of turnkey_acme cannot be read"):
        all_devices()


def test_a_package_that_is_gone_is_one_line():
    """Its entry point is there, it is not."""
    with pytest.raises(PluginError, match="cannot find the package turnkey_gone"):
        plugins.package_folder("turnkey_gone")


def test_our_devices_are_of_this_package():
    """And need no plugin."""
    assert {device.package_folder for device in devices.all_devices().values()} == {None}
