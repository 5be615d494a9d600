"""The runner as a container: isolated, and nothing is left behind."""

import json
import os
import platform
import re
import signal
import subprocess
import sys
import time

import docker
import pytest

from conftest import SELFTEST
from turnkeyml.devices import find_device
from turnkeyml.launchers.pins import pinned_engines
from turnkeyml.system.processes import this_process

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("runner_image")]
LONG = ("--min-time", "60", "--warmup", "0")


@pytest.fixture
def client():
    """The engine."""
    connected = docker.from_env()
    yield connected
    connected.close()


@pytest.fixture
def containers(client, tmp_path):
    """Lists the containers that read this test's folder, and checks that none remains: other tests' run beside them."""

    def of_this_test():
        found = client.containers.list(all=True, filters={"label": "dev.turnkey.run"}, ignore_removed=True)
        return [one for one in found if f"{tmp_path}/" in str(one.attrs["Mounts"])]

    yield of_this_test
    try:
        wait_for(lambda: not of_this_test(), timeout_s=20)
    finally:
        for container in of_this_test():
            container.remove(force=True)


@pytest.fixture
def measuring(containers):
    """Waits for a container of this test in which a job runs."""

    def wait(but=()):
        def running():
            return [one for one in containers() if one.id not in but and has_job(one)]

        (container,) = wait_for(running)
        return container

    return wait


def has_job(container):
    """Whether process 1, the supervisor and a job run in it."""
    try:
        return container.status == "running" and len(container.top()["Processes"]) > 2
    except docker.errors.APIError:  # it ended in between
        return False


def wait_for(condition, timeout_s=60):
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.1)
    raise AssertionError("the condition was not met in time")


@pytest.fixture
def start(clean_environment, containers):
    """Start the command line without waiting for it; kill what still runs at the end, before containers are counted."""
    started = []

    def run(*arguments):
        command = [sys.executable, "-m", "turnkeyml", *map(str, arguments)]
        process = subprocess.Popen(
            command, env=clean_environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        started.append(process)
        return process

    yield run
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def test_every_runtime_has_a_result_and_no_container_remains(turnkey, cache, quick, containers):
    """Each is measured by its own engine, of the version that is pinned; `docker ps -a` is empty afterwards."""
    done = turnkey(
        "run",
        "--device",
        "x86",
        "--runtime",
        "ort",
        "--runtime",
        "openvino",
        "--runtime",
        "ort-openvino",
        "--launcher",
        "docker",
        "-d",
        cache,
        *quick,
    )
    assert done.status == 0, done.err
    assert "all succeeded (3 builds, 9 results)" in done.err
    for runner in find_device("x86").all_runners():
        ((package, version),) = pinned_engines(runner).items()
        assert done.out.count(f"{package} {version} ") == 3
    assert containers() == []


def test_a_result_of_an_earlier_image_is_measured_again(turnkey, cache, quick, containers):
    """The image's ID is compared."""
    run = ("run", SELFTEST / "linear.py", "-d", cache, "--launcher", "docker", "--profile", "quick", *quick, "--json")
    assert ['"cached": true' in turnkey(*run).out.splitlines()[-3] for _ in range(2)] == [False, True]
    (path,) = cache.glob("builds/linear*/results/*.json")
    stored = json.loads(path.read_text())
    path.write_text(json.dumps(stored | {"image": f"turnkey-x86@sha256:{'0' * 64}"}))
    assert ['"cached": true' in turnkey(*run).out.splitlines()[-3] for _ in range(2)] == [False, True]
    assert json.loads(path.read_text())["image"] == stored["image"]


def test_a_container_that_was_never_started_is_removed_if_its_run_was_killed(turnkey, cache, quick, client):
    """Between creating and starting it. The next run removes it, but not the one of a live run."""
    left = [
        client.containers.create("turnkey-x86", labels={"dev.turnkey.run": owner})
        for owner in (f"{platform.node()}:999999999:1", this_process())
    ]
    done = turnkey("run", SELFTEST / "linear.py", "-d", cache, "--launcher", "docker", *quick)
    there = [one.id for one in client.containers.list(all=True, ignore_removed=True) if one in left]
    left[1].remove(force=True)
    assert done.status == 0, done.err
    assert there == [left[1].id]


def test_auto_uses_the_engine_if_one_answers(turnkey, cache, quick, containers):
    """Without a note."""
    done = turnkey("run", SELFTEST / "linear.py", "-d", cache, *quick, "--json")
    assert done.status == 0, done.err
    assert '"launcher": "docker"' in done.out
    assert "note" not in done.err


def test_the_container_is_isolated(start, cache, containers):
    """No network, read-only root and volume, no capabilities or privileges, no root user, limits, image by ID."""
    start("run", SELFTEST / "linear.py", "-d", cache, "--launcher", "docker", *LONG)
    (container,) = wait_for(lambda: [one for one in containers() if one.status == "running"])
    host, config = container.attrs["HostConfig"], container.attrs["Config"]
    assert host["NetworkMode"] == "none"
    assert host["ReadonlyRootfs"] is True
    assert host["CapDrop"] == ["ALL"]
    privileges, seccomp = host["SecurityOpt"]
    assert privileges == "no-new-privileges"
    assert json.loads(seccomp.removeprefix("seccomp="))["defaultAction"] == "SCMP_ACT_ERRNO"
    assert not host["Init"]  # the runner's own process 1 ends the container in time
    assert [(limit["Name"], limit["Hard"]) for limit in host["Ulimits"]] == [("core", 0)]
    assert (host["IpcMode"], host["PidMode"], host["UTSMode"], host["Privileged"]) == ("private", "", "", False)
    assert {mount["Propagation"] for mount in container.attrs["Mounts"] if mount["Type"] == "bind"} == {"rprivate"}
    assert config["Image"].startswith("sha256:")
    assert host["PidsLimit"] > 0
    assert host["Memory"] > 0
    assert host["Memory"] == host["MemorySwap"]
    assert host["CpusetCpus"] == ",".join(map(str, sorted(os.sched_getaffinity(0))))
    assert not config["User"].startswith("0:")
    assert [(m["Destination"], m["RW"]) for m in container.attrs["Mounts"] if m["Type"] == "bind"] == [
        ("/volume", False)
    ]
    assert not any("docker.sock" in str(mount) for mount in container.attrs["Mounts"])
    container.kill()
    wait_for(lambda: not containers())


def test_a_runner_that_dies_while_it_measures_is_a_row(start, cache, measuring, turnkey):
    """After three fresh ones: one line each, exit status 1, a stored result that says so; the next run measures."""
    options = ("--launcher", "docker", "--retry-delay", "0.1")
    process = start("run", SELFTEST / "linear.py", "-d", cache, *options, *LONG)
    killed = set()
    for _ in range(4):
        container = measuring(but=killed)
        killed.add(container.id)
        container.kill()
    _, words = process.communicate(timeout=60)
    assert process.returncode == 1
    assert words.count(b"measuring again") == 3
    assert b"the runner died in the stage" in words
    assert b"Traceback" not in words
    again = turnkey("run", SELFTEST / "linear.py", "-d", cache, "--launcher", "docker", "--min-time", "0.05")
    assert again.status == 0, again.err


def test_an_orchestrator_that_was_killed_leaves_no_container(start, cache, containers):
    """The stream closes, the runner ends, the container removes itself."""
    process = start("run", SELFTEST / "linear.py", "-d", cache, "--launcher", "docker", *LONG)
    wait_for(lambda: [one for one in containers() if one.status == "running"])
    process.kill()
    wait_for(lambda: not containers(), timeout_s=20)


def test_an_interrupted_run_ends_with_130_and_leaves_nothing(start, cache, containers):
    """Ctrl-C: one line, no traceback."""
    process = start("run", SELFTEST / "linear.py", "-d", cache, "--launcher", "docker", *LONG)
    wait_for(lambda: [one for one in containers() if one.status == "running"])
    process.send_signal(signal.SIGINT)
    _, words = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"interrupted" in words
    assert b"Traceback" not in words


def test_a_cpu_quota_is_reported_and_a_cpuset_is_not(start, cache, containers, turnkey):
    """A quota throttles. The launcher never sets one, so the test sets it on the running container."""
    process = start(
        "run", SELFTEST / "conv.py", "-d", cache, "--launcher", "docker", "--min-time", "4", "--profile", "quick"
    )
    (container,) = wait_for(lambda: [one for one in containers() if one.status == "running"])
    container.update(cpu_period=100_000, cpu_quota=30_000)
    out, words = process.communicate(timeout=120)
    assert process.returncode == 0, words
    assert b"throttled W_THROTTLED" in out
    assert b"W_QUOTA" in words
    quiet = turnkey(
        "run", SELFTEST / "conv.py", "-d", cache, "--launcher", "docker", "--profile", "quick", "--remeasure"
    )
    assert "throttled" not in quiet.out
    assert "W_QUOTA" not in quiet.err


def test_a_container_that_is_frozen_while_it_measures_is_seen(start, cache, measuring):
    """The numbers are refused with their cause: the second attempt, for which there is no time here, is not made."""
    options = ("--launcher", "docker", "--profile", "quick", "--min-time", "4", "--timeout", "8")
    process = start("run", SELFTEST / "linear.py", "-d", cache, *options)
    container = measuring()
    time.sleep(2)
    container.pause()
    time.sleep(2)
    container.unpause()
    out, words = process.communicate(timeout=60)
    assert b"invalid" in out, words
    assert b"W_SUSPENDED" in out


def test_runners_check_and_runners_list_show_the_runner(turnkey, client):
    """Every runtime answers with the version that is pinned, and the image is ready."""
    checked = turnkey("runners", "check", "x86", "--launcher", "docker")
    assert checked.status == 0, checked.err
    assert checked.out.count("answers") == 3
    for runner in find_device("x86").all_runners():
        ((package, version),) = pinned_engines(runner).items()
        assert f"{package} {version} " in re.sub(" +", " ", checked.out)
    listed = turnkey("runners", "list")
    assert "ready" in listed.out
