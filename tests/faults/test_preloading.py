"""A faulty package fails the scripts that import it and no others; a lost fork server is replaced."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

PACKAGES = {
    "exiting": "import os\nos._exit(3)\n",
    "crashing": "import ctypes\nctypes.string_at(0)\n",
    "hanging": "import time\ntime.sleep(3600)\n",
    "doubling": "import torch\ntorch.set_default_dtype(torch.float64)\n",
    "threaded": "import threading, time\nthreading.Thread(target=time.sleep, args=(999,), daemon=True).start()\n",
}
FAILURES = {
    "exiting": "the script ended its process with status 3",
    "crashing": "the analysis crashed with SIGSEGV",
    "hanging": "the analysis did not end within 8 s",
}
INSTALLED = """
import sysconfig
before = sysconfig.get_path
sysconfig.get_path = lambda name, *rest, **more: {site!r} if name == "platlib" else before(name, *rest, **more)
"""
"""Makes the packages of this folder count as installed, so that they are preloaded."""
CALL = "import torch, time\n{first}\ntime.sleep(0.5)\ntorch.nn.Linear(4, {out})(torch.rand(1, 4))\n"
SLOW = """
import os, pathlib, time, torch
server = pathlib.Path(f"/proc/{{os.getppid()}}/stat").read_text().rpartition(")")[2].split()[1]
pathlib.Path({folder!r}, f"started-{name}-{{server}}").touch()
time.sleep(8)
torch.nn.Linear(4, {out})(torch.rand(1, 4))
"""


@pytest.fixture
def site(tmp_path):
    """Environment variables with which the packages are installed."""
    folder = tmp_path / "site"
    for name, text in PACKAGES.items():
        (folder / name).mkdir(parents=True)
        (folder / name / "__init__.py").write_text(text)
    (folder / "sitecustomize.py").write_text(INSTALLED.format(site=os.path.realpath(folder)))
    return {"PYTHONPATH": str(folder)}


def test_a_package_that_cannot_be_preloaded_fails_only_scripts_that_import_it(turnkey, tmp_path, site):
    """It crashes, hangs, or changes how torch computes; the other scripts are built, and each failure has its cause."""
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    for out, name in enumerate(PACKAGES, 1):
        (scripts / f"a_{name}.py").write_text(CALL.format(first=f"import {name}", out=out))
        (scripts / f"b_{name}.py").write_text(CALL.format(first="", out=out + 10))
    options = ("--build-only", "--jobs", "2", "--timeout", "8", "-d", tmp_path / "c")
    done = turnkey("run", scripts, *options, env=site)
    assert done.status == 1, done.err
    failures = dict(re.findall(r"a-(\w+?)_\w{8}  analysis failed: (.*)", done.err))
    assert failures.keys() == FAILURES.keys(), done.err
    assert all(message in failures[name] for name, message in FAILURES.items()), failures
    kinds = {
        path.parent.name.partition("_")[0]: json.loads(path.read_text())["invocation"]["inputs"][0]["dtype"]
        for path in (tmp_path / "c").glob("builds/*/build.json")
        if json.loads(path.read_text())["invocation"]
    }
    good = {f"b-{name}" for name in PACKAGES}
    assert {name for name, dtype in kinds.items() if dtype == "float32"} == good | {"a-threaded"}
    assert kinds["a-doubling"] == "float64"


@pytest.fixture
def started():
    """A folder in which scripts that run at the same time may say so: elsewhere, a script that writes is run alone."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        yield Path(folder)


@pytest.mark.parametrize("lost", [1, 2])
def test_scripts_whose_server_was_killed_are_started_once_more(turnkey, clean_environment, tmp_path, started, lost):
    """The kernel may kill it for lack of memory: not their fault. The second time, they are reported as killed."""
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    for out, name in enumerate(("a", "b"), 1):
        (scripts / f"{name}.py").write_text(SLOW.format(folder=str(started), name=name, out=out))
    options = ("--build-only", "--jobs", "2", "-d", str(tmp_path / "c"))
    command = [sys.executable, "-m", "turnkeyml", "run", str(scripts), *options]
    killed = set()
    with subprocess.Popen(command, env=clean_environment, stderr=subprocess.PIPE, text=True) as run:
        for _ in range(lost):
            server = wait_for_server(started, killed)
            os.kill(server, signal.SIGKILL)
            killed.add(server)
        _, stderr = run.communicate(timeout=200)
    assert run.returncode == lost - 1, stderr
    assert stderr.count("was killed from outside (SIGKILL)") == (2 if lost == 2 else 0)
    listed = turnkey("cache", "list", "-d", tmp_path / "c", "--json").out.splitlines()
    assert [json.loads(line)["status"] for line in listed] == ["built" if lost == 1 else "failed"] * 2


def wait_for_server(folder, killed):
    """The process that both scripts were forked from, once both have started."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        servers = [int(path.name.rpartition("-")[2]) for path in Path(folder).glob("started-*")]
        found = [server for server in set(servers) - killed if servers.count(server) == 2]
        if found:
            return found[0]
        time.sleep(0.05)
    raise AssertionError("the scripts did not start")
