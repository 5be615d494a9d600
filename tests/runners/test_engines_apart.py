"""Engines whose libraries would be taken for another's: only the processes that need them import them."""

import json
import os

import pytest

from onnx_factories import affine_model, make_job, write_artifact
from runners.runner_process import RunnerProcess
from turnkey_runner.contract import Kind

RUNNER = """
import contextlib, pathlib, sys
from turnkey_runner.contract import Kind
from turnkey_runner.harness.errors import JobError
from turnkey_runner.harness.session import Runtime
from turnkey_runner.harness.supervisor import main

@contextlib.contextmanager
def open_session(job, folder, compiled):
    raise JobError(Kind.UNSUPPORTED, f"loud is {'' if 'loud' in sys.modules else 'not '}imported")
    yield

runtimes = {
    "here": Runtime(open_session=open_session, engine="here", find_problem=lambda: "no GPU"),
    "loud": Runtime(open_session=open_session, engine="loud", apart=True),
    "other": Runtime(open_session=open_session, engine="json"),
}
sys.exit(main("x86", runtimes))
"""
LOUD = """
import os, pathlib
try:
    with (pathlib.Path(__file__).parent / "pids").open("a") as pids: pids.write(f"{os.getpid()} ")
except PermissionError:  # in a job, which may not write there
    pass
os.write(1, b"loud")
__version__ = "1.2"
"""


@pytest.fixture
def start(runner_python, tmp_path):
    """Start a runner with this as the module of its engine `loud`."""
    started = []
    (tmp_path / "here.py").write_text("import os; os.write(1, b'a greeting'); __version__ = '3'")

    def run(loud):
        (tmp_path / "loud.py").write_text(loud)
        started.append(RunnerProcess(runner_python, tmp_path, ["-c", RUNNER], path=(tmp_path,)))
        return started[-1]

    yield run
    assert [runner.end() for runner in started] == [0] * len(started)


def test_the_supervisor_does_not_import_an_engine_apart(start, tmp_path):
    """It knows the version all the same; a job of another engine does not have it, its own does.

    What an engine says when it is imported, there or in the supervisor, is no answer.
    """
    runner = start(LOUD)
    reported = {one.name: (one.version, one.problem) for one in runner.describe().runtimes}
    assert reported == {"here": ("3", "no GPU"), "loud": ("1.2", ""), "other": (json.__version__, "")}
    (requested,) = map(int, (tmp_path / "pids").read_text().split())
    assert requested != runner.process.pid
    assert not os.path.exists(f"/proc/{requested}")
    fields = write_artifact(tmp_path, *affine_model())
    said = [runner.run(make_job(fields, name)).failure.message for name in ("other", "loud")]
    assert said == ["loud is not imported", "loud is imported"]


@pytest.mark.parametrize(
    ("loud", "problem"),
    [
        ("raise OSError('no\\nlibrary')", "loud cannot be imported: OSError: no library"),
        ("import os\nos.kill(os.getpid(), 11)", "loud cannot be imported: its process was killed by SIGSEGV"),
        ("import os\nos._exit(1)", "loud cannot be imported: its process ended by itself"),
    ],
)
def test_an_engine_that_cannot_be_imported_apart_is_a_problem(start, tmp_path, loud, problem):
    """In one line, also where it ends its process; the runner goes on."""
    runner = start(loud)
    assert [one.problem for one in runner.describe().runtimes] == ["no GPU", problem, ""]
    failure = runner.run(make_job(write_artifact(tmp_path, *affine_model()), "loud")).failure
    assert (failure.kind, failure.message) == (Kind.BAD_JOB, problem)


def test_tensorrt_for_rtx_is_apart_from_tensorrt(tmp_path, runner_python):
    """Its plugin loads the symbols that ONNX Runtime's TensorRT provider looks for, for all of a process."""
    (tmp_path / "onnxruntime_ep_nv_tensorrt_rtx.py").write_text(LOUD)
    (tmp_path / "tensorrt_rtx_bindings.py").write_text("__version__ = '1.7'")
    runner = RunnerProcess(runner_python, tmp_path, ["-m", "turnkey_nvidia"], path=(tmp_path,))
    reported = {one.name: one.version for one in runner.describe().runtimes}
    assert (reported["tensorrt-rtx"], reported["ort-tensorrt-rtx"]) == ("1.7", "1.2")
    assert str(runner.process.pid) not in (tmp_path / "pids").read_text().split()
    assert runner.end() == 0
