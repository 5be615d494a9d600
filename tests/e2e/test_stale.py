"""What is not answered from the cache: everything that may have made another model."""

import json

import numpy as np
import onnx
import pytest

from conftest import SELFTEST

SCRIPT = """
import importlib.util
import pathlib

import torch

PLUGIN = pathlib.Path(__file__).with_name("plugin.py")


def width():
    spec = importlib.util.spec_from_file_location("plugin", PLUGIN)
    plugin = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(plugin)
    return plugin.WIDTH


def main():
    import sizes

    torch.nn.Linear(8, width() * sizes.FACTOR)(torch.rand(2, 8))


main()
"""


def is_cached(turnkey, script, cache, env=None):
    """Whether a run was answered from the cache."""
    done = turnkey("run", script, "-d", cache, "--build-only", "--json", env=env)
    assert done.status == 0, done.err
    (ended,) = [one for one in map(json.loads, done.out.splitlines()) if one["event"] == "build_ends"]
    return ended["cached"]


def test_a_script_that_imports_turnkey_is_cached(turnkey, tmp_path):
    """As all of the collection do, for its parser: turnkey's own code is known by more than its version."""
    assert [is_cached(turnkey, SELFTEST / "linear.py", tmp_path / "c") for _ in range(2)] == [False, True]


def install(folder, version, factor):
    """A package of one module, as pip would leave it."""
    reported = folder / "sizes-1.dist-info"
    reported.mkdir(parents=True, exist_ok=True)
    (reported / "METADATA").write_text(f"Metadata-Version: 2.1\nName: sizes\nVersion: {version}\n")
    (reported / "top_level.txt").write_text("sizes\n")
    (folder / "sizes.py").write_text(f"FACTOR = {factor}\n")


@pytest.mark.parametrize("changed", ["plugin", "package"])
def test_what_a_script_takes_late_counts(turnkey, tmp_path, changed):
    """A file that is run without being imported, and a package that a function imports."""
    site, plugin = tmp_path / "site", tmp_path / "plugin.py"
    install(site, "1.0", 1)
    plugin.write_text("WIDTH = 3\n")
    (tmp_path / "model.py").write_text(SCRIPT)
    requested = (turnkey, tmp_path / "model.py", tmp_path / "c", {"PYTHONPATH": str(site)})
    assert [is_cached(*requested), is_cached(*requested)] == [False, True]
    if changed == "plugin":
        plugin.write_text("WIDTH = 4\n")
    else:
        install(site, "2.0", 2)
    assert [is_cached(*requested), is_cached(*requested)] == [False, True]


def test_weights_beside_a_given_model_count(turnkey, tmp_path):
    """The file itself is as it was."""
    helper = onnx.helper
    weight = onnx.numpy_helper.from_array(np.ones((512, 512), np.float32), "w")
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "w"], ["y"])],
        "given",
        [helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [1, 512])],
        [helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [1, 512])],
        [weight],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    path, weights = tmp_path / "given.onnx", tmp_path / "given.data"
    onnx.save(model, path, save_as_external_data=True, location=weights.name)
    assert [is_cached(turnkey, path, tmp_path / "c"), is_cached(turnkey, path, tmp_path / "c")] == [False, True]
    weights.write_bytes(np.full((512, 512), 2.0, np.float32).tobytes())
    assert not is_cached(turnkey, path, tmp_path / "c")


READS = """
import json
import pathlib

import torch

notes = pathlib.Path(__file__).with_name("notes.txt")
notes.write_text("written by the script")
print(notes.read_text())
config = json.loads(pathlib.Path(__file__).with_name("config.json").read_text())
torch.nn.Linear(8, config["width"])(torch.rand(2, 8))
"""


def test_a_file_that_a_script_reads_counts(turnkey, tmp_path):
    """Beside it: the same text in another folder has another one. What it writes itself is no reason."""
    scripts = []
    for name, width in (("small", 4), ("large", 16)):
        scripts.append(tmp_path / name / "model.py")
        scripts[-1].parent.mkdir()
        scripts[-1].write_text(READS)
        scripts[-1].with_name("config.json").write_text(json.dumps({"width": width}))
    cached = [is_cached(turnkey, script, tmp_path / "c") for script in (*scripts, *scripts)]
    assert cached == [False, False, True, True]
    scripts[0].with_name("config.json").write_text(json.dumps({"width": 5}))
    assert not is_cached(turnkey, scripts[0], tmp_path / "c")
    assert is_cached(turnkey, scripts[0], tmp_path / "c")


QUICK = ("--launcher", "process", "--profile", "quick", "--min-time", "0.05", "--warmup", "0", "--json")
MODEL = """
import torch


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(8, 8)

    def forward(self, x):
        return torch.relu(self.linear(x))


torch.manual_seed(0)
Model()(torch.rand(2, 8))
"""


def measured(turnkey, script, cache, *runtimes):
    """Whether each result was answered from the cache, by its runtime."""
    chosen = [word for runtime in runtimes for word in ("--runtime", runtime)]
    done = turnkey("run", script, "-d", cache, *chosen, *QUICK)
    assert done.status == 0, done.err
    ended = [one for one in map(json.loads, done.out.splitlines()) if one["event"] == "job_ends"]
    return {one["result"]["job"]["runtime"]: one["cached"] for one in ended}


def test_a_result_of_another_runner_or_host_is_no_answer(turnkey, tmp_path):
    """A newer engine has other numbers, and so has another CPU."""
    script, cache = tmp_path / "model.py", tmp_path / "c"
    script.write_text(MODEL)
    assert [measured(turnkey, script, cache, "ort")["ort"] for _ in range(2)] == [False, True]
    (path,) = cache.glob("builds/*/results/*.json")
    for changes in ({"image": "x86-000000000000"}, {"runner": {"cpu": "another"}}):
        stored = json.loads(path.read_text())
        path.write_text(json.dumps(stored | changes))
        assert [measured(turnkey, script, cache, "ort")["ort"] for _ in range(2)] == [False, True]


def test_a_result_of_what_the_script_was_is_no_row_of_what_it_is(turnkey, tmp_path):
    """One runtime is measured again, the other is not: its number is of the earlier model, and the row says so."""
    script, cache = tmp_path / "model.py", tmp_path / "c"
    script.write_text(MODEL)
    measured(turnkey, script, cache, "ort", "openvino")
    script.write_text(MODEL.replace("torch.relu", "torch.tanh"))
    assert measured(turnkey, script, cache, "ort") == {"ort": False}
    rows = [json.loads(line) for line in turnkey("cache", "list", "-d", cache, "--json").out.splitlines()]
    reported = {row["runtime"]: (row["status"], row["latency_ms"] is None) for row in rows}
    assert reported == {"ort": ("successful", False), "openvino": ("outdated", True)}
    compared = turnkey("compare", cache, "--by", "runtime")
    assert "0 pairs" in compared.err
    assert measured(turnkey, script, cache, "ort", "openvino") == {"ort": True, "openvino": False}
