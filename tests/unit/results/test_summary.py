"""What a run says of a result: computed once, and again where another version filed it."""

import dataclasses

from turnkey_runner.contract import Failure, Kind, Stage, codec
from turnkeyml.records import FiledResult
from turnkeyml.results.metrics import figures_of
from turnkeyml.results.summary import brief_of, with_brief
from unit.results.test_compare import filed
from unit.turnkey_runner.stats.simulator import Campaigns


def test_a_brief_says_what_the_report_says():
    """And is the same after it lay in the cache."""
    result = filed(Campaigns(3, between=0.004, spikes=0.0).processes())
    brief, figures = brief_of(result), figures_of(result)
    for name in ("latency_ms", "latency_low_ms", "latency_high_ms", "throughput_ips"):
        assert getattr(brief, name) == figures[name]
    kept = codec.decode(codec.encode(with_brief(result)), FiledResult)
    assert kept.brief == brief


def test_what_was_filed_is_taken_as_it_is_under_the_same_rules_only():
    """Another one may judge otherwise."""
    result = with_brief(filed(Campaigns(4, between=0.004, spikes=0.0).processes()))
    odd = dataclasses.replace(result.brief, latency_ms=12345.0)
    assert brief_of(dataclasses.replace(result, brief=odd)) is odd
    older = dataclasses.replace(odd, rules="0123456789abcdef")
    assert brief_of(dataclasses.replace(result, brief=older)) == result.brief


def test_a_failure_has_a_brief_without_figures():
    """Nothing was measured, and the verdict says so."""
    result = filed([[1]])
    failure = Failure(stage=Stage.LOAD, kind=Kind.UNSUPPORTED, message="no such operator")
    failed = dataclasses.replace(
        result, result=dataclasses.replace(result.result, failure=failure, measurements=(), conditions=())
    )
    brief = brief_of(failed)
    assert (brief.latency_ms, brief.throughput_ips, brief.verdict) == (None, None, "invalid")


def test_what_the_orchestrator_alone_knows_is_a_warning_and_no_verdict():
    """Whose numbers these are, and why there is no energy."""
    plain = filed(Campaigns(5, within=0.01, between=0.004, spikes=0.0).processes())
    told = brief_of(dataclasses.replace(plain, measured_as="other_build", energy_missing="the loops took 2 s"))
    further = told.cautions[len(brief_of(plain).cautions) :]
    assert [(caution.code, caution.verdict) for caution in further] == [("W_TWIN", None), ("W_POWER", None)]
    assert "other_build" in further[0].sentence
    assert further[1].sentence == "no energy is given: the loops took 2 s"
    assert (told.verdict, told.reasons) == (brief_of(plain).verdict, brief_of(plain).reasons)
