"""What a run says of a result: computed once, and again where another version filed it."""

import dataclasses

from factories import Campaigns, stored_result
from turnkey_runner.contract import Failure, Kind, Stage, codec
from turnkeyml.records import StoredResult
from turnkeyml.results.evaluate import evaluate, with_evaluation
from turnkeyml.results.metrics import compute_metrics


def test_a_brief_says_what_the_report_says():
    """And is the same after it lay in the cache."""
    result = stored_result(Campaigns(3, between=0.004, spikes=0.0).processes())
    evaluation, figures = evaluate(result), compute_metrics(result.result)
    for name in ("latency_ms", "latency_low_ms", "latency_high_ms", "throughput_ips"):
        assert getattr(evaluation, name) == figures[name]
    kept = codec.decode(codec.encode(with_evaluation(result)), StoredResult)
    assert kept.evaluation == evaluation


def test_what_was_filed_is_taken_as_it_is_under_the_same_rules_only():
    """Another one may judge otherwise."""
    result = with_evaluation(stored_result(Campaigns(4, between=0.004, spikes=0.0).processes()))
    odd = dataclasses.replace(result.evaluation, latency_ms=12345.0)
    assert evaluate(dataclasses.replace(result, evaluation=odd)) is odd
    older = dataclasses.replace(odd, rules="0123456789abcdef")
    assert evaluate(dataclasses.replace(result, evaluation=older)) == result.evaluation


def test_a_failure_has_a_brief_without_figures():
    """Nothing was measured, and the verdict says so."""
    result = stored_result([[1]])
    failure = Failure(stage=Stage.LOAD, kind=Kind.UNSUPPORTED, message="no such operator")
    failed = dataclasses.replace(
        result, result=dataclasses.replace(result.result, failure=failure, measurements=(), conditions=())
    )
    evaluation = evaluate(failed)
    assert (evaluation.latency_ms, evaluation.throughput_ips, evaluation.verdict) == (None, None, "invalid")


def test_what_the_orchestrator_alone_knows_is_a_warning_and_no_verdict():
    """Whose numbers these are, and why there is no energy."""
    plain = stored_result(Campaigns(5, within=0.01, between=0.004, spikes=0.0).processes())
    told = evaluate(dataclasses.replace(plain, deduplicated_from="other_build", energy_missing="the loops took 2 s"))
    further = told.warnings[len(evaluate(plain).warnings) :]
    assert [(caution.code, caution.verdict) for caution in further] == [("W_DEDUP", None), ("W_POWER", None)]
    assert "other_build" in further[0].sentence
    assert further[1].sentence == "no energy is given: the loops took 2 s"
    assert (told.verdict, told.reasons) == (evaluate(plain).verdict, evaluate(plain).reasons)


def test_a_throughput_that_belies_the_latency_is_a_warning():
    """B19: one is a mean, the other a median; a few long samples part them, and a reader divides."""
    steady = [[10**6 + number for number in range(100)]] * 2
    spiky = [[10**6 + number for number in range(98)] + [10**9] * 2] * 2
    codes = [[one.code for one in evaluate(stored_result(samples)).warnings] for samples in (steady, spiky)]
    assert ["W_RATE" in found for found in codes] == [False, True]
