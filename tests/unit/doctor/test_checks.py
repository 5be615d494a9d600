"""What doctor checks."""

import importlib.util
import py_compile
import sys

import pytest

from turnkeyml.doctor import checks
from turnkeyml.launchers import accelerators
from turnkeyml.launchers.accelerators import Units


@pytest.mark.parametrize("compiled", [True, False])
def test_modules_that_are_compiled_at_each_start_are_reported_with_the_command(compiled, tmp_path, monkeypatch):
    """Installed by uv, with PYTHONDONTWRITEBYTECODE set."""
    package = tmp_path / "torch"
    package.mkdir()
    (package / "__init__.py").write_text("")
    if compiled:
        py_compile.compile(str(package / "__init__.py"))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    (check,) = checks._bytecode()
    assert (check.ok, check.remedy) == (
        (True, "") if compiled else (False, f"{sys.executable} -m compileall -q -j 0 {tmp_path}")
    )


def test_every_check_that_fails_has_a_remedy(monkeypatch, tmp_path):
    """B29: on a machine that lacks everything."""
    monkeypatch.setattr(checks.memory, "total_bytes", lambda: 2 * 10**9)
    monkeypatch.setattr(checks, "_MIN_FREE_DISK_BYTES", 1e18)
    monkeypatch.setattr(checks, "find_uv", lambda: None)
    monkeypatch.setattr(checks, "_REQUIRED", ("not-installed",))
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(
        checks.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else find_spec(name)
    )
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/no.sock")
    monkeypatch.setenv("PATH", str(tmp_path))
    found = {check.name: check for check in checks.run_checks()}
    failed = {name for name, check in found.items() if not check.ok}
    assert failed >= {"python", "memory", "cache root", "not-installed", "engine", "nvidia hardware", "x86 image"}
    assert [name for name in failed if not found[name].remedy] == []
    assert [name for name, check in found.items() if not check.ok and not check.optional] == ["not-installed"]


def test_each_kind_of_accelerator_has_a_line(monkeypatch):
    """Asked for once, whatever devices need it."""
    monkeypatch.setattr(
        accelerators.find_accelerator("nvidia"), "find_units", lambda: Units(names=("A GPU, 1.2", "Another, 1.2"))
    )
    check = checks._accelerator("nvidia")
    assert (check.name, check.result, check.ok) == ("nvidia hardware", "A GPU, 1.2; Another, 1.2", True)
