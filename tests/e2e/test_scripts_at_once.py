"""Scripts of one run that share a working folder: each finds what it would find if it were run by itself."""

import threading

import pytest

from turnkey_runner.contract import Stage
from turnkeyml.records import AnalysisOptions
from turnkeyml.worker.child.write_guard import PrivatePaths
from turnkeyml.worker.client import Worker
from turnkeyml.worker.messages import Analyzed, StageBegan, WorkRequest
from turnkeyml.worker.turns import Turns

MODEL = "import torch\n{}\ntorch.nn.Linear(4, width)(torch.rand(1, 4))\n"
WRITERS = {
    "native": "torch.save({'width': 7}, 'weights.pt')\nwidth = torch.load('weights.pt')['width']",
    "open": "open('width', 'w').write('7')\nwidth = int(open('width').read())",
    "another program": "import os\nos.system('echo 7 > width')\nwidth = int(open('width').read())",
    "hidden beside the script": "import os\nos.makedirs('.out', exist_ok=True)\nopen('.out/w', 'w').close()\nwidth = 7",
}
OTHERS = {
    "temporary": "import tempfile\nwith tempfile.TemporaryFile() as file:\n    file.write(b'7')\nwidth = 7",
    "reads": "import os, sizes\nos.listdir()\nopen(__file__).read()\nwidth = sizes.WIDTH",
    "device": "open(os.devnull, 'w').write('x')\nwidth = 7",
}


@pytest.fixture(scope="module")
def worker():
    with Worker(jobs=2) as one:
        yield one


@pytest.fixture
def analyze(worker, tmp_path):
    """Analyze a script; return how often it was started, and the parameters of its model."""

    def run(code):
        script, staging = tmp_path / "model.py", tmp_path / "parent" / "staging"
        script.write_text(MODEL.format(code))
        staging.mkdir(parents=True)
        request = WorkRequest(input_path=str(script), options=AnalysisOptions(), staging=str(staging), export=False)
        events = list(worker.work(request, timeout_s=120))
        (answer,) = [one for one in events if isinstance(one, Analyzed)]
        assert answer.failure is None, answer.failure
        return events.count(StageBegan(stage=Stage.ANALYSIS)), answer.invocations[0].parameters

    return run


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """The server has another working folder: the scripts change to theirs."""
    text = MODEL
    monkeypatch.setattr(__import__("sys").modules[__name__], "MODEL", f"import os\nos.chdir({str(tmp_path)!r})\n{text}")


@pytest.mark.parametrize("code", WRITERS.values(), ids=WRITERS.keys())
def test_a_script_that_writes_where_others_read_is_run_alone(analyze, code):
    """It is ended before it writes: native code and other programs are seen as well."""
    assert analyze(code) == (2, 5 * 7)


@pytest.mark.parametrize("code", OTHERS.values(), ids=OTHERS.keys())
def test_other_scripts_are_run_at_once(analyze, tmp_path, code):
    """Those that only read, and write temporary files; what Python compiles is no matter."""
    (tmp_path / "sizes.py").write_text("WIDTH = 7\n")
    assert analyze(code) == (1, 5 * 7)


def test_what_is_private():
    """Tools' caches lie in hidden folders; a hidden folder of the project is the project's."""
    private = PrivatePaths(folders=("/tmp/t/1/",), shown=("/h/u/.projects/p/",))
    mine = ("/tmp/t/1/x", "/dev/shm/x", "/h/u/.cache/hub/x", "/h/u/.projects/p/__pycache__/x")
    others = ("/tmp/x", "/h/u/x", "/h/u/.projects/p/x", "/h/u/.projects/p/.out/x", "/h/u/.bashrc")
    assert [private.contain(path) for path in mine] == [True] * 4
    assert [private.contain(path) for path in others] == [False] * 5


def test_one_that_waits_to_be_alone_is_not_overtaken():
    """It begins when all others have ended; those that come later wait for it."""
    turns, order = Turns(), []
    is_waiting = threading.Event()

    def alone():
        is_waiting.set()
        with turns.alone():
            order.append("alone")

    def together():
        with turns.together():
            order.append("later")

    with turns.together():
        first = threading.Thread(target=alone)
        first.start()
        is_waiting.wait()
        while not turns._waiting:
            pass
        second = threading.Thread(target=together)
        second.start()
        order.append("before")
    first.join()
    second.join()
    assert order == ["before", "alone", "later"]
