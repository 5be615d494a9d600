"""Runners that misbehave: the run goes on in time and in memory, and leaves no container behind."""

import dataclasses
import json
import os
import platform
import subprocess
import sys
import tarfile

import pytest

from faults.fake_containers import containers_of, orchestrator, wait_for
from turnkeyml.errors import LauncherError
from turnkeyml.launchers.docker import DockerLauncher
from turnkeyml.launchers.docker_images import ensure_image, source_digest
from turnkeyml.launchers.orphans import sweep
from turnkeyml.launchers.runner_client import ANSWER_GRACE_S
from turnkeyml.system.processes import this_process

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("fake_device")]
MAX_BYTES = 400 << 20
"""The orchestrator's memory; its modules take about 60 MB, a line may have 64 MiB."""


@pytest.mark.parametrize("mode", ["deaf", "stops"])
def test_a_deaf_container_of_a_killed_run_is_removed_at_once(client, told, mode):
    """Nothing has to be started for it. The runner ignores the end of its stream, or is stopped."""
    with orchestrator("fake", told(mode), 3600) as process:
        wait_for(lambda: containers_of(client, "fake"))
        process.kill()
        wait_for(lambda: not containers_of(client, "fake"), timeout_s=20)


def test_a_running_container_of_a_dead_run_is_removed_by_the_next_start(client, fake_device, turnkey):
    """Also where it was killed with everything that it had started; that of a living run stays, and another user's."""
    code = "from turnkeyml.system.processes import this_process; print(this_process())"
    dead = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    labels = [
        {"dev.turnkey.run": dead, "dev.turnkey.user": str(os.getuid())},
        {"dev.turnkey.run": this_process(), "dev.turnkey.user": str(os.getuid())},
        {"dev.turnkey.run": dead, "dev.turnkey.user": str(os.getuid() + 1)},
        {"dev.turnkey.run": f"{platform.node()}x:1:1", "dev.turnkey.user": str(os.getuid())},
    ]
    started = [
        client.containers.run(
            fake_device.image, ["1000"], entrypoint=["sleep"], labels=one, detach=True, name=f"turnkey-fake-{number}"
        )
        for number, one in enumerate(labels)
    ]
    try:
        done = turnkey("doctor")
        left = {one.id for one in containers_of(client, "fake")}
        assert left == {one.id for one in started[1:]}, done.err
    finally:
        for one in started[1:]:
            one.remove(force=True)
    assert sweep(client, print) == 0


@pytest.mark.parametrize(
    ("mode", "message"),
    [
        ("progress", "messages of progress"),
        ("stages", "messages of progress"),
        ("long_line", "does not speak the contract"),
        ("brackets", "more lists, objects and strings than any has"),
        ("endless_line", "a line of more than"),
        ("dies", "the runner died"),
    ],
)
def test_a_runner_that_floods_is_lost_at_once(client, told, mode, message):
    """Whatever it sends, the orchestrator's memory is bounded."""
    with orchestrator("fake", told(mode), 3600) as process:
        out, _ = process.communicate(timeout=100)
    answer = json.loads(out)
    assert answer["kind"] == "runner_lost"
    assert message in answer["message"]
    assert answer["peak_bytes"] < MAX_BYTES


def test_a_runner_that_writes_its_log_without_end_is_late_all_the_same(client, told):
    """The deadline holds, and of the log the beginning and the end are kept."""
    with orchestrator("fake", told("stderr"), 1) as process:
        out, _ = process.communicate(timeout=60)
    answer = json.loads(out)
    assert answer["message"].startswith(f"the runner did not answer within {1 + ANSWER_GRACE_S:g} s")
    assert "bytes are left out" in answer["log"]
    assert len(answer["log"]) < 1 << 20
    assert answer["peak_bytes"] < MAX_BYTES


def test_nothing_of_the_users_environment_gets_into_a_container(client, told, tmp_path):
    """No proxy of ~/.docker/config.json, no token: the image's variables and HOME alone."""
    home = tmp_path / "home"
    (home / ".docker").mkdir(parents=True)
    proxies = {f"{kind}Proxy": "http://user:CANARY@proxy:1" for kind in ("http", "https", "ftp", "no")}
    (home / ".docker" / "config.json").write_text(json.dumps({"proxies": {"default": proxies}}))
    secrets = dict.fromkeys(("HF_TOKEN", "AWS_SECRET_ACCESS_KEY", "http_proxy", "TURNKEY_SIGNING_KEY"), "CANARY")
    with orchestrator("fake", told("environment"), 3600, env=secrets | {"HOME": str(home)}) as process:
        out, _ = process.communicate(timeout=60)
    inside = json.loads(json.loads(out)["log"].splitlines()[0])
    assert inside["HOME"] == "/tmp"
    assert "CANARY" not in out
    assert {name for name in inside if "proxy" in name.lower()} == set()


def test_the_container_is_started_by_the_images_id(fake_device, told):
    """A tag that is moved meanwhile changes nothing; the result names the ID."""
    from turnkeyml.launchers.select import choose_limits

    with DockerLauncher(print).start(fake_device, told("deaf"), choose_limits(1 << 30)) as runner:
        import docker

        client = docker.from_env()
        (container,) = containers_of(client, "fake")
        image = client.images.get(fake_device.image).id
        assert container.attrs["Config"]["Image"] == image
        assert runner.identity == f"{fake_device.image}@{image}"
        client.close()


def test_an_image_of_another_architecture_is_one_line(fake_device, client, tmp_path):
    """It would not start, or be emulated: an image that was loaded from another machine, for example."""
    device = dataclasses.replace(fake_device, image="turnkey-fake-foreign")
    other = "arm64" if platform.machine() == "x86_64" else "amd64"
    config = json.dumps(
        {
            "architecture": other,
            "os": "linux",
            "config": {"Labels": {"dev.turnkey.source": source_digest(device)}},
            "rootfs": {"type": "layers", "diff_ids": []},
        }
    )
    manifest = json.dumps([{"Config": "config.json", "RepoTags": [f"{device.image}:latest"], "Layers": []}])
    with tarfile.open(tmp_path / "image.tar", "w") as archive:
        for name, text in (("config.json", config), ("manifest.json", manifest)):
            (tmp_path / name).write_text(text)
            archive.add(tmp_path / name, name)
    subprocess.run(["docker", "load", "--input", tmp_path / "image.tar"], check=True, capture_output=True)
    try:
        with pytest.raises(LauncherError, match=f"the image turnkey-fake-foreign is for {other}, and this engine runs"):
            ensure_image(client, device, print)
    finally:
        client.images.remove(device.image, force=True)
