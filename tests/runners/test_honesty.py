"""What was asked for and what was run (B20), what constants hide, how much a device takes: with the real engines."""

from dataclasses import replace

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from factories import QUICK, make_settings
from onnx_factories import affine_model, finish, make_job, write_artifact
from runners.runner_process import RUNTIMES, runtime_table
from turnkey_runner.contract import Kind, Status, Tolerance
from turnkey_runner.stats.summary import best_level, samples_of
from turnkey_runner.stats.verdict import Verdict, judge

TWICE = replace(QUICK, processes=2, max_processes=2)


def half_model(element):
    """x @ W in a 16-bit type between two casts."""
    generator = np.random.default_rng(0)
    x = generator.standard_normal((4, 64)).astype(np.float32)
    weight = generator.standard_normal((64, 64)).astype(np.float32)
    graph = helper.make_graph(
        [
            helper.make_node("Cast", ["x"], ["x16"], to=element),
            helper.make_node("Cast", ["w"], ["w16"], to=element),
            helper.make_node("MatMul", ["x16", "w16"], ["y16"]),
            helper.make_node("Cast", ["y16"], ["y"], to=TensorProto.FLOAT),
        ],
        "half",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, x.shape)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, x.shape)],
        [onnx.numpy_helper.from_array(weight, "w")],
    )
    return finish(graph), [x], [x @ weight]


def codes(result):
    return {warning.code: warning.verdict for warning in judge(result).warnings}


@pytest.mark.parametrize("runtime", ["ort", "openvino"])
@pytest.mark.parametrize(("precision", "element", "name"), [("fp16", 10, "f16"), ("bf16", 16, "bf16")])
def test_a_precision_that_was_not_computed_in_is_invalid_and_reported(shared_runner, runtime, precision, element, name):
    """Many CPUs have neither type: engines compute in fp32 instead, and the result says so."""
    result = shared_runner.run(
        make_job(write_artifact(shared_runner.volume, *half_model(element)), runtime, precision=precision)
    )
    if result.failure is not None:
        assert result.failure.kind in (Kind.UNSUPPORTED, Kind.ENGINE_ERROR)
        return
    assert result.runtime_info.precisions
    assert ("W_PRECISION" in codes(result)) is (name not in result.runtime_info.precisions)
    assert judge(result).verdict is Verdict.INVALID or name in result.runtime_info.precisions


@pytest.mark.parametrize("runtime", ["ort", "openvino"])
def test_an_fp32_model_is_computed_in_fp32(shared_runner, runtime):
    """Also where the CPU could do bf16, which OpenVINO would take by itself."""
    job = make_job(write_artifact(shared_runner.volume, *affine_model()), runtime, settings=TWICE)
    result = shared_runner.run(job)
    assert set(result.runtime_info.precisions) == {"f32"}
    assert "W_PRECISION" not in codes(result)


def test_an_operator_that_a_provider_does_not_have_is_a_fallback_and_reported(shared_runner):
    """OpenVINO inside ONNX Runtime leaves what it does not know to the CPU provider."""
    x = np.random.default_rng(0).standard_normal((2, 3, 8, 8)).astype(np.float32)
    nodes = [
        helper.make_node("Relu", ["x"], ["r"]),
        helper.make_node("MaxPool", ["r"], ["p", "i"], kernel_shape=[2, 2], strides=[2, 2]),
        helper.make_node("MaxUnpool", ["p", "i"], ["y"], kernel_shape=[2, 2], strides=[2, 2]),
    ]
    graph = helper.make_graph(
        nodes,
        "pool",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, x.shape)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, x.shape)],
    )
    result = shared_runner.run(make_job(write_artifact(shared_runner.volume, finish(graph), [x], None), "ort-openvino"))
    assert result.failure is None, result.failure
    assert set(result.runtime_info.providers) == {"OpenVINOExecutionProvider", "CPUExecutionProvider"}
    assert result.runtime_info.fallback == {"MaxUnpool": 1}
    assert codes(result)["W_FALLBACK"] is Verdict.INVALID


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_throughput_measures_level_after_level(shared_runner, runtime):
    """Requests and periods of each, in every process; the headline is the best level."""
    settings = replace(TWICE, mode="throughput")
    job = make_job(write_artifact(shared_runner.volume, *affine_model(256)), runtime, settings=settings)
    result = shared_runner.run(job)
    assert (result.failure, result.parity) == (None, Status.SUCCESSFUL)
    assert not samples_of(result.measurements, "latency")
    levels = {m.parallel for m in result.measurements if m.name == "period"}
    assert {1, 2} <= levels
    assert best_level(result) in levels
    for level in (1, 2):
        assert len(samples_of(result.measurements, "period", level)) == 2
        assert min(map(len, samples_of(result.measurements, "request", level))) >= QUICK.min_iterations
    assert judge(result).verdict is not Verdict.INVALID


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_loading_with_what_was_compiled_before_is_measured_once(shared_runner, runtime):
    """In the first process of a job with several, if the runtime can save what it compiles."""
    job = make_job(write_artifact(shared_runner.volume, *affine_model()), runtime, settings=TWICE)
    warm = [m for m in shared_runner.run(job).measurements if m.name == "load_warm"]
    assert [(m.process, m.samples[0] > 0) for m in warm] == [(0, True)] * runtime_table()[runtime].keeps_compiled


def test_constant_inputs_are_measured_beside_random_ones(shared_runner):
    """The artifact carries them; the warning says what they cost."""
    model, inputs, _ = affine_model()
    ones = [np.ones_like(inputs[0])]
    fields = write_artifact(shared_runner.volume, model, ones, None, varied=inputs)
    result = shared_runner.run(make_job(fields))
    assert {m.name for m in result.measurements} >= {"latency", "latency_varied"}
    assert "W_DATA" in codes(result)


def test_a_tolerance_that_was_asked_for_takes_the_place_of_the_gate(shared_runner):
    """Wider passes what the precision's own gate does not."""
    model, inputs, outputs = affine_model()
    fields = write_artifact(shared_runner.volume, model, inputs, [outputs[0] * np.float32(1.01)])
    assert shared_runner.run(make_job(fields)).parity is Status.FAILED
    wide = shared_runner.run(make_job(fields, tolerance=Tolerance(rtol=0.05, atol=0.01)))
    assert wide.parity is Status.SUCCESSFUL
    assert wide.outputs[0].rtol == 0.05


def test_what_pytorch_cannot_repeat_is_not_compared(shared_runner):
    """Another number each time is no reference; the result is not valid, and says why."""
    fields = write_artifact(shared_runner.volume, *affine_model())
    result = shared_runner.run(make_job(fields, deterministic=False))
    assert (result.parity, result.outputs) == (Status.SKIPPED, ())
    (warning,) = (warning for warning in judge(result).warnings if warning.code == "W_PARITY")
    assert warning.verdict is Verdict.INVALID
    assert "PyTorch gives different outputs" in warning.sentence


def test_the_inputs_lie_in_several_places(shared_runner):
    """And the result says in how many."""
    job = make_job(write_artifact(shared_runner.volume, *affine_model()), settings=make_settings(iterations=5))
    assert shared_runner.run(job).runtime_info.input_sets == 4
