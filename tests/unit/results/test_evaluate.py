"""Evaluations are computed once, and again if another version stored them."""

import dataclasses

from factories import Campaigns, stored_result
from turnkey_runner.contract import Failure, Kind, Stage, codec
from turnkeyml.records import StoredResult
from turnkeyml.results.evaluate import evaluate, with_evaluation
from turnkeyml.results.metrics import compute_metrics


def test_an_evaluation_agrees_with_the_report():
    """Also after it was stored in the cache."""
    result = stored_result(Campaigns(3, between=0.004, spikes=0.0).processes())
    evaluation, figures = evaluate(result), compute_metrics(result.result)
    for name in ("latency_ms", "latency_low_ms", "latency_high_ms", "throughput_ips"):
        assert getattr(evaluation, name) == figures[name]
    kept = codec.decode(codec.encode(with_evaluation(result)), StoredResult)
    assert kept.evaluation == evaluation


def test_a_stored_evaluation_is_reused_only_under_the_same_rules():
    """Other code may come to another verdict."""
    result = with_evaluation(stored_result(Campaigns(4, between=0.004, spikes=0.0).processes()))
    odd = dataclasses.replace(result.evaluation, latency_ms=12345.0)
    assert evaluate(dataclasses.replace(result, evaluation=odd)) is odd
    older = dataclasses.replace(odd, rules="0123456789abcdef")
    assert evaluate(dataclasses.replace(result, evaluation=older)) == result.evaluation


def test_the_evaluation_of_a_failure_has_no_metrics():
    """Nothing was measured; the verdict is invalid."""
    result = stored_result([[1]])
    failure = Failure(stage=Stage.LOAD, kind=Kind.UNSUPPORTED, message="no such operator")
    failed = dataclasses.replace(
        result, result=dataclasses.replace(result.result, failure=failure, measurements=(), conditions=())
    )
    evaluation = evaluate(failed)
    assert (evaluation.latency_ms, evaluation.throughput_ips, evaluation.verdict) == (None, None, "invalid")


def test_deduplication_and_missing_energy_are_warnings_only():
    """They do not change the verdict."""
    plain = stored_result(Campaigns(5, within=0.01, between=0.004, spikes=0.0).processes())
    evaluation = evaluate(
        dataclasses.replace(plain, deduplicated_from="other_build", energy_missing="the loops took 2 s")
    )
    added = evaluation.warnings[len(evaluate(plain).warnings) :]
    assert [(warning.code, warning.verdict) for warning in added] == [("W_DEDUP", None), ("W_POWER", None)]
    assert "other_build" in added[0].sentence
    assert added[1].sentence == "no energy is given: the loops took 2 s"
    assert (evaluation.verdict, evaluation.reasons) == (evaluate(plain).verdict, evaluate(plain).reasons)


def test_a_throughput_that_contradicts_the_latency_is_a_warning():
    """Throughput is a mean and latency a median: a few long samples make them disagree."""
    steady = [[10**6 + number for number in range(100)]] * 2
    spiky = [[10**6 + number for number in range(98)] + [10**9] * 2] * 2
    codes = [[one.code for one in evaluate(stored_result(samples)).warnings] for samples in (steady, spiky)]
    assert ["W_RATE" in found for found in codes] == [False, True]


def test_a_result_of_a_graph_that_left_something_out_is_invalid():
    """Each reason is a warning; a failure has its own."""
    result = stored_result(Campaigns(5, between=0.004, spikes=0.0).processes())
    reasons = ("the outputs hold 1 tensor where none can be replaced: float32[3]",)
    evaluation = evaluate(dataclasses.replace(result, left_out=reasons))
    assert (evaluation.verdict, evaluation.reasons) == ("invalid", ("W_WORK",))
    assert [one.sentence for one in evaluation.warnings if one.code == "W_WORK"] == list(reasons)
