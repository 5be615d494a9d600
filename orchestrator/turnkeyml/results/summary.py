"""What a run says of a result: the verdict and the headline, from its raw samples or as they were filed."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
from pathlib import Path

import turnkey_runner
from turnkey_runner.stats.verdict import Caution, Judgement, judge
from turnkeyml.records import Brief, FiledResult
from turnkeyml.results import metrics


def brief_of(filed: FiledResult) -> Brief:
    """As it was filed, where the rules were the same; else computed."""
    if filed.brief is not None and is_current(filed):
        return filed.brief
    judgement = judgement_of(filed)
    reasons = dict.fromkeys(c.code for c in judgement.cautions if c.verdict is judgement.verdict)
    rates = metrics.rates_of(filed.result)
    return Brief(
        rules=rules(),
        verdict=judgement.verdict.value,
        reasons=tuple(reasons),
        latency_ms=rates["latency_ms"],
        latency_low_ms=rates["latency_low_ms"],
        latency_high_ms=rates["latency_high_ms"],
        throughput_ips=rates["throughput_ips"],
        cautions=judgement.cautions,
    )


def judgement_of(filed: FiledResult) -> Judgement:
    """That of the raw samples, and what the orchestrator alone knows, which changes no verdict."""
    judgement = judge(filed.result)
    further = []
    if filed.measured_as:
        sentence = f"measured with {filed.measured_as}, which has the same structure (--dedupe)"
        further.append(Caution(code="W_TWIN", sentence=sentence))
    if filed.energy_missing:
        further.append(Caution(code="W_POWER", sentence=f"no energy is given: {filed.energy_missing}"))
    return dataclasses.replace(judgement, cautions=(*judgement.cautions, *further))


def is_current(filed: FiledResult) -> bool:
    """Whether what was filed can be said as it is, without the samples."""
    return filed.brief is not None and filed.brief.rules == rules()


def with_brief(filed: FiledResult) -> FiledResult:
    """The result with what a run says of it."""
    return dataclasses.replace(filed, brief=brief_of(filed))


@functools.cache
def rules() -> str:
    """Digest of the code that judges and summarizes, which an edit changes and a version number may not."""
    assert turnkey_runner.__file__ is not None
    files = [*sorted(Path(turnkey_runner.__file__).parent.rglob("*.py")), Path(metrics.__file__), Path(__file__)]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]
