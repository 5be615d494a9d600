"""The process that converts an artifact ends with its parent, and leaves no files."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from turnkeyml.builds.convert import convert_build
from turnkeyml.cache.store import Store
from turnkeyml.worker.suspend import ExporterSuspender, WorkCancelledError

STARTS = """
import os, subprocess, sys
command = [sys.executable, "-m", "turnkeyml.worker.child.convert_main", *sys.argv[1:], str(os.getpid())]
print(subprocess.Popen(command, stdout=subprocess.DEVNULL).pid, flush=True)
os.kill(os.getpid(), 9)
"""
LEAVES = "import tempfile\ntempfile.mkdtemp()\n"


def test_it_ends_with_a_parent_that_is_killed_at_its_start(tmp_path):
    """Otherwise it would wait for ever: here, for a request that is never written."""
    os.mkfifo(tmp_path / "request")
    program = [sys.executable, "-c", STARTS, str(tmp_path / "request"), str(tmp_path / "answer")]
    done = subprocess.run(program, stdout=subprocess.PIPE, check=False)
    assert done.returncode == -signal.SIGKILL
    pid = int(done.stdout)
    deadline = time.monotonic() + 20
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    alive = is_running(pid)
    if alive:
        os.kill(pid, signal.SIGKILL)
    assert not alive


def test_its_temporary_files_are_removed_with_the_staging_folder(built_cache, tmp_path, monkeypatch):
    """ONNX Runtime leaves some where it is killed."""
    shutil.copytree(built_cache, tmp_path / "c")
    for name in ("temporary", "site"):
        (tmp_path / name).mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(LEAVES)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    store = Store.open(tmp_path / "c")
    build = store.load_build(next(store.build_names()))
    converted = convert_build(build, "fp16", store, ExporterSuspender(), timeout_s=100, memory_bytes=None)
    assert converted.conversions["fp16"].failure is None
    assert list((tmp_path / "temporary").iterdir()) == []
    assert list((tmp_path / "c" / "staging").iterdir()) == []


@pytest.mark.parametrize("moment", ["before", "during"])
def test_a_cancelled_conversion_is_no_failure_of_the_model(built_cache, tmp_path, moment):
    """After Ctrl-C, no conversion is stored, and none is started."""
    shutil.copytree(built_cache, tmp_path / "c")
    store, suspender = Store.open(tmp_path / "c"), ExporterSuspender()
    build = store.load_build(next(store.build_names()))
    cancel = threading.Timer(0.2 if moment == "during" else 0.0, suspender.kill)
    cancel.start()
    if moment == "before":
        cancel.join()
    with pytest.raises(WorkCancelledError):
        convert_build(build, "fp16", store, suspender, timeout_s=100, memory_bytes=None)
    assert "fp16" not in store.load_build(build.name).conversions
    assert list((tmp_path / "c" / "staging").iterdir()) == []


def test_a_conversion_that_fails_hides_no_result_of_an_earlier_one(built_cache, tmp_path):
    """Its model was dropped, and is made again without enough time: the run is told, the record stays."""
    shutil.copytree(built_cache, tmp_path / "c")
    store = Store.open(tmp_path / "c")
    build = store.load_build(next(store.build_names()))
    limits = {"suspender": ExporterSuspender(), "memory_bytes": None}
    done = convert_build(build, "fp16", store, timeout_s=100, **limits)
    shutil.rmtree(store.artifact_folder(done.artifacts[1]))
    failed = convert_build(done, "fp16", store, timeout_s=0.01, **limits)
    assert failed.conversions["fp16"].failure is not None
    assert store.load_build(build.name) == done


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
