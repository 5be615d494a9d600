"""A result that is not of the work that its row names is invalid, with the reason and without a headline."""

import dataclasses

import pytest

from factories import Campaigns, stored_result
from turnkey_runner.contract import TensorSpec
from turnkeyml.dispatch.measured_work import work_of
from turnkeyml.results.evaluate import evaluate
from turnkeyml.results.peak_speed import peak_macs_per_s

X = (TensorSpec(name="x", dtype="float32", shape=(1, 4)),)


def stored(*, inputs=X, launcher="process", flags="avx2 fma avx", **work):
    plain = stored_result(Campaigns(6, within=0.01, between=0.004, spikes=0.0).processes())
    job = dataclasses.replace(plain.job, inputs=inputs)
    runner = {"cpu": "one", "cpu_flags": flags, "cpu_count": "2"}
    fields = {"structure": "s", **work}
    return dataclasses.replace(plain, job=job, launcher=launcher, runner=runner, **fields)


OTHER_WORK = {
    "a graph without inputs": {"inputs": ()},
    "a graph without the layers of the call": {"macs": 3_500_000, "call_macs": 231_000_000},
    "a graph without any layer of the call": {"macs": 0, "call_macs": 1000},
    "a graph whose layers read constants": {"macs": 1000, "constant_macs": 900, "call_macs": 1000},
    "a speed that no CPU has": {"macs": 10**14},
}


@pytest.mark.parametrize("fields", OTHER_WORK.values(), ids=OTHER_WORK)
def test_other_work_is_invalid_and_has_no_headline(fields):
    """Nor any other latency or throughput; the sentence says why."""
    evaluation = evaluate(stored(**fields))
    assert (evaluation.verdict, evaluation.reasons) == ("invalid", ("W_WORK",))
    assert (evaluation.latency_ms, evaluation.throughput_ips, evaluation.process_medians_ns) == (None, None, ())
    assert not [name for name in evaluation.metrics if name.startswith(("latency", "throughput"))]
    (sentence,) = (one.sentence for one in evaluation.warnings if one.code == "W_WORK")
    assert len(sentence) > 30


SAME_WORK = {
    "all of the call": {"macs": 1000, "call_macs": 1000},
    "more than the call, as decompositions have": {"macs": 1100, "call_macs": 1000},
    "a little less, as constant folding leaves": {"macs": 985, "call_macs": 1000},
    "unknown": {"macs": None, "call_macs": 1000},
    "of a call that nobody counted": {"macs": 1000, "call_macs": None},
    "a call without products": {"macs": 0, "call_macs": 0},
    "of an older version": {"structure": "", "inputs": ()},
    "a live model without inputs": {"inputs": (), "launcher": "worker"},
    "as fast as a good engine": {"macs": 10**8},
    "on a CPU that nobody knows": {"macs": 10**11, "flags": ""},
}


@pytest.mark.parametrize("fields", SAME_WORK.values(), ids=SAME_WORK)
def test_honest_work_is_not_accused(fields):
    """Not even by a remark."""
    evaluation = evaluate(stored(**fields))
    assert "W_WORK" not in [one.code for one in evaluation.warnings]
    assert evaluation.latency_ms is not None


def test_a_share_that_is_missing_is_said_without_a_verdict():
    """Five percent may be layers whose result nobody uses."""
    evaluation = evaluate(stored(macs=950, call_macs=1000))
    (warning,) = (one for one in evaluation.warnings if one.code == "W_WORK")
    assert warning.verdict is None
    assert "95%" in warning.sentence


def test_the_bound_of_a_cpu_follows_its_instructions_and_cores():
    """Wider vectors and narrower types allow more."""
    narrow, wide = (peak_macs_per_s(stored(flags=flags)) for flags in ("avx2 fma avx", "avx512f avx2 fma avx"))
    assert wide == 2 * narrow
    with_amx = stored(flags="amx_tile avx512f")
    lower = dataclasses.replace(with_amx, job=dataclasses.replace(with_amx.job, precision="int8"))
    assert peak_macs_per_s(lower) > peak_macs_per_s(with_amx)


def test_the_work_of_a_branch_is_not_known():
    """The smaller one may run."""
    from factories import example_artifact

    assert work_of(example_artifact(operators={"If": 1}, macs=5))["macs"] is None
    assert work_of(example_artifact(operators={"Gemm": 1}, macs=5))["macs"] == 5
    assert work_of(None) == {}
