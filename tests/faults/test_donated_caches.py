"""A cache that somebody else has made: a run of it executes, reads and writes nothing that its user has not named."""

import json
import os
import shutil
import signal
import subprocess
import sys

import pytest

from conftest import SELFTEST
from turnkeyml.cache.store import Store
from turnkeyml.pipeline import prefetch

PROCESS = ("--launcher", "process", "--min-time", "0.05", "--warmup", "0")
EVIL = """import pathlib
pathlib.Path({proof!r}).write_text("executed")
import torch
torch.nn.Linear(10, 5)(torch.rand(1, 10))
"""


@pytest.fixture
def donated(built_cache, tmp_path):
    """A copy of a cache whose builds name a script that lies in the cache itself."""
    cache = tmp_path / "donated"
    shutil.copytree(built_cache, cache)
    for path in cache.glob("builds/*/build.json"):
        script = path.with_name("log_analysis.py")
        script.write_text(EVIL.format(proof=str(tmp_path / "proof")))
        record = json.loads(path.read_text())
        record["source"]["path"] = str(script)
        path.write_text(json.dumps(record))
    return cache


@pytest.mark.parametrize("wanted", [(), ("--lean-cache",), ("--rebuild", "always")])
def test_a_script_that_only_a_cache_names_is_not_run(turnkey, donated, tmp_path, wanted):
    """Its exported models are missing: each build is a failure that says what to type."""
    shutil.rmtree(donated / "artifacts")
    done = turnkey("run", "-d", donated, *PROCESS, *wanted)
    assert done.status == 1
    assert not (tmp_path / "proof").exists()
    assert "the exported model is not in the cache" in done.err
    assert f"log_analysis.py -d {donated}`" in done.err
    assert "Traceback" not in done.err


def test_a_live_model_of_a_cache_is_not_run(turnkey, donated, tmp_path):
    """It would be the script that the cache names."""
    done = turnkey("run", "-d", donated, "--runtime", "torch-eager", *PROCESS)
    assert done.status == 1
    assert not (tmp_path / "proof").exists()
    assert "the live PyTorch model needs its script" in done.err


def test_the_script_that_is_run_is_the_one_that_was_named(turnkey, donated, tmp_path):
    """A cached build of it may name another one."""
    script = SELFTEST / "linear.py"
    done = turnkey("run", script, "-d", donated, "--runtime", "torch-eager", *PROCESS)
    assert done.status == 0, done.err
    assert not (tmp_path / "proof").exists()


def test_a_neighbour_that_names_a_device_delays_nothing(turnkey, built_cache, tmp_path):
    """A cache that was put beside mine is not read; even a file of my own that became a pipe is not waited for."""
    root = tmp_path / "root"
    Store.create(root / "caches" / "mine")
    shutil.copytree(built_cache, root / "caches" / "donated")
    shutil.copytree(built_cache, root / "caches" / "mine", dirs_exist_ok=True)
    os.mkfifo(tmp_path / "pipe")
    for cache, place in (("donated", "/dev/zero"), ("mine", str(tmp_path / "pipe"))):
        for path in (root / "caches" / cache).glob("builds/*/build.json"):
            record = json.loads(path.read_text())
            record["source"]["imported"] = [{"path": place, "sha256": "0" * 64}]
            path.write_text(json.dumps(record))
    script = SELFTEST / "linear.py"
    done = turnkey("run", script, "-d", "mine", "--analyze-only", env={"TURNKEY_CACHE_ROOT": str(root)})
    assert done.status == 0, done.err


BUSY = """
import sys, threading
from turnkeyml.cli import app
from turnkeyml.pipeline import prefetch
from turnkeyml.pipeline.prefetch import BoundedPrefetcher

prefetch._MAX_END_S = 0.2

class Command:
    def main(self, *arguments, **options):
        def make(item):
            print("busy", flush=True)
            threading.Event().wait()

        with BoundedPrefetcher([1], make, jobs=1) as ahead:
            list(ahead)

app.turnkey = Command()
app.run([])
"""


def test_a_signal_ends_a_run_whose_preparing_thread_is_busy():
    """It may read from a volume that is gone, which nothing interrupts."""
    assert prefetch._MAX_END_S < 60
    with subprocess.Popen([sys.executable, "-c", BUSY], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"busy\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=120) == 128 + signal.SIGTERM
