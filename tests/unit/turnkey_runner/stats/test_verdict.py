"""Verdicts: what was run against what was requested, and the state of the machine."""

from dataclasses import replace

import numpy as np
import pytest

from factories import OUTPUT, Campaigns, make_settings, result_of
from turnkey_runner.contract import MAX_SAMPLES, Failure, Kind, Measurement, Stage, Status
from turnkey_runner.stats.tolerances import CONSTANT
from turnkey_runner.stats.verdict import Verdict, judge
from turnkey_runner.stats.verdict_execution import MATMUL_PRECISION

QUIET = result_of(Campaigns(1, within=0.01, between=0.004, spikes=0.0).processes(5, 300))


def judged(result, code):
    judgement = judge(result)
    (warning,) = (
        warning for warning in judgement.warnings if warning.code == code and "too few" not in warning.sentence
    )
    assert warning.sentence[-1] != "."
    return judgement.verdict


def with_execution(**changes):
    return replace(QUIET, runtime_info=replace(QUIET.runtime_info, **changes))


def with_conditions(**changes):
    first, *others = QUIET.conditions
    return replace(QUIET, conditions=(replace(first, **changes), *others))


@pytest.mark.parametrize(
    ("result", "code", "verdict"),
    [
        (replace(QUIET, parity=Status.FAILED, outputs=(replace(OUTPUT, passed=False),)), "W_PARITY", Verdict.INVALID),
        (replace(QUIET, runtime_info=None), "W_EXECUTION", Verdict.INVALID),
        (with_execution(providers={"CPUExecutionProvider": 2, "Other": 1}), "W_FALLBACK", Verdict.INVALID),
        (with_execution(threads=4), "W_AFFINITY", Verdict.INVALID),
        (replace(QUIET, settings=make_settings(processes=7, max_processes=7)), "W_INCOMPLETE", Verdict.NOISY),
        (with_execution(precisions={"bf16": 3, "i32": 1}), "W_PRECISION", Verdict.INVALID),
        (with_conditions(throttled_periods=3), "W_THROTTLED", Verdict.THROTTLED),
        (with_conditions(steal_fraction=0.05), "W_STEAL", Verdict.CONTENDED),
        (with_conditions(pressure_fraction=0.3), "W_LOAD", Verdict.CONTENDED),
        (with_conditions(pressure_fraction=None, wait_fraction=0.3), "W_LOAD", Verdict.CONTENDED),
        (with_conditions(frequency_mhz=3000.0), "W_CPU_FREQ", None),
        (with_conditions(thermal_throttles=2), "W_CPU_FREQ", Verdict.THROTTLED),
        (with_execution(streams=2), "W_EXECUTION", Verdict.INVALID),
        (with_execution(cpus=(0, 1)), "W_AFFINITY", Verdict.VALID),
        (with_execution(constant_inputs=("mask",)), "W_DATA", Verdict.VALID),
        (with_execution(options={MATMUL_PRECISION: "medium"}), "W_PRECISION", Verdict.VALID),
        (with_conditions(remote_fraction=0.3), "W_NUMA", Verdict.VALID),
        (with_conditions(aslr_enabled=False), "W_ASLR", Verdict.VALID),
        (result_of(Campaigns(2, between=0.1, spikes=0.0).processes(5, 300)), "W_NOISE_BETWEEN", Verdict.VALID),
        (replace(QUIET, parity=Status.SKIPPED), "W_PARITY", Verdict.INVALID),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_reason_has_its_code_and_its_verdict(result, code, verdict):
    """One wrong thing at a time, on a result that is valid otherwise."""
    assert judge(QUIET).verdict is Verdict.VALID
    if verdict is None:
        first, second, *others = QUIET.conditions
        clocks = (replace(first, frequency_mhz=3000.0), replace(second, frequency_mhz=2000.0), *others)
        result, verdict = replace(QUIET, conditions=clocks), Verdict.DRIFTING
    assert judged(result, code) is verdict


@pytest.mark.parametrize(
    ("requested", "precisions", "verdict", "reported"),
    [
        ("int8", {"f32": 124, "u8": 2}, Verdict.INVALID, True),
        ("fp16", {"f32": 300, "f16": 1}, Verdict.INVALID, True),
        ("int8", {"f32": 62, "u8": 47}, Verdict.VALID, True),
        ("int8", {"f32": 6, "u8": 104}, Verdict.VALID, False),
        ("int8", {}, Verdict.VALID, True),
        ("fp32", {}, Verdict.VALID, False),
        ("fp32", {"f32": 3, "u8": 8}, Verdict.VALID, False),
    ],
)
def test_the_precision_is_that_of_the_operators(requested, precisions, verdict, reported):
    """A model whose operators nearly all computed in fp32 is none of int8, and unknown types are reported as such."""
    judgement = judge(replace(with_execution(precisions=precisions), precision=requested))
    assert judgement.verdict is verdict
    assert ("W_PRECISION" in {warning.code for warning in judgement.warnings}) is reported


@pytest.mark.parametrize(
    ("computes_in", "precisions", "verdict"),
    [
        ("bfloat16", {"bf16": 1, "f32": 5}, Verdict.VALID),
        ("float16", {"f16": 1, "f32": 5}, Verdict.VALID),
        ("float16", {"bf16": 1, "f32": 5}, Verdict.INVALID),
        ("", {"bf16": 1, "f32": 5}, Verdict.INVALID),
    ],
)
def test_an_unconverted_model_may_run_in_the_type_that_it_computes_in(computes_in, precisions, verdict):
    """It is no lower precision than the script's."""
    assert judge(replace(with_execution(precisions=precisions), computes_in=computes_in)).verdict is verdict


def test_outputs_that_are_all_constant_show_nothing():
    """One of several is information; where no output varies, the comparison shows nothing."""
    constant = replace(OUTPUT, remark=CONSTANT)
    assert judged(replace(QUIET, outputs=(constant, constant)), "W_PARITY") is Verdict.INVALID
    assert judged(replace(QUIET, outputs=(OUTPUT, constant)), "W_DATA") is Verdict.VALID


def test_a_failure_is_invalid():
    """And nothing else is said of it."""
    failure = Failure(stage=Stage.LOAD, kind=Kind.CRASHED, message="no")
    judgement = judge(replace(QUIET, failure=failure, measurements=()))
    assert (judgement.verdict, [warning.code for warning in judgement.warnings]) == (Verdict.INVALID, ["W_FAILED"])


@pytest.mark.parametrize(("between", "verdict"), [(0.01, Verdict.VALID), (0.1, Verdict.NOISY)])
def test_a_result_that_is_known_to_5_percent_is_not_noisy(between, verdict):
    """Whatever its profile aims at: it is good enough to rank by. What was not reached is said all the same."""
    wide = result_of(
        Campaigns(3, between=between, spikes=0.0).processes(5, 100),
        settings=make_settings(processes=5, max_processes=5, target_half_width=0.001),
    )
    assert judge(wide).verdict is verdict
    assert any("after 5 processes; the target is ±0%" in sentence for sentence in sentences(wide, "W_WIDE_INTERVAL"))


def sentences(result, code):
    return [warning.sentence for warning in judge(result).warnings if warning.code == code]


@pytest.mark.parametrize(("ns", "block", "reported"), [(99_000, 1, True), (2000, 50, False), (101_000, 1, False)])
def test_inferences_that_the_clock_is_a_part_of_are_reported(ns, block, reported):
    """A reading takes 0.1 µs: from 0.1 ms on it is less than a thousandth, as in a block."""
    short = Measurement(name="latency", unit="ns", samples=(ns,) * 300, block=block)
    assert bool(sentences(replace(QUIET, measurements=(short,)), "W_SHORT")) is reported


def test_constants_that_were_not_varied_are_named_beside_those_that_were():
    """Masks stay as they are where ids are random."""
    varied = [replace(m, name="latency_varied") for m in QUIET.measurements]
    result = replace(with_execution(constant_inputs=("mask",)), measurements=(*QUIET.measurements, *varied))
    (sentence,) = sentences(result, "W_DATA")
    assert sentence.endswith("(+0.0%), the headline is that of the constants; mask stayed constant")


def test_constants_are_reported_in_the_mode_throughput():
    """Where nothing is varied."""
    level = [Measurement(name=name, unit="ns", samples=(10**6,) * 40) for name in ("request", "period")]
    settings = make_settings(mode="throughput", processes=1)
    result = replace(with_execution(constant_inputs=("x",)), settings=settings, measurements=tuple(level))
    assert sentences(result, "W_DATA") == ["constant inputs (x): no random ones were measured for comparison"]


def test_processes_that_ended_at_their_longest_time_are_reported():
    """B12: which condition was not met; the count, or the time where the samples are as many as there may be."""
    slow = result_of([[10**9] * 5] * 3, settings=make_settings(processes=3, max_time_s=5.0))
    unmet = "3 of 3 processes ended at their maximum time, 5 s, with as few as 5 of 30 samples"
    assert unmet in sentences(slow, "W_FEW_SAMPLES")
    counted = replace(slow, settings=replace(slow.settings, iterations=5))
    assert unmet not in sentences(counted, "W_FEW_SAMPLES")
    full = result_of([[1000] * MAX_SAMPLES], settings=make_settings(min_time_s=200.0, max_time_s=200.0))
    assert "a loop ended at 1,000,000 samples, after 1 s of 200 s" in sentences(full, "W_FEW_SAMPLES")


def test_a_level_that_ended_at_its_longest_time_is_reported():
    """As many completions as requests in flight, twice, or the requested count."""
    measured = [
        Measurement(name=name, unit="ns", samples=(10**9,) * 5, parallel=parallel)
        for parallel in (1, 20)
        for name in ("request", "period")
    ]
    settings = make_settings(mode="throughput", max_time_s=5.0)
    few = sentences(replace(QUIET, settings=settings, measurements=tuple(measured)), "W_FEW_SAMPLES")
    assert "1 of 1 processes ended at their maximum time, 5 s, with as few as 5 of 30 samples" in few


def test_the_worst_that_applies_is_the_verdict():
    """Invalid before throttled before contended."""
    both = replace(with_conditions(throttled_periods=1, steal_fraction=0.5), parity=Status.FAILED)
    assert judge(both).verdict is Verdict.INVALID
    assert judge(with_conditions(throttled_periods=1, steal_fraction=0.5)).verdict is Verdict.THROTTLED


@pytest.mark.parametrize(
    ("times_us", "expected"),
    [
        ({"latency_device": 100, "enqueue": 81}, True),
        ({"latency_device": 100, "enqueue": 79}, False),
        ({"latency_device": 10, "enqueue": 1}, False),
        ({"latency_device": 10}, True),
        ({"latency_device": 500}, False),
        ({"enqueue": 81}, False),
    ],
)
def test_a_gpu_that_waits_for_the_host_is_reported(times_us, expected):
    """By trtexec's rule where the host's part is known; else by the GPU's share of the whole time, here 1 ms."""
    reported = tuple(Measurement(name=name, unit="ns", samples=(us * 1000,)) for name, us in times_us.items())
    latency = tuple(m for m in QUIET.measurements if m.name != "latency")
    latency += (Measurement(name="latency", unit="ns", samples=(1_000_000,)),)
    codes = {warning.code for warning in judge(replace(QUIET, measurements=latency + reported)).warnings}
    assert ("W_ENQUEUE_BOUND" in codes) is expected


@pytest.mark.parametrize(
    ("providers", "in_device_memory", "verdict"),
    [
        ({"CUDAExecutionProvider": 9, "CPUExecutionProvider": 2}, True, Verdict.VALID),
        ({"CUDAExecutionProvider": 9, "CPUExecutionProvider": 2}, False, Verdict.INVALID),
        ({"CUDAExecutionProvider": 9, "Other": 2}, True, Verdict.INVALID),
    ],
)
def test_only_an_accelerators_model_may_have_nodes_on_the_cpu(providers, in_device_memory, verdict):
    """Its provider leaves computations on shapes to the CPU on purpose; another CPU engine does not."""
    result = with_execution(provider="CUDAExecutionProvider", providers=providers)
    if in_device_memory:
        memory = Measurement(name="memory_device", unit="bytes", samples=(1 << 20,), process=0)
        result = replace(result, measurements=(*result.measurements, memory))
    assert judged(result, "W_FALLBACK") is verdict


def test_a_drift_that_the_interval_covers_is_no_verdict():
    """A host that is noisy changes within a loop, too: the width says so, and ranks the result."""
    for between, verdict in ((0.004, Verdict.DRIFTING), (0.08, Verdict.NOISY)):
        ramp = Campaigns(10, between=between, within=0.01, spikes=0.0).processes(6, 300) * np.linspace(1.0, 1.06, 300)
        result = result_of(ramp, settings=make_settings(processes=6, max_processes=6, target_half_width=0.05))
        assert "W_DRIFT" in {one.code for one in judge(result).warnings}
        assert judge(result).verdict is verdict
