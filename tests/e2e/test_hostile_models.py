"""Hostile .onnx files through the whole command: each is a row with its cause, and nothing of the host gets out."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from hostile_models import CANARY, EXTERNAL, model_of, write_hostile
from onnx_factories import endless_model

SECRET_VARIABLE = {"HF_TOKEN": "canary-of-the-environment", "AWS_SECRET_ACCESS_KEY": "canary-of-the-environment"}


def contains(folder: Path, *texts: bytes) -> list[Path]:
    """The files of a folder with one of these texts."""
    return [path for path in folder.rglob("*") if path.is_file() and any(text in path.read_bytes() for text in texts)]


def test_no_file_outside_gets_in(turnkey, tmp_path):
    """All of A27 in one run: a row with the reason code each; the canary is in no output, log or cache."""
    paths = [write_hostile(tmp_path / str(index), make) for index, (_, make) in enumerate(EXTERNAL.values())]
    done = turnkey("run", *paths, "-d", tmp_path / "cache", "--build-only", env=SECRET_VARIABLE)
    assert done.status == 1
    assert "Traceback" not in done.err
    for path, (reason, _) in zip(paths, EXTERNAL.values(), strict=True):
        assert f"({reason})" in done.err, path
    shown = (done.out + done.err).encode()
    assert CANARY[:11] not in shown
    assert contains(tmp_path / "cache", CANARY[:11], b"canary-of-the-environment") == []


def test_an_honest_model_in_the_same_run_succeeds(turnkey, tmp_path):
    """A hostile file costs its own row."""
    hostile = write_hostile(tmp_path / "a", EXTERNAL["hard link"][1])
    good = tmp_path / "good.onnx"
    onnx.save(model_of(helper.make_node("Relu", ["x"], ["y"])), good)
    done = turnkey("run", hostile, good, "-d", tmp_path / "c", "--build-only")
    assert done.status == 1
    assert "external_hard_link" in done.err
    assert "1 of 2" in done.err or "1 failed" in done.err


def test_a_loop_without_end_is_a_timeout(turnkey, tmp_path):
    """ONNX Runtime computes the references; it is ended from outside."""
    path = tmp_path / "endless.onnx"
    onnx.save(endless_model()[0], path)
    done = turnkey("run", path, "-d", tmp_path / "c", "--build-only", "--timeout", "4")
    assert done.status == 1
    assert "did not end within 4 s" in done.err


def growing() -> onnx.ModelProto:
    """A constant of 100 GB that a node makes."""
    shape = helper.make_tensor("shape", TensorProto.INT64, [1], [25_000_000_000])
    nodes = (helper.make_node("ConstantOfShape", ["shape"], ["big"]), helper.make_node("Add", ["big", "x"], ["y"]))
    return model_of(*nodes, initializers=(shape,), shape=(1,))


def test_an_allocation_of_100_gb_is_refused_in_the_process(turnkey, tmp_path):
    """The references are left out, with the cause; the build is not lost, and the limit holds on any host."""
    path = tmp_path / "growing.onnx"
    onnx.save(growing(), path)
    done = turnkey("run", path, "-d", tmp_path / "c", "--build-only", "--memory", "2G")
    assert done.status == 0, done.err
    shown = turnkey("cache", "show", "-d", tmp_path / "c", *_names(tmp_path / "c"), "--json").out
    assert "no references" in shown


def _names(cache: Path) -> list[str]:
    return [path.name for path in (cache / "builds").iterdir()]


def test_declared_memory_beyond_the_limit_is_out_of_memory(turnkey, tmp_path):
    """Refused before anything is allocated, with the flag that allows more."""
    path = tmp_path / "large.onnx"
    onnx.save(model_of(helper.make_node("Relu", ["x"], ["y"]), shape=(1_000_000_000,)), path)
    done = turnkey("run", path, "-d", tmp_path / "c", "--build-only", "--memory", "2G")
    assert done.status == 1
    assert "inputs and weights of 4.0 GB are declared, and the memory limit is 2.1 GB" in done.err
    assert "--memory" in done.err


def test_models_do_not_see_the_environment_or_the_working_folder(tmp_path, turnkey):
    """A module beside the models is not imported, whatever it is called; the server's environment is bare."""
    for name in ("onnx", "onnxruntime", "numpy", "ml_dtypes"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'executed')!r}, 'w').close()\nraise SystemExit\n")
    onnx.save(model_of(helper.make_node("Relu", ["x"], ["y"])), tmp_path / "good.onnx")
    done = turnkey("run", "good.onnx", "-d", tmp_path / "c", "--analyze-only", cwd=tmp_path / ".")
    assert not (tmp_path / "executed").exists(), done.err


@pytest.mark.parametrize("name", [b"caf\xe9.onnx", b"caf\xe9.py"])
def test_a_name_that_is_not_utf8_is_told_as_such(clean_environment, tmp_path, name):
    """One line that shows the name; in a folder, the other files are run."""
    bad = bytes(tmp_path) + b"/" + name
    model = model_of(helper.make_node("Relu", ["x"], ["y"]))
    with open(bad, "wb") as file:
        file.write(model.SerializeToString())
    onnx.save(model, tmp_path / "good.onnx")

    def run(word: bytes) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "turnkeyml", "run", word, "-d", tmp_path / "c", "--build-only"]
        return subprocess.run(command, env=clean_environment, capture_output=True, check=False)

    named = run(bad)
    assert named.returncode != 0
    assert b"caf\\xe9" in named.stderr
    assert b"not UTF-8" in named.stderr
    assert b"Traceback" not in named.stderr
    folder = run(bytes(tmp_path))
    assert folder.returncode == 0, folder.stderr
    assert b"not UTF-8" in folder.stderr


def test_what_is_no_regular_file_is_told_as_such(turnkey, tmp_path):
    """A FIFO, a folder or a device with a model's name neither hangs nor ends the run of the others."""
    import os

    os.mkfifo(tmp_path / "fifo.onnx")
    (tmp_path / "folder.onnx").mkdir()
    (tmp_path / "zero.onnx").symlink_to("/dev/zero")
    onnx.save(model_of(helper.make_node("Relu", ["x"], ["y"])), tmp_path / "good.onnx")
    done = turnkey("run", tmp_path, "-d", tmp_path / "c", "--build-only", timeout_s=100)
    assert done.status == 0, done.err
    assert "fifo.onnx" in done.err
    done = turnkey("run", tmp_path / "*.onnx", "-d", tmp_path / "d", "--build-only", timeout_s=100)
    assert done.status == 0, done.err


def test_weights_of_an_honest_model_are_found_as_before(turnkey, tmp_path):
    """In a folder below the model's, and after they have changed."""
    (tmp_path / "weights").mkdir()
    weight = onnx.numpy_helper.from_array(np.arange(110, dtype=np.float32), "w")
    model = model_of(initializers=(weight,))
    onnx.save(model, tmp_path / "m.onnx", save_as_external_data=True, location="weights/w.bin", size_threshold=0)
    done = turnkey("run", tmp_path / "m.onnx", "-d", tmp_path / "c", "--build-only")
    assert done.status == 0, done.err
