"""A script in the worker: its deadline while others are suspended, and the environment that it sees."""

import os
import threading

import pytest

from factories import make_settings
from turnkey_runner.contract import Job, Kind, Stage, Status
from turnkeyml.records import AnalysisOptions
from turnkeyml.worker.client import Worker
from turnkeyml.worker.messages import Analyzed, Measured, WorkRequest

HANGS_IN_ANALYSIS = "import time\ntime.sleep(600)\n"
HANGS_IN_MEASUREMENT = """
import time, torch, turnkeyml.worker.child.live_model as live_model
live_model.measure_call = lambda *_: time.sleep(600)
torch.nn.Linear(4, 3)(torch.rand(1, 4))
"""
JOB = Job(
    id="1",
    artifact="x",
    files=(),
    inputs=(),
    outputs=(),
    device="x86",
    runtime="torch-eager",
    precision="fp32",
    settings=make_settings(),
)


@pytest.fixture
def work(tmp_path):
    """Have a worker work on a script; the events."""

    def run(worker, text, *, timeout_s=60.0, **fields):
        (tmp_path / "script.py").write_text(text)
        staging = tmp_path / "staging"
        staging.mkdir(exist_ok=True)
        for file in staging.iterdir():
            file.unlink()
        request = WorkRequest(
            input_path=str(tmp_path / "script.py"), options=AnalysisOptions(), staging=str(staging), **fields
        )
        return list(worker.work(request, timeout_s=timeout_s))

    return run


@pytest.mark.slow
def test_a_live_model_that_hangs_is_ended_at_its_deadline(work):
    """Everything else is suspended meanwhile, and the clock of what is suspended stands still: not this one's."""
    with Worker() as worker:
        (analyzed,) = (one for one in work(worker, HANGS_IN_MEASUREMENT, export=False) if isinstance(one, Analyzed))
        measuring = {"job": JOB, "export": False, "only": (analyzed.invocations[0].hash,), "timeout_s": 3}
        answers = []

        def measure():
            for script in (HANGS_IN_ANALYSIS, HANGS_IN_MEASUREMENT):
                with worker.suspended():
                    answers.append(work(worker, script, **measuring)[-1])

        thread = threading.Thread(target=measure, daemon=True)
        thread.start()
        thread.join(60)
        assert not thread.is_alive()
    in_analysis, in_measurement = answers
    assert isinstance(in_analysis, Analyzed)
    assert (in_analysis.failure.kind, in_analysis.record.status) == (Kind.TIMEOUT, Status.TIMEOUT)
    assert in_analysis.record.duration_s == pytest.approx(3, abs=1)
    assert isinstance(in_measurement, Measured)
    assert (in_measurement.result.failure.stage, in_measurement.result.failure.kind) == (Stage.BENCHMARK, Kind.TIMEOUT)


@pytest.mark.slow
@pytest.mark.parametrize("value", ["3", None])
def test_a_script_sees_the_number_of_threads_that_the_user_has_set(work, tmp_path, monkeypatch, value):
    """The worker sets another one, so that numpy starts no thread before the fork."""
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    if value is not None:
        monkeypatch.setenv("OPENBLAS_NUM_THREADS", value)
    seen = tmp_path / "seen.txt"
    names = "sorted((name, value) for name, value in os.environ.items() if 'OPENBLAS' in name)"
    with Worker() as worker:
        work(worker, f"import os\nopen({str(seen)!r}, 'w').write(repr({names}))\n", export=False)
    assert seen.read_text() == repr([("OPENBLAS_NUM_THREADS", value)] if value else [])
    assert os.environ.get("OPENBLAS_NUM_THREADS") == value
