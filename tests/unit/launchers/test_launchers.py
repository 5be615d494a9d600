"""The table of launchers, and which of them starts the runners."""

import subprocess
import sys

import pytest

from conftest import REPOSITORY
from turnkeyml import launchers, plugins
from turnkeyml.devices import find_device
from turnkeyml.errors import EngineError, LauncherError, PluginError, UsageError
from turnkeyml.launchers import select
from turnkeyml.launchers.identity import _find, _identity, is_stale_runner
from turnkeyml.launchers.select import choose_launcher, choose_limits

X86 = find_device("x86")


@pytest.fixture
def notes():
    return []


@pytest.fixture
def plugin(tmp_path, monkeypatch):
    """An installed package with an entry point for each of a group's names; its module is `acme_plugin`."""

    def install(group, source, **points):
        (tmp_path / "acme_plugin.py").write_text(source)
        info = tmp_path / "acme-1.0.dist-info"
        info.mkdir(exist_ok=True)
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
        lines = [f"{name} = {value}" for name, value in points.items()]
        (info / "entry_points.txt").write_text("\n".join([f"[{group}]", *lines, ""]))
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.delitem(sys.modules, "acme_plugin", raising=False)
        for function in (plugins.find_plugins, _find, _identity):
            function.cache_clear()

    yield install
    for function in (plugins.find_plugins, _find, _identity):
        function.cache_clear()
    sys.modules.pop("acme_plugin", None)


SLURM = """
class Slurm:
    name = "slurm"
    is_local = False
    def __init__(self, notify): self.notify = notify
    def check(self): self.notify("checked")
    def prepare(self, device): ...
    def identity(self, device): return f"remote {device.name}"
"""


def test_every_launcher_can_be_created_and_has_its_name(notes):
    """And implements the protocol."""
    for name in launchers.ALL:
        launcher = launchers.create(name, notes.append)
        assert launcher.name == name
        assert launcher.is_local
        assert all(callable(getattr(launcher, method)) for method in ("check", "prepare", "identity", "start"))
    assert notes == []


def test_the_help_and_the_documents_are_the_tables(notes):
    """A row of docs/reference.md for each, with the same text."""
    page = (REPOSITORY / "docs" / "reference.md").read_text()
    for name, entry in launchers.ALL.items():
        assert f"{name}: {entry.help}" in launchers.help_text()
        assert f"| `{name}` | {entry.help} |" in page


def test_an_unknown_launcher_is_named_with_the_known_ones(notes):
    """A fault of the command line."""
    with pytest.raises(UsageError, match=f"unknown launcher 'podman'; choose from: auto, {', '.join(launchers.ALL)}"):
        choose_launcher("podman", (X86,), notes.append)


def test_auto_is_the_first_launcher_that_can_start_runners(notes, monkeypatch):
    """The reason why another one cannot is reported, without a remedy that says what happens anyhow."""

    class Broken:
        def check(self):
            raise EngineError("no engine", remedy="use another launcher")

    class Unbuildable:
        def check(self): ...

        def prepare(self, device):
            raise LauncherError(f"no image of {device.name}", remedy="see --help")

    made = {"a": Broken(), "b": Unbuildable(), "c": "the last one"}
    monkeypatch.setattr(launchers, "create", lambda name, notify: made[name])
    monkeypatch.setattr(launchers, "AUTO_ORDER", ("a", "b", "c"))
    assert choose_launcher("auto", (X86,), notes.append) == "the last one"
    assert notes == [
        "runners do not start with --launcher a: no engine",
        "runners do not start with --launcher b: no image of x86; see --help",
        "using --launcher c",
    ]


def test_another_package_adds_a_launcher(notes, plugin):
    """Its class is imported when it is used; results that it measured on another machine are still answers."""
    plugin(plugins.LAUNCHERS, SLURM, slurm="acme_plugin:Slurm", docker="acme_plugin:Slurm")
    assert launchers.names() == ("auto", *launchers.ALL, "slurm")
    assert "acme_plugin" not in sys.modules
    assert choose_launcher("slurm", (X86,), notes.append).name == "slurm"
    assert notes == ["checked"]
    assert launchers.create("docker", notes.append).name == "docker"
    elsewhere = {"machine": "another", "cpu": "another"}
    assert not is_stale_runner(X86, "slurm", "remote x86", elsewhere)
    assert is_stale_runner(X86, "slurm", "remote other", elsewhere)
    assert is_stale_runner(X86, "process", "remote x86", elsewhere)


def test_a_broken_launcher_of_another_package_is_one_line(notes, plugin):
    """And its results are not said to be of another runner."""
    plugin(plugins.LAUNCHERS, "", slurm="acme_plugin:Slurm")
    with pytest.raises(PluginError, match=r"cannot load acme_plugin:Slurm: .*; update or uninstall its package"):
        choose_launcher("slurm", (X86,), notes.append)
    assert not is_stale_runner(X86, "slurm", "any", {})


def test_results_of_a_launcher_that_is_not_installed_are_not_called_stale():
    """Nothing is known of its runner."""
    assert not is_stale_runner(X86, "gone", "any", {})


def test_comparing_the_runner_does_not_import_the_docker_sdk(clean_environment):
    """1,000 cached results take 1.3 s; its import alone takes longer."""
    code = (
        "import sys; from turnkeyml.launchers.identity import is_stale_runner\n"
        "from turnkeyml.devices import find_device\n"
        "print(is_stale_runner(find_device('x86'), 'docker', 'x', {}))\n"
        "print(sorted({'docker', 'requests'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=clean_environment, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[1] == "[]"


@pytest.mark.parametrize(("cpus", "expected"), [(2, 512), (32, 512), (200, 1856)])
def test_a_runner_may_have_threads_for_every_cpu(monkeypatch, cpus, expected):
    """B27: two requests per CPU at once, and the pools of an engine."""
    monkeypatch.setattr(select.os, "sched_getaffinity", lambda pid: set(range(cpus)))
    limits = choose_limits(8 << 30)
    assert (limits.max_processes, limits.memory_bytes) == (expected, 8 << 30)
    assert limits.max_processes > 5 * cpus
