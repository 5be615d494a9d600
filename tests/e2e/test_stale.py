"""What is not answered from the cache: everything that may have made another model."""

import json

import numpy as np
import onnx
import pytest

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


def install(folder, version, factor):
    """A package of one module, as pip would leave it."""
    told = folder / "sizes-1.dist-info"
    told.mkdir(parents=True, exist_ok=True)
    (told / "METADATA").write_text(f"Metadata-Version: 2.1\nName: sizes\nVersion: {version}\n")
    (told / "top_level.txt").write_text("sizes\n")
    (folder / "sizes.py").write_text(f"FACTOR = {factor}\n")


@pytest.mark.parametrize("changed", ["plugin", "package"])
def test_what_a_script_takes_late_counts(turnkey, tmp_path, changed):
    """A file that is run without being imported, and a package that a function imports."""
    site, plugin = tmp_path / "site", tmp_path / "plugin.py"
    install(site, "1.0", 1)
    plugin.write_text("WIDTH = 3\n")
    (tmp_path / "model.py").write_text(SCRIPT)
    asked = (turnkey, tmp_path / "model.py", tmp_path / "c", {"PYTHONPATH": str(site)})
    assert [is_cached(*asked), is_cached(*asked)] == [False, True]
    if changed == "plugin":
        plugin.write_text("WIDTH = 4\n")
    else:
        install(site, "2.0", 2)
    assert [is_cached(*asked), is_cached(*asked)] == [False, True]


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
