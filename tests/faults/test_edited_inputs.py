"""An input that is edited while it is read: a build is of what the worker has read, whatever the file holds later."""

import hashlib
import json
import os

import pytest

from turnkeyml import labels
from turnkeyml.analysis.source_digests import CHANGED, WatchedFiles
from turnkeyml.builds.builder import InputBuilder
from turnkeyml.builds.lookup import find_cached_builds
from turnkeyml.cache.store import Store
from turnkeyml.inputs.resolve import Input
from turnkeyml.options.run_options import BuildOptions
from turnkeyml.records import AnalysisOptions
from turnkeyml.worker.client import Worker

LINEAR = "# labels: name::{name}\nimport torch\ntorch.nn.Linear(4, {width})(torch.rand(1, 4))\n"
IMPORTS = """
import first
import second
import torch
torch.nn.Linear(4, second.WIDTH)(torch.rand(1, 4))
"""
EDITS = """
import pathlib, subprocess, sys
folder = pathlib.Path(__file__).parent
with open(folder / "config.json") as file:
    file.read()
def write(name, text):
    code = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text(sys.argv[2])"
    subprocess.run([sys.executable, "-S", "-c", code, str(folder / name), text], check=True)
write("second.py", "WIDTH = 5")
write("first.py", "changed = True")
write("config.json", "{}")
"""


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture(scope="module")
def worker():
    with Worker() as one:
        yield one


@pytest.fixture
def new_builder(worker, tmp_path):
    """The builder of a script as it is now."""
    store = Store.create(tmp_path / "cache")

    def make(script):
        source = Input(path=script, labels=labels.load_from_file(script))
        options = BuildOptions(analysis=AnalysisOptions())
        return InputBuilder(source, options, store, worker, lambda name, stage: None)

    make.store = store
    return make


def test_a_script_that_is_edited_after_it_was_hashed_is_filed_as_it_was_read(new_builder, tmp_path):
    """With the labels of that text; the text that was hashed has no build."""
    script = tmp_path / "script.py"
    script.write_text(LINEAR.format(name="before", width=3))
    builder = new_builder(script)
    script.write_text(LINEAR.format(name="after", width=777))
    (build,) = builder.build()
    assert build.source.sha256 == sha256(script.read_text())
    assert build.labels == {"name": ("after",)}
    assert build.invocation.parameters == 5 * 777
    script.write_text(LINEAR.format(name="before", width=3))
    hit = find_cached_builds(new_builder(script).cache_request(lambda build: True), new_builder.store)
    assert not hit.is_complete


def test_each_file_counts_as_it_was_when_it_was_read(new_builder, tmp_path):
    """The second module is edited before it is imported, the first one afterwards, and the data after it was read."""
    script = tmp_path / "script.py"
    script.write_text(IMPORTS)
    (tmp_path / "first.py").write_text(EDITS)
    (tmp_path / "second.py").write_text("WIDTH = 3")
    (tmp_path / "config.json").write_text(json.dumps({"a": 1}))
    (build,) = new_builder(script).build()
    assert build.invocation.parameters == 5 * 5
    assert {file.path: file.sha256 for file in build.source.imported} == {
        "first.py": sha256(EDITS),
        "second.py": sha256("WIDTH = 5"),
        "config.json": CHANGED,
    }


def test_a_module_is_run_as_it_is_and_not_as_it_was_compiled_before(new_builder, tmp_path):
    """An edit within the same second that leaves the size as it was: Python takes its .pyc file for current."""
    script, module = tmp_path / "script.py", tmp_path / "second.py"
    (tmp_path / "first.py").write_text("")
    script.write_text(IMPORTS)
    widths = []
    for width in (3, 4):
        module.write_text(f"WIDTH = {width}")
        os.utime(module, (1_700_000_000, 1_700_000_000))
        (build,) = new_builder(script).build()
        widths.append(build.invocation.parameters // 5)
        assert build.source.imported[-1].sha256 == sha256(f"WIDTH = {width}")
    assert widths == [3, 4]


def test_files_that_change_between_two_looks_have_no_digest(tmp_path):
    """Also where size and time are the same again, or a file is gone."""
    file = tmp_path / "model.onnx"
    file.write_text("a")
    status = file.stat()
    assert WatchedFiles((file,)).digests() == {file: sha256("a")}
    watched = WatchedFiles((file,))
    file.write_text("b")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert watched.digests() is None
    watched = WatchedFiles((file,))
    file.unlink()
    assert watched.digests() is None
