"""`--lean-cache`: what is dropped, and when."""

import json
import shutil

from conftest import SELFTEST
from turnkeyml.cache.store import Store

QUICK = ("--launcher", "process", "--profile", "quick", "--min-time", "0.05", "--warmup", "0")


def test_scripts_that_share_a_model_are_all_measured(turnkey, tmp_path):
    """Three names of one model, exported once; it is dropped after the last of them."""
    scripts = [shutil.copy(SELFTEST / "linear.py", tmp_path / f"{name}.py") for name in ("one", "two", "three")]
    assert turnkey("run", *scripts, "-d", tmp_path / "c", "--build-only").status == 0
    done = turnkey("run", *scripts, "-d", tmp_path / "c", "--lean-cache", *QUICK)
    assert done.status == 0, done.err
    assert len(list((tmp_path / "c").glob("builds/*/results/*.json"))) == 3
    assert list((tmp_path / "c").glob("artifacts/*/*/model.onnx")) == []


def test_cached_builds_that_share_a_model_are_all_measured(turnkey, tmp_path):
    """Without INPUTS no script is run, so the model stays until the last build that has it was measured."""
    scripts = [shutil.copy(SELFTEST / "linear.py", tmp_path / f"{name}.py") for name in "abcdefgh"]
    assert turnkey("run", *scripts, "-d", tmp_path / "c", "--build-only").status == 0
    done = turnkey("run", "-d", tmp_path / "c", "--lean-cache", *QUICK)
    assert done.status == 0, done.err
    assert len(list((tmp_path / "c").glob("builds/*/results/*.json"))) == len(scripts)
    assert list((tmp_path / "c").glob("artifacts/*/*/model.onnx")) == []


def test_scripts_that_share_a_converted_model_are_all_measured(turnkey, tmp_path):
    """One after the other, each in another precision as well: the end of one may drop what the next one converts."""
    scripts = [shutil.copy(SELFTEST / "linear.py", tmp_path / f"{name}.py") for name in ("one", "two", "three")]
    precisions = ("--precision", "fp32", "--precision", "fp16")
    done = turnkey("run", *scripts, "-d", tmp_path / "c", "--jobs", "1", "--lean-cache", *precisions, *QUICK)
    assert "Traceback" not in done.err
    results = [json.loads(path.read_text())["result"] for path in (tmp_path / "c").glob("builds/*/results/*.json")]
    assert len(results) == 6
    assert [one["failure"] for one in results] == [None] * 6
    assert list((tmp_path / "c").glob("artifacts/*/*/model.onnx")) == []


def test_what_another_run_may_need_is_not_dropped(turnkey, tmp_path):
    """A run that is lean says so; a later one frees the space."""
    script = shutil.copy(SELFTEST / "linear.py", tmp_path / "one.py")
    store = Store.create(tmp_path / "c")
    with store.in_use():
        done = turnkey("run", script, "-d", store.path, "--lean-cache", *QUICK)
    assert done.status == 0, done.err
    assert "1 models stay on the disk: another run uses the cache" in done.err
    assert len(list(store.path.glob("artifacts/*/*/model.onnx"))) == 1
    assert turnkey("run", script, "-d", store.path, "--lean-cache", *QUICK).status == 0
    assert list(store.path.glob("artifacts/*/*/model.onnx")) == []
