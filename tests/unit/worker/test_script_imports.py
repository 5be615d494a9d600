"""What a script imports, found without running it, and which of that is preloaded."""

import subprocess
import sys

import pytest

from turnkeyml.worker.child.preload import Preloader
from turnkeyml.worker.script_imports import Imports, Preloads, is_within, read_imports


@pytest.fixture
def script(tmp_path):
    def write(text):
        path = tmp_path / "script.py"
        path.write_text(text)
        return path

    return write


def test_imports_at_top_level_are_found(script):
    """Modules and names of modules, but not what a function imports when it is called."""
    text = (
        "import a.b, c\nfrom d.e import f, g as h\nfrom .local import x\ndef later():\n    import i\nfrom j import *\n"
    )
    assert read_imports(script(text)) == Imports(names=("a.b", "c", "d.e:f", "d.e:g", "j"))


@pytest.mark.parametrize("text", ["import (", "\x00", ""])
def test_what_cannot_be_parsed_imports_nothing(script, text):
    """Running it will report the reason."""
    assert read_imports(script(text)) == Imports()


def test_nothing_is_preloaded_for_a_script_that_sets_the_environment(script):
    """A library may read it when it is imported."""
    assert read_imports(script("import os\nos.environ['X'] = '1'\nimport transformers\n")).is_sensitive
    assert not read_imports(script("import os\nimport transformers\n")).is_sensitive


def test_a_name_is_preloaded_when_a_second_script_imports_it():
    """And so are the first names of a package."""
    preloads = Preloads()
    assert preloads.choose(Imports(names=("hub:Bert", "hub:Config"))) == ("hub:Bert", "hub:Config")
    assert preloads.choose(Imports(names=("hub:Gpt", "torch"))) == ("hub", "torch")
    assert preloads.choose(Imports(names=("hub:Gpt",))) == ("hub:Gpt",)


def test_only_installed_packages_are_preloaded(tmp_path, monkeypatch):
    """A module in a script's folder may be another one for each script."""
    (tmp_path / "beside.py").write_text("raise SystemExit('imported')\n")
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("colorsys", "beside"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    assert Preloader().partition(("beside", "colorsys:rgb_to_hls", "there.is.none")) == (("colorsys:rgb_to_hls",), [])
    assert "beside" not in sys.modules


def test_untrusted_packages_are_grouped():
    """Each package is a group, and each name comes once; in safe mode, no package is trusted."""
    names = ("torch.nn", "rich.table:Table", "json", "rich", "click")
    preloader = Preloader()
    assert preloader.partition(names) == (("torch.nn", "json"), [("rich.table:Table", "rich"), ("click",)])
    assert preloader.partition((*names, "rich.text")) == ((), [("rich.text",)])
    assert Preloader(safe_mode=True).partition(("torch.nn", "json")) == (("json",), [("torch.nn",)])


def test_an_import_that_starts_a_thread_is_reported_by_its_module(tmp_path):
    """Then no name of that module is preloaded again."""
    package = tmp_path / "threading_package"
    package.mkdir()
    (package / "__init__.py").write_text(
        "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
    )
    code = (
        "import sys, sysconfig\n"
        f"sysconfig.get_path = lambda name: {str(tmp_path)!r}\n"
        f"sys.path.insert(0, {str(tmp_path)!r})\n"
        "from turnkeyml.worker.child.preload import Preloader\n"
        "print(Preloader().preload(('threading_package:Name',)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "threading_package\n"
    assert is_within("threading_package:Other", {"threading_package"})
    assert is_within("threading_package.part", {"threading_package"})
    assert not is_within("threading_package:Other", {"threading_package:Name"})
    assert not is_within("threading", {"threading_package"})
