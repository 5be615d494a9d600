"""One job in one process, with an engine that does what the test wants."""

import os
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest

from factories import make_settings
from onnx_factories import affine_model, make_job, write_artifact
from turnkey_runner.contract import RuntimeInfo, Status
from turnkey_runner.harness import measure_job as module
from turnkey_runner.harness.measure_job import Folders, measure_job
from turnkey_runner.harness.session import Bound, Runtime, Session
from turnkey_runner.host import cpus
from turnkey_runner.stats.summary import summarize

TWICE = make_settings(
    warmup_time_s=0.0, warmup_iterations=1, min_time_s=0.0, min_iterations=5, processes=2, max_processes=2
)
EXECUTED = RuntimeInfo(engine="numpy", engine_version="1", provider="CPU", threads=1, streams=1)


@pytest.fixture
def measure(tmp_path):
    """Measures with a session of these fields; this process is where it was afterwards."""
    before = os.sched_getaffinity(0)

    def run(inputs=None, varied=None, settings=TWICE, process=0, **fields):
        model, own, outputs = affine_model()
        job = make_job(
            write_artifact(tmp_path, model, inputs or own, None if inputs else outputs, varied), settings=settings
        )
        bound = Bound(infer=lambda: None, outputs=lambda: outputs)

        @contextmanager
        def open_session(job, folder, compiled):
            yield Session(bind=lambda tensors: bound, runtime_info=EXECUTED, **fields)

        runtimes = {"ort": Runtime(open_session=open_session, engine="numpy")}
        folders = Folders(volume=tmp_path, scratch=tmp_path)
        return measure_job(replace(job, threads=1), process, folders, runtimes, lambda progress: None)

    yield run
    cpus.pin(before)


def test_a_model_that_cannot_be_loaded_twice_is_measured_without_its_precisions(measure):
    """It fits once; that nobody can tell in which types it computed is no failure of the job."""

    def fail():
        raise MemoryError("bad_alloc")

    result = measure(precisions=fail)
    assert (result.failure, result.benchmark, result.runtime_info.precisions) == (None, Status.SUCCESSFUL, {})


def test_a_large_model_is_not_loaded_again_for_its_precisions(measure, monkeypatch):
    """The kernel would end a process that nothing can be caught in."""
    assert measure(precisions=lambda: {"f32": 2}).runtime_info.precisions == {"f32": 2}
    monkeypatch.setattr(module, "LOADED_AGAIN_BYTES", 10)
    assert measure(precisions=lambda: {"f32": 2}).runtime_info.precisions == {}


def test_inputs_that_stay_constant_are_named(measure):
    """Of those that are measured: random ones beside them take them out, in the mode throughput nothing does."""
    ones, random = [np.ones((3, 64), np.float32)], [np.random.default_rng(0).random((3, 64), np.float32)]
    assert measure(inputs=ones).runtime_info.constant_inputs == ("x",)
    assert measure(inputs=random).runtime_info.constant_inputs == ()
    assert measure(inputs=ones, varied=random).runtime_info.constant_inputs == ()
    throughput = replace(TWICE, mode="throughput", max_time_s=0.0)
    assert measure(inputs=ones, varied=random, settings=throughput).runtime_info.constant_inputs == ("x",)


def test_the_cpus_are_those_that_the_process_may_run_on_in_the_end(measure):
    """An engine may move its threads elsewhere, and that is reported."""
    usable = sorted(os.sched_getaffinity(0))
    assert measure().runtime_info.cpus == (usable[0],)

    def wander():
        os.sched_setaffinity(0, usable[-1:])
        return {}

    assert usable[-1] in measure(sizes=wander).runtime_info.cpus


def test_five_seconds_of_compiling_are_reported_and_in_no_latency(measure):
    """B11: the other half."""
    result = measure(phases={"read": 1_000, "compile": 5_000_000_000})
    medians = {m.name: summarize(result, m.name).median for m in result.measurements}
    assert medians["compile"] == 5_000_000_000
    assert medians.keys() >= {"load", "first", "warmup", "latency"}
    assert medians["latency"] < 1_000_000
