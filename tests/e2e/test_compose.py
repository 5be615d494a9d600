"""Resident runners: up before the run, reached through the shared volume, used again after a restart."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from conftest import REPOSITORY, SELFTEST
from turnkeyml.devices import find_device
from turnkeyml.launchers.pins import pinned_engines

PROFILE = ("--profile", "quick", "--min-time", "0.05", "--warmup", "0.02")
pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("runner_image")]


@pytest.fixture
def lab(built_cache):
    """A shared volume with a cache in it, and `docker-compose` with its own project on that volume.

    Its path is short: that of a socket may have 107 characters.
    """
    folder = Path(tempfile.mkdtemp(prefix="lab-"))
    root = folder / "root"
    shutil.copytree(built_cache, root / "caches" / "resident")
    for runner in find_device("x86").all_runners():
        (root / "run" / runner.runner_name).mkdir(parents=True)
        (root / "run" / runner.runner_name).chmod(0o1777)
    for one in (folder, root, root / "caches"):
        one.chmod(0o755)
    environment = os.environ | {"TURNKEY_CACHE_ROOT": str(root), "TURNKEY_MEMORY": "4g"}

    def compose(*arguments):
        command = ["docker-compose", "-p", f"turnkey-test-{os.getpid()}", "-f", str(REPOSITORY / "compose.yaml")]
        return subprocess.run(
            [*command, *arguments], env=environment, cwd=REPOSITORY, capture_output=True, text=True, check=True
        )

    yield root, compose
    compose("down", "--volumes", "--timeout", "3")
    shutil.rmtree(folder)


def results(root):
    paths = sorted(root.glob("caches/resident/builds/*/results/*.json"))
    return [json.loads(path.read_text()) for path in paths]


def test_a_resident_runner_measures_and_survives_a_restart(turnkey, lab):
    """Isolated as other containers; it serves a run before and a run after a restart."""
    root, compose = lab
    env = {"TURNKEY_CACHE_ROOT": str(root)}
    compose("up", "-d", "x86")
    run = ("run", "-d", "resident", "--launcher", "compose", *PROFILE)
    first = turnkey(*run, env=env)
    assert first.status == 0, first.err
    assert {one["launcher"] for one in results(root)} == {"compose"}
    container = compose("ps", "-q", "x86").stdout.strip()
    inspected = json.loads(subprocess.run(["docker", "inspect", container], capture_output=True, check=True).stdout)[0]
    host = inspected["HostConfig"]
    assert (host["NetworkMode"], host["ReadonlyRootfs"], host["CapDrop"]) == ("none", True, ["ALL"])
    assert sorted((mount["Destination"], mount["RW"]) for mount in inspected["Mounts"] if mount["Type"] == "bind") == [
        ("/run/turnkey", True),
        ("/volume/caches", False),
    ]
    assert host["LogConfig"]["Config"]["max-size"] == "10m"
    assert any(option.startswith("seccomp") for option in host["SecurityOpt"])
    assert inspected["Config"]["User"] not in ("", "0", "0:0")
    compose("restart", "x86")
    again = turnkey(*run, "--remeasure", env=env)
    assert again.status == 0, again.err


def test_each_environment_has_a_resident_runner(turnkey, lab):
    """And measures with its own engine."""
    root, compose = lab
    runners = find_device("x86").all_runners()
    compose("up", "-d", *(one.runner_name for one in runners))
    runtimes = [word for one in find_device("x86").runtimes for word in ("--runtime", one)]
    done = turnkey(
        "run", "-d", "resident", "--launcher", "compose", *runtimes, *PROFILE, env={"TURNKEY_CACHE_ROOT": str(root)}
    )
    assert done.status == 0, done.err
    found = {(ran.get("package") or ran["engine"], ran["engine_version"].partition("-")[0]) for ran in executed(root)}
    assert found == {pin for one in runners for pin in pinned_engines(one).items()}


def executed(root):
    """What ran, of each result."""
    return [one["result"]["runtime_info"] for one in results(root)]


def test_an_idle_connection_keeps_nobody_waiting(turnkey, lab):
    """Nor does half a request. Both are still connected when the run ends."""
    root, compose = lab
    compose("up", "-d", "x86")
    path = root / "run" / "x86" / "runner.sock"
    while not path.exists():
        time.sleep(0.1)
    with socket.socket(socket.AF_UNIX) as idle, socket.socket(socket.AF_UNIX) as half:
        for connection in (idle, half):
            connection.connect(str(path))
        half.send(b'{"schema":')
        done = turnkey(
            "run", "-d", "resident", "--launcher", "compose", *PROFILE, env={"TURNKEY_CACHE_ROOT": str(root)}
        )
        assert done.status == 0, done.err
        idle.settimeout(0.1)
        with pytest.raises(TimeoutError):
            idle.recv(1)


def test_a_restart_during_a_run_costs_one_retry(turnkey, lab, clean_environment):
    """The job in progress is lost with its runner, and measured by the restarted one, as all that follow."""
    root, compose = lab
    compose("up", "-d", "x86")
    environment = clean_environment | {"TURNKEY_CACHE_ROOT": str(root)}
    options = ("--launcher", "compose", "--profile", "quick", "--min-time", "3", "--verbosity", "debug")
    options += ("--retry-delay", "1")
    command = [sys.executable, "-m", "turnkeyml", "run", "-d", "resident", *options]
    run = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    lines = []
    for line in run.stderr:
        lines.append(line)
        if "benchmark" in line:
            break
    time.sleep(0.5)
    compose("restart", "--timeout", "1", "x86")
    lines.append(run.stderr.read())
    run.stderr.close()
    assert run.wait() == 0, "".join(lines)
    assert "the runner died in the stage" in "".join(lines)
    assert "(1 of 3)" in "".join(lines)
    assert [one["result"]["failure"] for one in results(root)] == [None] * 3


def test_a_cache_that_resident_runners_cannot_see_is_refused(turnkey, tmp_path):
    """One line that says where it has to be."""
    done = turnkey("run", "-d", tmp_path / "elsewhere", SELFTEST / "linear.py", "--launcher", "compose", *PROFILE)
    assert done.status == 4
    assert "is not in the volume that resident runners see" in done.err
