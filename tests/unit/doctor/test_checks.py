"""What doctor looks at."""

import py_compile
import sys

import pytest

from turnkeyml.doctor import checks


@pytest.mark.parametrize("compiled", [True, False])
def test_modules_that_are_compiled_at_each_start_are_told_with_the_command(compiled, tmp_path, monkeypatch):
    """Installed by uv, with PYTHONDONTWRITEBYTECODE set."""
    package = tmp_path / "torch"
    package.mkdir()
    (package / "__init__.py").write_text("")
    if compiled:
        py_compile.compile(str(package / "__init__.py"))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    (finding,) = checks._bytecode()
    assert (finding.ok, finding.remedy) == (
        (True, "") if compiled else (False, f"{sys.executable} -m compileall -q -j 0 {tmp_path}")
    )
