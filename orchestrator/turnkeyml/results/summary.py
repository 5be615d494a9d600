"""What a run says of a result: the verdict and the headline, from its raw samples or as they were filed."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
from pathlib import Path

import turnkey_runner
from turnkey_runner.stats.verdict import Judgement, ResultWarning, judge
from turnkeyml.records import Evaluation, StoredResult
from turnkeyml.results import metrics


def evaluate(stored: StoredResult) -> Evaluation:
    """As it was filed, where the rules were the same; else computed."""
    if stored.evaluation is not None and is_current(stored):
        return stored.evaluation
    judgement = judge_stored(stored)
    reasons = dict.fromkeys(c.code for c in judgement.warnings if c.verdict is judgement.verdict)
    rates = metrics.compute_rates(stored.result)
    return Evaluation(
        rules=rules(),
        verdict=judgement.verdict.value,
        reasons=tuple(reasons),
        latency_ms=rates["latency_ms"],
        latency_low_ms=rates["latency_low_ms"],
        latency_high_ms=rates["latency_high_ms"],
        throughput_ips=rates["throughput_ips"],
        warnings=judgement.warnings,
    )


def judge_stored(stored: StoredResult) -> Judgement:
    """That of the raw samples, and what the orchestrator alone knows, which changes no verdict."""
    judgement = judge(stored.result)
    further = []
    if stored.deduplicated_from:
        sentence = f"measured with {stored.deduplicated_from}, which has the same structure (--dedupe)"
        further.append(ResultWarning(code="W_DEDUP", sentence=sentence))
    if stored.energy_missing:
        further.append(ResultWarning(code="W_POWER", sentence=f"no energy is given: {stored.energy_missing}"))
    return dataclasses.replace(judgement, warnings=(*judgement.warnings, *further))


def is_current(stored: StoredResult) -> bool:
    """Whether what was filed can be said as it is, without the samples."""
    return stored.evaluation is not None and stored.evaluation.rules == rules()


def with_evaluation(stored: StoredResult) -> StoredResult:
    """The result with what a run says of it."""
    return dataclasses.replace(stored, evaluation=evaluate(stored))


@functools.cache
def rules() -> str:
    """Digest of the code that judges and summarizes, which an edit changes and a version number may not."""
    assert turnkey_runner.__file__ is not None
    files = [*sorted(Path(turnkey_runner.__file__).parent.rglob("*.py")), Path(metrics.__file__), Path(__file__)]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]
