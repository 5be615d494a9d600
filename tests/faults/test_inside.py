"""From inside of the real x86 image: a job can compute, and nothing else."""

import contextlib
import json
import os
import signal
import subprocess

import pytest

from faults.fake_containers import job_of
from turnkey_runner.contract import Describe, Kind, codec
from turnkey_runner.harness import container_init
from turnkeyml.launchers.docker import DockerLauncher
from turnkeyml.launchers.runner_client import WarmRunner
from turnkeyml.launchers.select import choose_limits

pytestmark = [pytest.mark.engine]


@pytest.fixture
def runner(inside_device, volume, client):
    """The warm runner of the attempts; the volume has two models."""
    for name in ("own_model", "another_model"):
        (volume / name).mkdir()
        (volume / name / "model.onnx").write_bytes(b"weights")
    with WarmRunner(DockerLauncher(print), inside_device, volume, choose_limits(2 << 30)) as warm:
        yield warm


def outcomes_of(runner, runtime):
    """Run a job with that runtime; its answer."""
    job = job_of("inside", "own_model", runtime=runtime, timeout_s=120.0)
    result, _ = runner.measure(job, lambda progress: None)
    assert result.failure.kind is Kind.ENGINE_ERROR, result.failure
    return json.loads(result.failure.message)


def test_every_attempt_from_inside_of_a_job_is_refused(runner):
    """One list for all: files, other models, the supervisor, process 1, the kernel, the network. Then nothing is left.

    A process that left its session, one that forks without end, and a file in shared memory are gone with the job.
    """
    outcomes = outcomes_of(runner, "attack")
    assert len(outcomes) > 70
    assert {name: outcome for name, outcome in outcomes.items() if not outcome.startswith("refused")} == {}
    assert outcomes_of(runner, "look") == {"processes": [], "shared memory": [], "scratch": []}


def test_a_job_still_has_what_it_needs(runner):
    """The artifact can be read, the scratch folder written; else every attempt would be refused."""
    assert outcomes_of(runner, "compute") == {
        "artifact": "weights",
        "scratch": "written",
        "threads": 4,
        "devices": "\0",
        "peak": "reset",
    }


@contextlib.contextmanager
def container(image, *arguments, entrypoint=()):
    """A container that `docker run` is attached to: without the launcher, and what that does at the end."""
    name = f"turnkey-inside-{os.getpid()}"
    command = ["docker", "run", "--rm", "--interactive", "--name", name, "--network", "none", *entrypoint, image]
    with subprocess.Popen([*command, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            yield process, name
        finally:
            subprocess.run(["docker", "rm", "--force", name], check=False, capture_output=True)


def pids_in(client, name):
    """The process IDs in a container, on the host, by the start of their command line."""
    return [int(row[1]) for row in client.containers.get(name).top()["Processes"]]


def test_a_container_ends_with_its_stream_although_its_supervisor_is_stopped(inside_device, client):
    """Process 1 asks the kernel whether the other end is gone; no process of the container can stop it."""
    with container(inside_device.image, "--volume", "/", "--scratch", "/tmp") as (process, name):
        process.stdin.write(codec.encode(Describe()))
        process.stdin.flush()
        process.stdout.readline()
        init, supervisor = pids_in(client, name)
        for number in (signal.SIGSTOP, signal.SIGKILL):
            client.containers.get(name).exec_run(["sh", "-c", f"kill -{number:d} 1"])
        os.kill(supervisor, signal.SIGSTOP)
        assert init != supervisor
        process.stdin.close()
        process.wait(30)


LATE = """
import os, signal
from turnkey_runner.harness import container_init
container_init.JOB_GRACE_S = 0.5
limit = container_init.split_off(follows_stdin=True)
limit.set(3600)
limit.set(0.5)
os.kill(os.getpid(), signal.SIGSTOP)
"""


def test_a_container_ends_at_its_jobs_time_limit_although_its_supervisor_is_stopped(inside_device, client):
    """Also while the orchestrator still listens."""
    entrypoint = ("--entrypoint", "/opt/runner/bin/python")
    with container(inside_device.image, "-c", LATE, entrypoint=entrypoint) as (process, _):
        assert process.wait(30) == container_init.EXIT_LATE
