"""A runner whose device is lost says so, and ends: what keeps it up starts another, which may have it back."""

import socket
import time
from contextlib import closing

import pytest

from factories import QUICK, make_settings
from onnx_factories import affine_model, make_job, write_artifact
from runners.runner_process import RunnerProcess
from turnkey_runner.contract import Kind, Progress, Result, Stage, codec
from turnkey_runner.harness.socket_server import EXIT_DEVICE_LOST
from turnkeyml.devices import find_device
from turnkeyml.launchers.compose import ComposeLauncher
from turnkeyml.launchers.runner_client import WarmRunner
from turnkeyml.launchers.select import choose_limits
from turnkeyml.system import paths

RUNNER = """
import contextlib, sys
from turnkey_runner.contract import Kind
from turnkey_runner.harness.errors import JobError
from turnkey_runner.harness.session import Runtime
from turnkey_runner.harness.supervisor import main
from turnkey_x86 import onnxruntime_cpu

class Monitor:
    "The device is there for so many processes."
    left = int(sys.argv.pop(1))
    def find_problem(self, job): return None
    def describe(self): return {}
    def watch(self, job):
        if not self.left: raise JobError(Kind.DEVICE_LOST, "the GPU does not answer")
        self.left -= 1
        return contextlib.nullcontext(lambda *_: None)

@contextlib.contextmanager
def fail(job, folder, compiled):
    raise JobError(Kind[job.precision], "no such luck")
    yield

ort = Runtime(open_session=onnxruntime_cpu.open_session, engine="onnxruntime")
sys.exit(main("x86", {"ort": ort, "failing": Runtime(open_session=fail, engine="json")}, Monitor()))
"""


@pytest.fixture
def resident(runner_python, tmp_path):
    """A runner on a socket, and a function that puts one job to it."""
    path = tmp_path / "runner.sock"
    runner = RunnerProcess(runner_python, tmp_path, ["-c", RUNNER, "9", "--socket", str(path)])

    def ask(job):
        with closing(socket.socket(socket.AF_UNIX)) as connection:
            deadline = time.monotonic() + 20
            while connection.connect_ex(str(path)) and time.monotonic() < deadline:
                time.sleep(0.02)
            connection.sendall(codec.encode(job))
            with connection.makefile("rb") as answers:
                while not isinstance(message := codec.decode(answers.readline(), Progress, Result), Result):
                    pass
                return message

    yield runner, ask
    runner.process.kill()
    runner.end()


def test_a_resident_runner_ends_with_its_device(resident):
    """After the answer, by a status that is no success; other failures leave it up."""
    runner, ask = resident
    fields = write_artifact(runner.volume, *affine_model())
    for kind in ("NO_DEVICE", "OUT_OF_MEMORY", "DEVICE_LOST"):
        assert runner.process.poll() is None
        result = ask(make_job(fields, "failing", precision=kind))
        assert result.failure.kind is Kind[kind]
    assert runner.process.wait(20) == EXIT_DEVICE_LOST != 0
    assert not (runner.volume / "runner.sock").exists()


def test_a_device_that_is_lost_between_two_processes_is_answered(runner_python, tmp_path):
    """What the first has measured is in the answer, and the supervisor does not die of it."""
    runner = RunnerProcess(runner_python, tmp_path, ["-c", RUNNER, "1"])
    settings = make_settings(**vars(QUICK) | {"processes": 3, "max_processes": 3})
    result = runner.run(make_job(write_artifact(tmp_path, *affine_model()), settings=settings))
    assert (result.failure.stage, result.failure.kind) == (Stage.LOAD, Kind.DEVICE_LOST)
    assert result.failure.message == "the GPU does not answer"
    assert {m.process for m in result.measurements} == {0}
    assert runner.end() == EXIT_DEVICE_LOST


KEPT_UP = """
import subprocess, sys
for _ in range(2): status = subprocess.run([sys.executable, *sys.argv[1:]], check=False).returncode
sys.exit(status)
"""


def test_the_next_job_is_measured_by_a_runner_that_was_started_again(runner_python, tmp_path, monkeypatch):
    """As under `restart: unless-stopped`, through the launcher compose: a lost GPU costs the job that met it."""
    monkeypatch.setenv("TURNKEY_CACHE_ROOT", str(tmp_path))
    volume = tmp_path / "caches" / "one" / "volume"
    for folder in (volume, tmp_path / "run" / "x86"):
        folder.mkdir(parents=True)
    device = find_device("x86")
    program = ["-c", KEPT_UP, "-c", RUNNER, "9", "--socket", str(paths.socket_path("x86"))]
    kept_up = RunnerProcess(runner_python, tmp_path, program)
    fields = write_artifact(volume, *affine_model())
    jobs = [make_job(fields, "failing", precision="DEVICE_LOST"), make_job(fields)]
    with WarmRunner(ComposeLauncher(lambda _: None), device, volume, choose_limits(None)) as runner:
        failures = [runner.measure(job, lambda _: None)[0].failure for job in (*jobs, jobs[0])]
    assert [one and one.kind for one in failures] == [Kind.DEVICE_LOST, None, Kind.DEVICE_LOST]
    assert kept_up.end() == EXIT_DEVICE_LOST
