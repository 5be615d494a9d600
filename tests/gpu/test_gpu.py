"""What only a GPU can show: each runtime of the nvidia runner on real models, and what a GPU refuses."""

import json
import shutil
import subprocess

import onnx
import pytest
from onnx import parser

from conftest import SELFTEST

DEVICE_OVER_WHOLE = 1.1
"""The time on the GPU is part of the whole; but each is the median of a loop of its own, of one quick process, and
between the two the GPU's clock may have gone down."""
PROFILE = ("--launcher", "process", "--profile", "quick")


def find_reason() -> str:
    """Why there is no GPU here; empty where there is one."""
    if shutil.which("nvidia-smi") is None:
        return "no NVIDIA driver: nvidia-smi is not there"
    done = subprocess.run(["nvidia-smi", "-L"], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 and "GPU" in done.stdout else f"no GPU: {done.stdout.strip() or done.stderr}"


REASON = find_reason()
pytestmark = pytest.mark.skipif(bool(REASON), reason=REASON)
RUNTIMES = ("ort-cuda", "tensorrt-rtx", "ort-tensorrt-rtx", "tensorrt", "ort-tensorrt")


@pytest.fixture(scope="module")
def states(turnkey):
    """What the runner says of each runtime: that it answers, or why it cannot be used on this GPU."""
    done = turnkey("runners", "check", "nvidia", "--launcher", "process", env={"COLUMNS": "1000"})
    rows = [line.split(maxsplit=2) for line in done.out.splitlines() if line.startswith("nvidia ")]
    found = {runtime: rest.strip() for _, runtime, rest in rows}
    assert found.get("ort-cuda", "").endswith("answers"), done.out + done.err
    return found


@pytest.fixture(scope="module")
def built(turnkey, tmp_path_factory):
    cache = tmp_path_factory.mktemp("gpu") / "cache"
    done = turnkey("run", SELFTEST / "conv.py", SELFTEST / "embedding.py", "-d", cache, "--build-only")
    assert done.status == 0, done.err
    return cache


def rows_of(turnkey, cache):
    return [json.loads(line) for line in turnkey("cache", "list", "-d", cache, "--json").out.splitlines()]


@pytest.mark.parametrize("runtime", RUNTIMES)
@pytest.mark.parametrize("precision", ["fp32", "tf32", "fp16"])
def test_a_runtime_measures_and_matches(turnkey, built, states, runtime, precision):
    """Both times, the GPU's conditions, and outputs that are PyTorch's."""
    if not states[runtime].endswith("answers"):
        pytest.skip(f"{runtime}: {states[runtime]}")
    run = ("run", "-d", built, "--device", "nvidia", "--runtime", runtime, "--precision", precision, *PROFILE)
    done = turnkey(*run)
    rows = [row for row in rows_of(turnkey, built) if (row["runtime"], row["precision"]) == (runtime, precision)]
    assert len(rows) == 2, done.err
    for row in rows:
        assert (row["status"], row["parity"]) == ("successful", "successful"), row["failure"]
        assert 0 < row["latency_device_ms"] <= row["latency_ms"] * DEVICE_OVER_WHOLE
        assert row["device_memory_bytes"] > 0
        (during,) = json.loads(row["conditions"])
        assert during["gpu"]["sm_clock_mhz"][0] > 0


def test_a_gpu_that_is_not_there_is_one_line(turnkey, built):
    """And the run goes on to its end."""
    done = turnkey("run", "-d", built, "--device", "nvidia", "--runtime", "ort-cuda", "--gpu", "97", *PROFILE)
    assert done.status == 1
    assert "there is no GPU 97" in done.err
    assert "Traceback" not in done.err


def test_a_model_that_needs_more_than_the_gpu_has_is_out_of_memory(turnkey, tmp_path):
    """The output of one product alone is 256 GiB; the row names the cause, and the runner lives on."""
    model = parser.parse_model(
        '<ir_version: 9, opset_import: ["" : 18]> g (float[1, 262144] x) => (float y) '
        "{ column = Transpose(x) square = MatMul(column, x) y = ReduceSum<keepdims = 0>(square) }"
    )
    onnx.save(model, tmp_path / "large.onnx")
    done = turnkey("run", tmp_path / "large.onnx", "-d", tmp_path / "c", "--build-only", "--memory", "4G")
    assert done.status == 0, done.err
    done = turnkey("run", "-d", tmp_path / "c", "--device", "nvidia", "--runtime", "ort-cuda", *PROFILE)
    (row,) = rows_of(turnkey, tmp_path / "c")
    assert (row["status"], row["failure_kind"]) == ("failed", "out_of_memory"), row["failure"]
    assert "Traceback" not in done.err
