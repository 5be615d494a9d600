"""`--lean-cache`: what is dropped, and when."""

import shutil

from conftest import SELFTEST

QUICK = ("--launcher", "process", "--profile", "quick", "--min-time", "0.05", "--warmup", "0")


def test_scripts_that_share_a_model_are_all_measured(turnkey, tmp_path):
    """Three names of one model, exported once; it is dropped after the last of them."""
    scripts = [shutil.copy(SELFTEST / "linear.py", tmp_path / f"{name}.py") for name in ("one", "two", "three")]
    assert turnkey("run", *scripts, "-d", tmp_path / "c", "--build-only").status == 0
    done = turnkey("run", *scripts, "-d", tmp_path / "c", "--lean-cache", *QUICK)
    assert done.status == 0, done.err
    assert len(list((tmp_path / "c").glob("builds/*/results/*.json"))) == 3
    assert list((tmp_path / "c").glob("artifacts/*/*/model.onnx")) == []
