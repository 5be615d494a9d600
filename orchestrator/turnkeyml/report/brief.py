"""What a run says of a result: the verdict and the headline, from its raw samples or as they were filed."""

from __future__ import annotations

import dataclasses

import turnkeyml
from turnkey_runner.verdict import judge
from turnkeyml.records import Brief, FiledResult
from turnkeyml.report.figures import rates_of


def brief_of(filed: FiledResult) -> Brief:
    """As it was filed by this version of turnkey; else computed."""
    if filed.brief is not None and filed.brief.version == turnkeyml.__version__:
        return filed.brief
    judgement = judge(filed.result)
    reasons = dict.fromkeys(c.code for c in judgement.cautions if c.verdict is judgement.verdict)
    rates = rates_of(filed.result)
    return Brief(
        version=turnkeyml.__version__,
        verdict=judgement.verdict.value,
        reasons=tuple(reasons),
        latency_ms=rates["latency_ms"],
        latency_low_ms=rates["latency_low_ms"],
        latency_high_ms=rates["latency_high_ms"],
        throughput_ips=rates["throughput_ips"],
    )


def with_brief(filed: FiledResult) -> FiledResult:
    """The result with what a run says of it."""
    return dataclasses.replace(filed, brief=brief_of(filed))
