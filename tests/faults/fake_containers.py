"""Devices whose runners misbehave, their containers, and processes that drive them."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import docker

from onnx_factories import make_job
from turnkey_runner.contract import Job
from turnkeyml.devices import Device, find_device
from turnkeyml.launchers import docker_engine
from turnkeyml.launchers.docker_images import ImageOptions, build_image, find_image, is_current

HERE = Path(__file__).parent
Found = TypeVar("Found")


def device_of(name: str) -> Device:
    """The device of an image in this folder: the x86 image with one layer more."""
    return dataclasses.replace(
        find_device("x86"),
        name=name,
        image=f"turnkey-{name}",
        dockerfile=f"{name}.Dockerfile",
        source="",
        module=f"turnkey_{name}",
        package_folder=HERE / f"{name}_runner",
    )


def build(device: Device) -> Device:
    """Build the device's image where it is missing or outdated."""
    with docker_engine.connect() as client:
        image = find_image(client, device)
        if image is None or not is_current(image, device):
            build_image(client, device, ImageOptions(base=find_device("x86").image), print)
    return device


def job_of(device: str, artifact: str = "aa/bb", **options: object) -> Job:
    """A job that is not measured."""
    return make_job({"artifact": artifact, "files": (), "inputs": (), "outputs": ()}, device=device, **options)


def containers_of(client: docker.DockerClient, device: str) -> list[docker.models.containers.Container]:
    """The containers of a device, running or not."""
    found = client.containers.list(all=True, filters={"label": "dev.turnkey.run"}, ignore_removed=True)
    return [one for one in found if one.name.startswith(f"turnkey-{device}-")]


def wait_for(condition: Callable[[], Found], timeout_s: float = 60) -> Found:
    """Wait until a condition is met."""
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.1)
    raise AssertionError("the condition was not met in time")


MEASURE = """
import json, sys
from pathlib import Path
from faults.fake_containers import device_of, job_of
from turnkeyml.launchers.docker import DockerLauncher
from turnkeyml.launchers.runner_client import WarmRunner
from turnkeyml.launchers.select import choose_limits
name, volume, timeout_s = sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])
device = device_of(name)
with WarmRunner(DockerLauncher(lambda line: None), device, volume, choose_limits(1 << 30)) as runner:
    runner.ensure()
    print("ready", flush=True)
    result, _ = runner.measure(job_of(name, timeout_s=timeout_s), lambda progress: None)
# VmHWM is of this program alone; ru_maxrss is at least what the process that started it had (getrusage(2)).
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
peak_bytes = int(status["VmHWM"].split()[0]) * 1024
failure = result.failure
print(json.dumps({"kind": failure.kind, "message": failure.message, "log": failure.detail, "peak_bytes": peak_bytes}))
"""
"""Starts a device's runner, prints `ready`, sends a job, and prints how it failed and what that cost."""


@contextmanager
def orchestrator(*arguments: object, env: dict[str, str] | None = None) -> Iterator[subprocess.Popen[str]]:
    """Run MEASURE in a process of its own, up to the job; kill it at the end."""
    process = subprocess.Popen(
        [sys.executable, "-c", MEASURE, *map(str, arguments)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(HERE.parent), *filter(None, sys.path)])} | (env or {}),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.kill()
        process.communicate()
