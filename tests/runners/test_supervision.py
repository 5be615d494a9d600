"""Whatever becomes of a job, it is answered, and the runner serves the next one."""

import dataclasses
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from factories import QUICK
from onnx_factories import affine_model, endless_model, make_job, write_artifact
from runners.runner_process import RUNTIMES, RunnerProcess
from turnkey_runner.contract import Describe, Kind, Progress, Result, Stage, Status
from turnkey_runner.stats.verdict import Verdict, judge
from turnkeyml.devices import find_device
from turnkeyml.launchers.pins import pinned_engines


def children(pid):
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def wait_for(condition, timeout_s=20):
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.02)
    raise AssertionError("it did not come about")


def still_serves(runner):
    result = runner.run(make_job(write_artifact(runner.volume, *affine_model())))
    return result.failure is None


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_a_runner_describes_itself(shared_runner, runtime):
    """Contracts, the runtimes of its environment, the engine's version as it is pinned, hardware."""
    description = shared_runner.of(runtime).describe()
    assert description.device == "x86"
    assert [(one.name, one.problem) for one in description.runtimes] == [(runtime, "")]
    engines = {one.package or one.engine: one.version.partition("-")[0] for one in description.runtimes}
    assert engines == pinned_engines(find_device("x86").runner_of(runtime))
    assert int(description.hardware["cpu_count"]) == len(os.sched_getaffinity(0))


def test_engines_tell_nobody_that_they_are_used(python_of, tmp_path):
    """OpenVINO's package would: from a thread that is there when jobs are forked, with files in the home directory."""
    runner = RunnerProcess(python_of("openvino"), tmp_path)
    runner.describe()
    pid = runner.process.pid
    assert "libopenvino" in Path(f"/proc/{pid}/maps").read_text()
    assert len(list(Path(f"/proc/{pid}/task").iterdir())) == 1
    assert children(pid) == []
    assert list(runner.home.iterdir()) == []
    assert runner.end() == 0


def test_an_engine_of_another_environment_answers_no_job(shared_runner):
    """ONNX Runtime with OpenVINO has a CPU provider, too: a job of `ort` is refused there, and so is the reverse."""
    fields = write_artifact(shared_runner.volume, *affine_model())
    for asked, environment in (("ort", "ort-openvino"), ("ort-openvino", "ort"), ("openvino", "ort")):
        result = RunnerProcess.run(shared_runner.of(environment), make_job(fields, asked))
        assert result.failure.kind is Kind.BAD_JOB
        assert f"no runtime '{asked}'" in result.failure.message


def test_a_job_that_hangs_is_ended_at_its_time(shared_runner):
    """Timeout, with the stage that it was in; the runner lives."""
    fields = write_artifact(shared_runner.volume, *endless_model())
    result = shared_runner.run(make_job(fields, timeout_s=2.0))
    assert (result.failure.kind, result.failure.stage) == (Kind.TIMEOUT, Stage.BENCHMARK)
    assert (result.load, result.benchmark) == (Status.SUCCESSFUL, Status.TIMEOUT)
    assert still_serves(shared_runner)


@pytest.mark.parametrize(("number", "kind"), [(signal.SIGKILL, Kind.KILLED), (signal.SIGSEGV, Kind.CRASHED)])
def test_a_job_that_dies_is_answered_with_its_signal(shared_runner, number, kind):
    """The crash is the job's and not the runner's."""
    shared_runner.send(make_job(write_artifact(shared_runner.volume, *endless_model())))
    while not (isinstance(message := shared_runner.read(), Progress) and message.stage is Stage.BENCHMARK):
        pass
    (child,) = children(shared_runner.process.pid)
    os.kill(child, number)
    result = shared_runner.read()
    assert (result.failure.kind, result.failure.stage) == (kind, Stage.BENCHMARK)
    assert number.name in result.failure.message
    assert still_serves(shared_runner)


def test_a_job_that_is_stopped_while_it_is_timed_is_measured_again(shared_runner):
    """Once; and where it is stopped again, the result says for how long, and is invalid."""
    fields = write_artifact(shared_runner.volume, *affine_model())
    settings = dataclasses.replace(QUICK, min_time_s=2.0, max_time_s=4.0)
    stopped = {}
    for attempts in (1, 2):
        shared_runner.send(make_job(fields, settings=settings))
        stops = 0
        while not isinstance(message := shared_runner.read(), Result):
            if message.stage is Stage.PARITY and stops < attempts:  # the timed loop follows at once
                stops += 1
                time.sleep(0.5)
                (child,) = children(shared_runner.process.pid)
                os.kill(child, signal.SIGSTOP)
                time.sleep(1.2)
                os.kill(child, signal.SIGCONT)
        stopped[attempts] = message.conditions[0].suspended_ns
        assert judge(message).verdict is (Verdict.INVALID if attempts == 2 else judge(message).verdict)
    assert stopped[1] == 0
    assert 0.5e9 < stopped[2] < 3e9


def test_an_artifact_that_was_changed_is_refused(shared_runner):
    """Before anything of it is loaded."""
    fields = write_artifact(shared_runner.volume, *affine_model())
    with open(shared_runner.volume / str(fields["artifact"]) / "model.onnx", "ab") as file:
        file.write(b"\0")
    result = shared_runner.run(make_job(fields))
    assert (result.failure.kind, result.load) == (Kind.DIGEST_MISMATCH, Status.FAILED)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"runtime": "tensorrt"}, "no runtime 'tensorrt'"),
        ({"device": "nvidia"}, "for the device x86"),
        ({"artifact": "../etc"}, "leaves the volume"),
    ],
)
def test_a_job_that_cannot_be_is_refused_in_one_line(shared_runner, options, words):
    """Not of this runner, or not in its volume."""
    fields = write_artifact(shared_runner.volume, *affine_model())
    result = shared_runner.run(make_job(fields | options))
    assert result.failure.kind is Kind.BAD_JOB
    assert words in result.failure.message


def test_memory_beyond_the_limit_is_the_jobs_failure(shared_runner):
    """A limit too small for the engine: out of memory or a crash, never silence."""
    fields = write_artifact(shared_runner.volume, *affine_model(width=4096))
    result = shared_runner.run(make_job(fields, memory_bytes=40 << 20))
    assert result.failure is not None
    assert result.failure.kind in (Kind.OUT_OF_MEMORY, Kind.CRASHED, Kind.ENGINE_ERROR)
    assert still_serves(shared_runner)


def test_the_runner_ends_with_its_stream(own_runner):
    """Status 0: the orchestrator is done."""
    own_runner.describe()
    assert own_runner.end() == 0


def test_the_runner_ends_with_its_stream_while_it_measures(own_runner):
    """An orchestrator that was killed leaves nothing running."""
    own_runner.send(make_job(write_artifact(own_runner.volume, *endless_model())))
    assert isinstance(own_runner.read(), Progress)
    (child,) = wait_for(lambda: children(own_runner.process.pid))
    assert own_runner.end() == 0
    assert not Path(f"/proc/{child}").exists()


def test_a_child_ends_with_a_runner_that_was_killed(own_runner):
    """Not even a SIGKILL of the runner leaves its child."""
    own_runner.send(make_job(write_artifact(own_runner.volume, *endless_model())))
    assert isinstance(own_runner.read(), Progress)
    (child,) = wait_for(lambda: children(own_runner.process.pid))
    own_runner.process.kill()
    wait_for(lambda: not Path(f"/proc/{child}/cmdline").exists() or not Path(f"/proc/{child}/cmdline").read_bytes())


@pytest.mark.parametrize("line", [b"{}\n", b"not json\n", b'{"schema": "turnkey.job/9"}\n'])
def test_a_request_that_is_not_of_the_contract_ends_the_runner_with_one_line(own_runner, line):
    """Guessing would be worse."""
    own_runner.describe()
    own_runner.send_line(line)
    _, words = own_runner.process.communicate(timeout=20)
    assert own_runner.process.returncode == 2
    assert words.decode().startswith("turnkey runner: ")
    assert words.count(b"\n") == 1


def test_what_an_engine_prints_stays_out_of_the_stream(runner_python, tmp_path):
    """Descriptor 1 belongs to nobody but the contract, even for native code."""
    code = (
        "import os, sys; from turnkey_runner.harness import supervisor\n"
        "from turnkey_runner.harness.session import Runtime\n"
        "sys.argv = ['x', '--volume', '.']\n"
        "import types; noisy = types.ModuleType('noisy'); sys.modules['noisy'] = noisy\n"
        "original = supervisor._take_streams\n"
        "def take():\n"
        "    streams = original()\n"
        "    os.write(1, b'native noise\\n')\n"
        "    print('python noise')\n"
        "    return streams\n"
        "supervisor._take_streams = take\n"
        "supervisor.main('x86', {'noisy': Runtime(open_session=None, engine='noisy')})\n"
    )
    common = Path(__file__).resolve().parents[2] / "runners" / "common"
    from turnkey_runner.contract import codec

    done = subprocess.run(
        [str(runner_python), "-c", code],
        input=codec.encode(Describe()),
        capture_output=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(common), "PATH": os.environ["PATH"]},
        timeout=60,
        check=True,
    )
    assert done.stdout.count(b"\n") == 1
    assert b"noise" not in done.stdout
    assert b"native noise" in done.stderr
