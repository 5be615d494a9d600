"""The nvidia runner's image without a GPU: its engines are there, and whatever needs a GPU ends in one line."""

import csv
import json

import pytest

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("nvidia_image")]
NO_DRIVER = "no NVIDIA driver on this host"


def test_the_image_holds_the_engines_and_says_that_there_is_no_driver(turnkey):
    """CUDA's provider and TensorRT for RTX import from wheels alone; TensorRT itself was not asked for."""
    done = turnkey("runners", "check", "nvidia", "--launcher", "docker")
    rows = {line.split()[1]: line for line in done.out.splitlines() if line.startswith("nvidia")}
    for runtime in ("ort-cuda", "tensorrt-rtx", "ort-tensorrt-rtx"):
        assert NO_DRIVER in rows[runtime], done.out
    for runtime in ("tensorrt", "ort-tensorrt"):
        assert "No module named 'tensorrt'" in rows[runtime], done.out
    assert "Traceback" not in done.out + done.err


def test_a_job_without_a_gpu_is_a_row_with_the_remedy(turnkey, cache, quick, tmp_path):
    """The others go on; the report tells of each."""
    run = ("run", "-d", cache, "--device", "nvidia", "--runtime", "ort-cuda", "--launcher", "docker", *quick)
    done = turnkey(*run)
    assert done.status == 1
    assert done.err.count(f"load failed: {NO_DRIVER}") >= 3
    assert "nvidia-container-toolkit" in done.err
    assert "Traceback" not in done.err
    (first, *_) = cache.glob("builds/*/results/nvidia.ort-cuda.fp32.json")
    failure = json.loads(first.read_text())["result"]["failure"]
    assert (failure["stage"], failure["kind"]) == ("load", "no_device")
    turnkey("report", "-d", cache, "-r", tmp_path / "r")
    (path,) = (tmp_path / "r").glob("*.csv")
    with open(path, newline="", encoding="utf-8") as file:
        assert all(NO_DRIVER in row["failure"] for row in csv.DictReader(file) if row["device"] == "nvidia")
