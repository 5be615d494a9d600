"""The nvidia runner builds engines with the real TensorRT for RTX, which needs no GPU for that."""

import json
import subprocess
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto

from conftest import REPOSITORY, SELFTEST

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("nvidia_image")]
PRECISIONS = ("fp32", "fp16", "bf16", "int8")


def build_engines(cache: Path):
    """What becomes of each artifact of a cache, by its digest, in the runner's own environment."""
    cache.chmod(0o755)  # the container is another user
    inside = REPOSITORY / "benchmarks" / "tensorrt_inside.py"
    mounts = ("-v", f"{cache}:/cache:ro", "-v", f"{inside}:/build.py:ro", "--network", "none")
    command = ("docker", "run", "--rm", *mounts, "--entrypoint", "/opt/runner/bin/python", "turnkey-nvidia")
    done = subprocess.run([*command, "/build.py", "/cache"], capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return {row["artifact"]: row for row in map(json.loads, done.stdout.splitlines())}


@pytest.fixture(scope="module")
def built(turnkey, tmp_path_factory):
    """Rows by model and precision, of artifacts that `turnkey run` exported and converted."""
    cache = tmp_path_factory.mktemp("caches") / "c"
    scripts = [SELFTEST / f"{name}.py" for name in ("conv", "embedding", "linear", "shared_weights")]
    requested = [word for precision in PRECISIONS for word in ("--precision", precision)]
    turnkey("run", *scripts, "-d", cache, "--device", "nvidia", "--runtime", "tensorrt-rtx", *requested)
    rows, found = build_engines(cache), {}
    for path in cache.glob("builds/*/build.json"):
        record = json.loads(path.read_text())
        converted = {form.split("-")[0]: one["artifact"]["digest"] for form, one in record["conversions"].items()}
        for precision, digest in (converted | {"fp32": record["artifact"]["digest"]}).items():
            found[record["labels"]["name"][0], precision] = rows[digest]
    assert len(found) == len(scripts) * len(PRECISIONS)
    return found


@pytest.mark.parametrize("precision", PRECISIONS)
def test_each_artifact_becomes_an_engine_that_computes_in_its_precision(built, precision):
    """Strongly typed: what is converted is, and of what is not nothing is."""
    own = {name: row for (name, requested), row in built.items() if requested == precision}
    assert {name: row.get("failure") for name, row in own.items()} == dict.fromkeys(own)
    requested = {"fp32": "f32", "fp16": "f16", "bf16": "bf16", "int8": "i8"}[precision]
    for name, row in own.items():
        layers = row["layers"]
        assert not row["tf32"], name
        if precision == "fp32":
            assert set(layers) == {"f32"}, name
        else:
            assert layers.get(requested, 0) >= sum(layers.values()) / 5, (name, layers)


def write_model(folder, name, node, inputs, dtype=TensorProto.FLOAT, initializers=()):
    """An artifact of one operator, as far as building it asks for one."""
    helper, np_dtype = onnx.helper, onnx.helper.tensor_dtype_to_np_dtype
    values = [helper.make_tensor_value_info(one, kind, shape) for one, (kind, shape) in inputs.items()]
    output = helper.make_tensor_value_info("y", dtype, None)
    graph = helper.make_graph([node], name, values, [output], initializer=list(initializers))
    (folder / "artifacts" / "00" / name).mkdir(parents=True)
    opset = [helper.make_opsetid("", 20)]
    onnx.save(
        helper.make_model(graph, opset_imports=opset, ir_version=10), folder / "artifacts/00" / name / "model.onnx"
    )
    specs = [
        {"name": one, "dtype": str(np_dtype(kind).name), "shape": [2 if size == "n" else size for size in shape]}
        for one, (kind, shape) in inputs.items()
    ]
    record = {
        "digest": name,
        "inputs": specs,
        "outputs": [{"name": "y", "dtype": np_dtype(dtype).name, "shape": [2]}],
    }
    (folder / "artifacts" / "00" / name / "artifact.json").write_text(json.dumps(record))


@pytest.fixture(scope="module")
def refused(tmp_path_factory):
    """Models that TensorRT would take otherwise than they are, or cannot take, and two that it takes."""
    folder, node = tmp_path_factory.mktemp("odd"), onnx.helper.make_node
    pair = {"x": (TensorProto.FLOAT, (2, 4))}
    write_model(folder, "relu", node("Relu", ["x"], ["y"]), pair)
    write_model(folder, "open", node("Relu", ["x"], ["y"]), {"x": (TensorProto.FLOAT, ("n", 4))})
    write_model(
        folder, "bfloat16", node("Relu", ["x"], ["y"]), {"x": (TensorProto.BFLOAT16, (2, 4))}, TensorProto.BFLOAT16
    )
    write_model(folder, "float64", node("Relu", ["x"], ["y"]), {"x": (TensorProto.DOUBLE, (2, 4))}, TensorProto.DOUBLE)
    write_model(folder, "shape", node("Reshape", ["x", "s"], ["y"]), pair | {"s": (TensorProto.INT64, (2,))})
    indices = {"i": (TensorProto.INT64, (2, 4)), "u": (TensorProto.FLOAT, (2, 4))}
    write_model(folder, "scatter", node("ScatterElements", ["x", "i", "u"], ["y"], reduction="add"), pair | indices)
    write_model(folder, "nonzero", node("NonZero", ["x"], ["y"], name="n"), pair, TensorProto.INT64)
    sizes = [
        onnx.numpy_helper.from_array(np.array(given, np.int64), name) for name, given in (("s", [4, 4]), ("b", [2, 2]))
    ]
    write_model(
        folder,
        "col2im",
        node("Col2Im", ["x", "s", "b"], ["y"], name="c"),
        {"x": (TensorProto.FLOAT, (1, 4, 4))},
        initializers=sizes,
    )
    write_model(folder, "unknown", node("DFT", ["x"], ["y"], name="d"), {"x": (TensorProto.FLOAT, (1, 4, 2))})
    scales = onnx.numpy_helper.from_array(np.array([1, 1, 0.5, 0.5], np.float32), "s")
    resize = node("Resize", ["x", "", "s"], ["y"], name="r", mode="cubic", antialias=1)
    write_model(folder, "antialias", resize, {"x": (TensorProto.FLOAT, (1, 1, 8, 8))}, initializers=[scales])
    (folder / "artifacts" / "00" / "garbage").mkdir()
    (folder / "artifacts" / "00" / "garbage" / "model.onnx").write_bytes(b"no model")
    record = {"digest": "garbage", "inputs": [], "outputs": []}
    (folder / "artifacts" / "00" / "garbage" / "artifact.json").write_text(json.dumps(record))
    return build_engines(folder)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("relu", None),
        ("open", None),
        ("bfloat16", None),
        ("float64", "TensorRT computes x in float32, the model has float64"),
        ("shape", "the values of the input s are shapes, which TensorRT needs when it builds"),
        ("scatter", "TensorRT cannot read the model: ScatterElements: Unsupported reduction type"),
        ("nonzero", "TensorRT cannot read the model: this TensorRT has no NonZero (n)"),
        ("col2im", "TensorRT cannot read the model: this TensorRT has no Col2Im (c)"),
        ("unknown", "TensorRT cannot read the model: this TensorRT has no DFT (d)"),
        ("antialias", "TensorRT cannot read the model: Resize: Antialiasing is not supported currently (r)"),
        ("garbage", "TensorRT cannot read the model: "),
    ],
)
def test_what_tensorrt_would_do_otherwise_is_refused_in_one_line(refused, name, expected):
    """Nothing is cast silently; what is open in a model has the recorded shape."""
    failure = refused[name].get("failure")
    assert failure == expected or (expected and failure and failure.startswith(expected)), failure
    assert refused[name].get("kind") == ("unsupported" if expected else None)
    assert refused[name].get("remedy") == ("use --runtime ort-cuda" if expected else None)
    assert "\n" not in (failure or "")


def test_one_build_serves_both_devices(turnkey, cache, quick):
    """In int8 they are given different models, each made once; what one was given is not taken for the other's."""
    x86 = ("run", "-d", cache, "--launcher", "process", "--precision", "int8", *quick)
    nvidia = ("run", "-d", cache, "--device", "nvidia", "--runtime", "ort-cuda", "--launcher", "docker")
    assert turnkey(*x86).status == 0
    turnkey(*nvidia, "--precision", "int8")
    assert turnkey(*x86).err.count("from the cache") == 3
    for path in cache.glob("builds/*/build.json"):
        made = json.loads(path.read_text())["conversions"]
        assert sorted(made) == ["int8", "int8-symmetric"]
        assert len({one["artifact"]["digest"] for one in made.values()}) == 2
        files = [json.loads(one.read_text())["job"]["artifact"] for one in path.parent.glob("results/*.json")]
        assert len(set(files)) == 2
