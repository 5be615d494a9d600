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
