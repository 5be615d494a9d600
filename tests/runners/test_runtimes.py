"""The same jobs, put to every runtime of the device."""

import dataclasses
import os
import statistics

import numpy as np
import onnx
import pytest

from factories import QUICK, make_settings
from onnx_factories import affine_model, finish, make_job, write_artifact
from runners.runner_process import RUNTIMES, as_json, runtime_table
from turnkey_runner.contract import Kind, Stage, Status
from turnkey_runner.stats.verdict import Verdict, judge

pytestmark = pytest.mark.parametrize("runtime", RUNTIMES)


def samples(result, name):
    return [m.samples for m in result.measurements if m.name == name]


def test_a_model_is_measured_and_matches(shared_runner, runtime):
    """Latency, load, first inference, memory, parity, and what was really run."""
    job = make_job(write_artifact(shared_runner.volume, *affine_model()), runtime)
    result = shared_runner.run(job)
    assert result.failure is None, as_json(result)
    assert (result.load, result.benchmark, result.parity) == (Status.SUCCESSFUL,) * 3
    names = {m.name for m in result.measurements} - {"read", "compile", "latency_engine"}  # OpenVINO tells of these
    assert names == {"load", "first", "warmup", "latency", "memory_peak"}
    assert all(sample > 0 for m in result.measurements for sample in m.samples)
    assert len(samples(result, "latency")[0]) >= QUICK.min_iterations
    assert result.outputs[0].max_abs_error < 1e-4
    assert result.runtime_info.engine == runtime_table()[runtime].engine
    assert result.runtime_info.threads == result.threads == len(result.runtime_info.cpus)
    assert set(result.runtime_info.cpus) <= os.sched_getaffinity(0)
    assert not [c for c in judge(result).warnings if c.verdict is Verdict.INVALID]
    (during,) = result.conditions
    assert during.wall_ns >= sum(samples(result, "latency")[0])
    assert (result.id, result.artifact, result.settings) == (job.id, job.artifact, job.settings)


def test_what_openvino_says_of_itself_is_kept_beside_the_wall_time(shared_runner, runtime):
    """For each sample, and less than the call took; ONNX Runtime says nothing."""
    result = shared_runner.run(make_job(write_artifact(shared_runner.volume, *affine_model()), runtime))
    reported = samples(result, "latency_engine")
    if runtime != "openvino":
        assert reported == []
        return
    (latency,), (engine,) = samples(result, "latency"), reported
    assert len(engine) == len(latency)
    assert 0 < statistics.median(engine) < statistics.median(latency)


def test_memory_is_that_of_the_model_and_not_of_the_comparison(shared_runner, runtime):
    """Outputs of 32 MB are compared in double precision, with masks and errors beside them; that is not counted."""
    fields = write_artifact(shared_runner.volume, *affine_model(width=64, rows=131072))
    compared, plain = (
        samples(shared_runner.run(make_job(fields, runtime, deterministic=one)), "memory_peak")[0][0]
        for one in (True, False)
    )
    assert compared < plain + 64 * 2**20


def test_wrong_references_are_reported_and_do_not_stop_the_measurement(shared_runner, runtime):
    """Parity failed; the numbers are there."""
    model, inputs, outputs = affine_model()
    outputs[0][:, :8] += 1
    result = shared_runner.run(make_job(write_artifact(shared_runner.volume, model, inputs, outputs), runtime))
    assert (result.benchmark, result.parity) == (Status.SUCCESSFUL, Status.FAILED)
    assert not result.outputs[0].passed


def test_without_references_parity_is_skipped(shared_runner, runtime):
    """An .onnx file that was given."""
    model, inputs, _ = affine_model()
    result = shared_runner.run(make_job(write_artifact(shared_runner.volume, model, inputs, None), runtime))
    assert (result.failure, result.parity, result.benchmark) == (None, Status.SKIPPED, Status.SUCCESSFUL)


def test_integers_and_two_outputs(shared_runner, runtime):
    """Gather by int64, and the indices themselves cast to int32."""
    helper = onnx.helper
    table = np.arange(40, dtype=np.float32).reshape(10, 4)
    ids = np.array([[1, 9, 0]])
    graph = helper.make_graph(
        [
            helper.make_node("Gather", ["table", "ids"], ["rows"]),
            helper.make_node("Cast", ["ids"], ["small"], to=onnx.TensorProto.INT32),
        ],
        "lookup",
        [helper.make_tensor_value_info("ids", onnx.TensorProto.INT64, ids.shape)],
        [
            helper.make_tensor_value_info("rows", onnx.TensorProto.FLOAT, [1, 3, 4]),
            helper.make_tensor_value_info("small", onnx.TensorProto.INT32, ids.shape),
        ],
        [onnx.numpy_helper.from_array(table, "table")],
    )
    fields = write_artifact(shared_runner.volume, finish(graph), [ids], [table[ids], ids.astype(np.int32)])
    result = shared_runner.run(make_job(fields, runtime))
    assert result.parity is Status.SUCCESSFUL, as_json(result)
    assert [output.name for output in result.outputs] == ["rows", "small"]


def test_an_unknown_operator_is_a_failure_of_loading(shared_runner, runtime):
    """One line, the engine's words in the detail."""
    helper = onnx.helper
    x = np.zeros((2, 2), np.float32)
    graph = helper.make_graph(
        [helper.make_node("Teleport", ["x"], ["y"], domain="example.org")],
        "unknown",
        [helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, x.shape)],
        [helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, x.shape)],
    )
    imports = [helper.make_opsetid("", 18), helper.make_opsetid("example.org", 1)]
    model = helper.make_model(graph, opset_imports=imports, ir_version=9)
    result = shared_runner.run(make_job(write_artifact(shared_runner.volume, model, [x], [x]), runtime))
    assert (result.load, result.benchmark) == (Status.FAILED, Status.NOT_STARTED)
    assert result.failure.stage is Stage.LOAD
    assert result.failure.kind in (Kind.UNSUPPORTED, Kind.ENGINE_ERROR)
    assert "Teleport" in result.failure.message
    assert "\n" not in result.failure.message


def test_iterations_are_exact_and_processes_are_fresh(shared_runner, runtime):
    """Two processes, seven samples each."""
    settings = make_settings(iterations=7, processes=2, max_processes=2, warmup_time_s=0.0, warmup_iterations=1)
    result = shared_runner.run(
        make_job(write_artifact(shared_runner.volume, *affine_model()), runtime, settings=settings)
    )
    assert [len(one) for one in samples(result, "latency")] == [7, 7]
    assert {m.process for m in result.measurements} == {0, 1}


def test_one_process_of_a_job_is_measured_alone(shared_runner, runtime):
    """The third of five, and under its number."""
    settings = make_settings(iterations=7, processes=5, max_processes=5, warmup_time_s=0.0, warmup_iterations=1)
    job = make_job(write_artifact(shared_runner.volume, *affine_model()), runtime, settings=settings)
    result = shared_runner.run(dataclasses.replace(job, process=2))
    assert result.failure is None
    assert ({m.process for m in result.measurements}, len(result.conditions)) == ({2}, 1)
