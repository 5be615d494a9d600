"""A module beside a script is the one that it imports, whatever was imported for the scripts before it."""

import pytest

from turnkeyml.records import AnalysisOptions
from turnkeyml.worker.client import Worker
from turnkeyml.worker.messages import Analyzed, WorkRequest


@pytest.fixture(scope="module")
def worker():
    with Worker() as one:
        yield one


@pytest.fixture
def analyze(worker, tmp_path):
    """Analyze, and export, a script; return the parameters of its model."""
    count = iter(range(9))

    def run(script, *, export=False):
        staging = tmp_path / "parent" / f"staging{next(count)}"
        staging.mkdir(parents=True)
        request = WorkRequest(input_path=str(script), options=AnalysisOptions(), staging=str(staging), export=export)
        events = list(worker.work(request, timeout_s=120))
        (answer,) = [one for one in events if isinstance(one, Analyzed)]
        assert answer.failure is None, answer.failure
        assert not [one for one in events if getattr(one, "failure", None)]
        return answer.invocations[0].parameters

    return run


def write(folder, files):
    folder.mkdir()
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    return folder / "model.py"


INSTALLED = "import timm, torch, tqdm, onnx, colorsys\ntorch.nn.Linear(4, len(tqdm.__name__))(torch.rand(1, 4))\n"
OWN = "import torch\nfrom {0} import WIDTH\ntorch.nn.Linear(4, WIDTH)(torch.rand(1, 4))\n"
PLACES = {
    "module": ("tqdm", "tqdm.py"),
    "package": ("timm", "timm/__init__.py"),
    "submodule": ("timm.layers", "timm/layers.py"),
    "needed by the exporter": ("onnx", "onnx/__init__.py"),
    "standard library": ("colorsys", "colorsys.py"),
}


@pytest.mark.parametrize(("name", "path"), PLACES.values(), ids=PLACES.keys())
def test_a_module_beside_a_script_wins(analyze, tmp_path, name, path):
    """Before and after a script that imports the installed one; it is exported all the same."""
    files = {"model.py": OWN.format(name), path: "WIDTH = 7\n"}
    if "/" in path:
        files |= {path.partition("/")[0] + "/__init__.py": "WIDTH = 7\n"}
    own = write(tmp_path / "own", files)
    installed = write(tmp_path / "installed", {"model.py": INSTALLED})
    assert analyze(own) == 5 * 7
    assert analyze(installed) == 5 * 4
    assert analyze(own, export=True) == 5 * 7


def test_the_working_folder_is_not_searched(tmp_path, monkeypatch, analyze):
    """A module there is none of a script that lies elsewhere, as under plain Python."""
    (tmp_path / "colorsys.py").write_text("raise ImportError\n")
    monkeypatch.chdir(tmp_path)
    with Worker() as worker:
        script = write(tmp_path / "elsewhere", {"model.py": INSTALLED})
        staging = tmp_path / "parent" / "staging"
        staging.mkdir(parents=True)
        request = WorkRequest(input_path=str(script), options=AnalysisOptions(), staging=str(staging), export=False)
        (answer,) = [one for one in worker.work(request, timeout_s=120) if isinstance(one, Analyzed)]
    assert answer.failure is None, answer.failure
