""".onnx files as inputs."""

import json

import numpy as np
import onnx

QUICK = ("--launcher", "process", "--min-time", "0.05", "--warmup", "0")


def write_model(path):
    """A lookup and a product, with dimensions that are symbols."""
    helper = onnx.helper
    table = np.ones((7, 4), np.float32)
    graph = helper.make_graph(
        [
            helper.make_node("Gather", ["table", "ids"], ["rows"]),
            helper.make_node("Mul", ["rows", "scale"], ["scaled"]),
        ],
        "lookup",
        [
            helper.make_tensor_value_info("ids", onnx.TensorProto.INT64, ["batch", "tokens"]),
            helper.make_tensor_value_info("scale", onnx.TensorProto.FLOAT, [1]),
        ],
        [helper.make_tensor_value_info("scaled", onnx.TensorProto.FLOAT, ["batch", "tokens", 4])],
        [onnx.numpy_helper.from_array(table, "table")],
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9), path)


def test_symbols_are_fixed_and_inputs_are_made(turnkey, tmp_path):
    """1 for a symbol, or what --dim says; compared with ONNX Runtime's plainest run."""
    model, cache = tmp_path / "lookup.onnx", tmp_path / "c"
    write_model(model)
    for options in ((), ("--dim", "tokens=5")):
        done = turnkey("run", model, "-d", cache, "--runtime", "ort", "--runtime", "openvino", *options, *QUICK)
        assert done.status == 0, done.err
    rows = [json.loads(line) for line in turnkey("cache", "list", "-d", cache, "--json").out.splitlines()]
    assert {row["inputs"] for row in rows} == {
        "ids:int64[1,1] scale:float32[1]",
        "ids:int64[1,5] scale:float32[1]",
    }
    assert {(row["status"], row["parity"], row["exporter"]) for row in rows} == {("successful", "successful", "onnx")}


def test_a_dimension_that_is_not_there_is_refused(turnkey, tmp_path):
    """One line that lists those that are."""
    model = tmp_path / "lookup.onnx"
    write_model(model)
    done = turnkey("run", model, "-d", tmp_path / "c", "--dim", "sequence=5")
    assert done.status == 1
    assert "the model has no dimension sequence (it has: batch, tokens)" in done.err


def test_a_broken_file_is_one_line(turnkey, tmp_path):
    """Garbage, and a valid file that the checker rejects."""
    garbage, invalid = tmp_path / "garbage.onnx", tmp_path / "invalid.onnx"
    garbage.write_bytes(b"not a model")
    graph = onnx.helper.make_graph([onnx.helper.make_node("Relu", ["nowhere"], ["y"])], "g", [], [])
    onnx.save(onnx.helper.make_model(graph), invalid)
    done = turnkey("run", garbage, invalid, "-d", tmp_path / "c")
    assert done.status == 1
    assert "garbage.onnx is not a valid ONNX model" in done.err
    assert "invalid.onnx is not a valid ONNX model" in done.err
    assert "Traceback" not in done.err


def test_given_values_are_measured_and_said(turnkey, tmp_path):
    """With ONNX's own test data beside the model; other values are another row, and a script takes none."""
    model, cache = tmp_path / "lookup.onnx", tmp_path / "c"
    write_model(model)
    data = tmp_path / "test_data_set_0"
    data.mkdir()
    values = (np.array([[1, 6, 0]]), np.array([2], np.float32))
    for index, value in enumerate(values):
        message = onnx.numpy_helper.from_array(value)
        (data / f"input_{index}.pb").write_bytes(message.SerializeToString())
    done = turnkey("run", model, "-d", cache, "--runtime", "ort", "--inputs", "test_data_set_0", *QUICK)
    assert done.status == 0, done.err
    (row,) = [json.loads(line) for line in turnkey("cache", "list", "-d", cache, "--json").out.splitlines()]
    assert row["inputs"] == "ids:int64[1,3] scale:float32[1]"
    assert "the inputs were given: test_data_set_0" in row["remarks"]
    again = turnkey("run", model, "-d", cache, "--runtime", "ort", "--inputs", "test_data_set_0", *QUICK)
    assert "from the cache" in again.err
    (data / "input_1.pb").write_bytes(onnx.numpy_helper.from_array(np.array([3], np.float32)).SerializeToString())
    turnkey("run", model, "-d", cache, "--runtime", "ort", "--inputs", "test_data_set_0", *QUICK)
    assert len(turnkey("cache", "list", "-d", cache, "--json").out.splitlines()) == 2
    script = tmp_path / "s.py"
    script.write_text("import torch\n")
    assert turnkey("run", script, "-d", cache, "--inputs", data).status == 2


def test_a_model_in_a_hubs_cache_is_measured(turnkey, tmp_path):
    """It and its weights are links to files whose names are digests; the confined process may read those."""
    blobs, snapshot = tmp_path / "blobs", tmp_path / "snapshots" / "1"
    blobs.mkdir()
    snapshot.mkdir(parents=True)
    write_model(blobs / "model.onnx")
    model = onnx.load(blobs / "model.onnx")
    onnx.save(model, blobs / "aa", save_as_external_data=True, location="weights", size_threshold=0)
    (blobs / "model.onnx").unlink()
    (blobs / "weights").rename(blobs / "bb")
    (snapshot / "model.onnx").symlink_to("../../blobs/aa")
    (snapshot / "weights").symlink_to("../../blobs/bb")
    done = turnkey("run", snapshot / "model.onnx", "-d", tmp_path / "c", "--runtime", "ort", *QUICK)
    assert done.status == 0, done.err
