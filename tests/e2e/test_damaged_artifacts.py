"""A bit flip in an artifact is found before it is measured or converted, and mended where the cache or a script can."""

import json
import os

import pytest

from conftest import SELFTEST
from e2e.stored_results import PROCESS

QUICK = (*PROCESS, "--profile", "quick", "--min-time", "0.05", "--warmup", "0")


def flip(path):
    """Change one bit of a file, whose size stays; return the former content."""
    before = path.read_bytes()
    path.write_bytes(before[:-1] + bytes([before[-1] ^ 1]))
    return before


@pytest.fixture
def model(cache):
    """The exported model of linear.py."""
    (build,) = cache.glob("builds/linear*/build.json")
    digest = json.loads(build.read_text())["artifact"]["digest"]
    return cache / "artifacts" / digest[:2] / digest / "model.onnx"


def test_a_run_of_the_script_makes_a_damaged_model_again(turnkey, cache, model):
    """F25: also where the damage came after a first result, as soon as the model is needed again."""
    before = flip(model)
    done = turnkey("run", SELFTEST / "linear.py", "-d", cache, *QUICK, "--json")
    assert done.status == 0, done.err
    ended = [one for one in map(json.loads, done.out.splitlines()) if one["event"] == "build_ends"]
    assert [one["cached"] for one in ended] == [False]
    assert model.read_bytes() == before
    assert turnkey("cache", "verify", "-d", cache).status == 0
    flip(model)
    assert turnkey("run", SELFTEST / "linear.py", "-d", cache, *QUICK).status == 0  # its result is cached
    assert turnkey("cache", "verify", "-d", cache).status == 1
    assert turnkey("run", SELFTEST / "linear.py", "-d", cache, *QUICK, "--remeasure").status == 0
    assert model.read_bytes() == before


def test_without_the_script_a_line_says_what_to_type(turnkey, cache, model, tmp_path):
    """Neither is the damaged model measured or converted, nor is a script run that only the cache names."""
    flip(model)
    (tmp_path / "torch.py").write_text("raise SystemExit('torch was imported')\n")
    options = ("--precision", "fp32", "--precision", "fp16")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    done = turnkey("run", "-d", cache, *QUICK, *options, env={"PYTHONPATH": path})
    assert done.status == 1
    assert "model.onnx is not the file that was exported" in done.err
    assert f"make it again: `turnkey run {SELFTEST / 'linear.py'} -d {cache}`" in done.err
    rows = [json.loads(line) for line in turnkey("cache", "list", "-d", cache, "--json").out.splitlines()]
    assert {row["failure_kind"] for row in rows if row["build"].startswith("linear")} == {"digest_mismatch"}
    assert {row["status"] for row in rows if not row["build"].startswith("linear")} == {"successful"}
