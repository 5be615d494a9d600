"""What a script reads is part of what its build depends on: another environment, file or folder is another script."""

import os
import sys
import tempfile

import pytest

from turnkeyml.analysis import data_files, environment_reads, run_script, source_digests
from turnkeyml.builds import fingerprint
from turnkeyml.records import AnalysisOptions, Source
from turnkeyml.system.hashing import file_sha256


@pytest.fixture
def observe(tmp_path, monkeypatch):
    """Run a script here; return whether it is current in an environment, by default the one that it ran in."""
    for place, name in ((os, "stat"), (type(os.environ), "__getitem__"), (type(os.environ), "__iter__")):
        monkeypatch.setattr(place, name, getattr(place, name))
    for name in ("argv", "path"):
        monkeypatch.setattr(sys, name, list(getattr(sys, name)))
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(run_script, "_executed", set())
    for name in ("_sources", "_opened"):
        monkeypatch.setattr(source_digests, name, {})
    monkeypatch.chdir(tmp_path)

    def run(text, path="project/model.py"):
        script = tmp_path / path
        script.parent.mkdir(exist_ok=True)
        script.write_text(text)
        failure = run_script.run_script(script, ())
        assert failure is None, failure.detail
        imported = run_script.script_dependencies(script)
        source = Source(
            path=str(script),
            sha256=file_sha256(script),
            imported=imported,
            environment=run_script.script_environment(script, imported),
            options=AnalysisOptions(),
            fingerprint_versions=fingerprint.fingerprint_versions(),
        )

        def is_current(environment=None):
            return fingerprint.is_current(
                source, script, source.sha256, AnalysisOptions(), os.environ if environment is None else environment
            )

        is_current.source = source
        return is_current

    yield run
    data_files.stop()
    environment_reads.stop()


ENVIRONMENT_READS = {
    "get": "os.environ.get('MODEL_WIDTH', '8')",
    "getenv": "os.getenv('MODEL_WIDTH')",
    "bytes": "os.getenvb(b'MODEL_WIDTH')",
    "contains": "'MODEL_WIDTH' in os.environ",
    "item": "try:\n    os.environ['MODEL_WIDTH']\nexcept KeyError:\n    pass",
    "default": "os.environ.setdefault('MODEL_WIDTH', '8')",
    "items": "[v for k, v in os.environ.items() if k.startswith('MODEL_')]",
    "copy": "dict(os.environ)",
    "expandvars": "os.path.expandvars('x$MODEL_WIDTH')",
    "click": "import click\nread = click.option('--w', envvar='MODEL_WIDTH')(lambda w: 0)\n"
    "click.command()(read)([], standalone_mode=False)",
}


@pytest.mark.parametrize("code", ENVIRONMENT_READS.values(), ids=ENVIRONMENT_READS.keys())
@pytest.mark.parametrize("before", [None, "8"])
def test_an_environment_variable_that_a_script_reads_counts(observe, monkeypatch, code, before):
    """However it reads it, and also where it was not set; its value is not written down."""
    monkeypatch.delenv("MODEL_WIDTH", raising=False)
    if before is not None:
        monkeypatch.setenv("MODEL_WIDTH", before)
    environment = dict(os.environ)
    is_current = observe(f"import os\n{code}\n")
    assert is_current(environment)
    assert not is_current(environment | {"MODEL_WIDTH": "800"})
    assert all(len(digest) in (0, 64) for digest in is_current.source.environment.values())


OTHER_READS = {
    "own": "os.environ['MODEL_WIDTH'] = '8'\nos.environ['MODEL_WIDTH']",
    "turnkey's own": "os.environ['TMPDIR'] if 'TMPDIR' in os.environ else 0",
    "of a package": "import click; click.get_app_dir('x')",
    "nothing": "pass",
}


@pytest.mark.parametrize("code", OTHER_READS.values(), ids=OTHER_READS.keys())
def test_other_environment_variables_do_not_count(observe, monkeypatch, code):
    """What the script sets itself, turnkey's own variables, and those that it never reads."""
    monkeypatch.setenv("MODEL_WIDTH", "4")
    environment = dict(os.environ)
    is_current = observe(f"import os\n{code}\n")
    assert is_current(environment | {"MODEL_WIDTH": "800", "TMPDIR": "/elsewhere", "XDG_CONFIG_HOME": "/else"})


FILE_READS = {
    "beside": ("(folder / 'config.json').read_text()", "project/config.json"),
    "home": ("(folder.parent / 'home' / 'project.json').read_text()", "home/project.json"),
    "hidden": ("(folder.parent / 'home' / '.config').read_text()", "home/.config"),
    "working folder": ("pathlib.Path('settings.toml').read_text()", "settings.toml"),
    "executed text": ("exec((folder / 'defs.py').read_text())", "project/defs.py"),
    "descriptor": ("os.read(os.open(folder / 'raw', os.O_RDONLY), 9)", "project/raw"),
    "given to a package": ("import numpy; numpy.loadtxt(folder.parent / 'home' / 'sizes')", "home/sizes"),
    "looked for": ("os.path.exists(folder / 'flag')", "project/flag"),
    "looked for by pathlib": ("(folder / 'flag').is_file()", "project/flag"),
}


@pytest.mark.parametrize(("code", "name"), FILE_READS.values(), ids=FILE_READS.keys())
def test_a_file_that_a_script_reads_counts(observe, tmp_path, code, name):
    """Wherever it lies: when it changes, and when it is gone."""
    (tmp_path / "home").mkdir()
    (tmp_path / "project").mkdir()
    (tmp_path / name).write_text("123")
    is_current = observe(f"import os, pathlib\nfolder = pathlib.Path(__file__).parent\n{code}\n")
    assert is_current()
    (tmp_path / name).write_text("456")
    assert not is_current()
    (tmp_path / name).unlink()
    assert not is_current()


MISSING_READS = {
    "tried": "try:\n    open(folder / 'config')\nexcept OSError:\n    pass",
    "exists": "os.path.exists(folder / 'config')",
    "is_dir": "(folder / 'config').is_dir()",
}


@pytest.mark.parametrize("code", MISSING_READS.values(), ids=MISSING_READS.keys())
def test_a_file_that_is_not_there_counts(observe, tmp_path, code):
    """A script has a default where its configuration is missing."""
    is_current = observe(f"import os, pathlib\nfolder = pathlib.Path(__file__).parent\n{code}\n")
    assert is_current()
    (tmp_path / "project" / "config").write_text("1")
    assert not is_current()


LISTINGS = {
    "listdir": "os.listdir(folder / 'parts')",
    "scandir": "list(os.scandir(folder / 'parts'))",
    "glob": "import glob; glob.glob(str(folder / 'parts' / '*'))",
    "iterdir": "list((folder / 'parts').iterdir())",
    "rglob": "list(folder.rglob('*.txt'))",
    "walk": "list(os.walk(folder))",
    "changed folder": "os.chdir(folder / 'parts'); os.listdir()",
}


@pytest.mark.parametrize("code", LISTINGS.values(), ids=LISTINGS.keys())
def test_the_names_in_a_folder_that_a_script_lists_count(observe, tmp_path, code):
    """Not what Python adds for the modules that it compiles."""
    (tmp_path / "project" / "parts").mkdir(parents=True)
    (tmp_path / "project" / "parts" / "a").write_text("")
    is_current = observe(f"import os, pathlib\nfolder = pathlib.Path(__file__).parent\n{code}\n")
    (tmp_path / "project" / "parts" / "__pycache__").mkdir()
    assert is_current()
    (tmp_path / "project" / "parts" / "b").write_text("")
    assert not is_current()


SEARCHES = {
    "metadata": "import importlib.metadata\nlist(importlib.metadata.distributions())",
    "modules": "import pkgutil\nlist(pkgutil.iter_modules())",
    "traceback": "import traceback\ntraceback.format_stack()",
    "package": "import yaml",
}


@pytest.mark.parametrize("code", SEARCHES.values(), ids=SEARCHES.keys())
def test_a_search_for_code_is_no_reading(observe, tmp_path, code):
    """Another script beside this one changes nothing, though the folder was searched for packages."""
    is_current = observe(f"{code}\n")
    assert is_current()
    (tmp_path / "project" / "another.py").write_text("")
    (tmp_path / "another.py").write_text("")
    assert is_current()


def test_a_large_file_counts_by_its_size_and_time(observe, tmp_path, monkeypatch):
    """Hashing a checkpoint of gigabytes at each run would take longer than the run."""
    monkeypatch.setattr("turnkeyml.system.path_state.MAX_HASHED_BYTES", 2)
    (tmp_path / "weights").write_text("123")
    is_current = observe("import pathlib\npathlib.Path('weights').read_text()\n")
    assert is_current()
    os.utime(tmp_path / "weights", (1, 1))
    assert not is_current()


def test_what_a_script_writes_first_is_its_own(observe, tmp_path):
    """What it has read before is not: another run would have read something else."""
    is_current = observe("import pathlib\nopen('own', 'w').close()\npathlib.Path('own').read_text()\n")
    assert is_current()
    (tmp_path / "own").write_text("changed")
    assert is_current()
    assert not observe("import pathlib\nn = pathlib.Path('n')\nn.exists()\nn.write_text('1')\n")()


def test_the_working_folder_counts_where_a_script_reads_there(observe, tmp_path, monkeypatch):
    """The same script in another folder reads another file; one that reads beside itself does not."""
    for folder in ("project", "a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "config").write_text(folder)
    monkeypatch.chdir(tmp_path / "a")
    readers = [
        observe(text, f"project/{number}.py")
        for number, text in enumerate(
            (
                "import pathlib\npathlib.Path('config').read_text()\n",
                "import pathlib\npathlib.Path('config').resolve().read_text()\n",
                "import pathlib\npathlib.Path(__file__).with_name('config').read_text()\n",
            )
        )
    ]
    assert [reader() for reader in readers] == [True, True, True]
    monkeypatch.chdir(tmp_path / "b")
    assert [reader() for reader in readers] == [False, False, True]


@pytest.mark.parametrize("change", ["chdir('project')", "chdir(os.path.dirname(__file__))"])
def test_a_script_that_changes_its_folder_is_current_afterwards(observe, tmp_path, monkeypatch, change):
    """Started by a relative path; the modules that it imports then are found again."""
    monkeypatch.delitem(sys.modules, "sizes", raising=False)
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "sizes.py").write_text("WIDTH = 3\n")
    (tmp_path / "project" / "config").write_text("1")
    text = f"import os, pathlib\nos.{change}\nimport sizes\npathlib.Path('config').read_text()\n"
    is_current = observe(text)
    monkeypatch.chdir(tmp_path)
    sizes = [one for one in is_current.source.imported if one.path == "sizes.py"]
    assert [one.sha256 for one in sizes] == [file_sha256(tmp_path / "project" / "sizes.py")]
    assert is_current()


def test_a_working_folder_that_is_gone_is_no_failure(observe, tmp_path, monkeypatch):
    """As of a script that works in a temporary one, and removes it."""
    text = (
        "import os, tempfile\nwith tempfile.TemporaryDirectory() as f:\n    os.chdir(f)\n    open('x', 'w').close()\n"
    )
    is_current = observe(text)
    monkeypatch.chdir(tmp_path)
    assert is_current()


def test_python_path_counts_where_modules_are_found_there(observe, tmp_path, monkeypatch):
    """Another entry has other modules."""
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "shared_sizes.py").write_text("WIDTH = 3\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "shared"))
    monkeypatch.syspath_prepend(str(tmp_path / "shared"))
    sys.path.insert(0, "")
    is_current = observe("import shared_sizes\n")
    assert is_current()
    assert not is_current(dict(os.environ) | {"PYTHONPATH": str(tmp_path)})
