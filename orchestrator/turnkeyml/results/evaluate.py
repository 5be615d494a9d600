"""What a result means: headline, interval, verdict, warnings and metrics, computed once from its raw samples."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
from pathlib import Path

import turnkey_runner
from turnkey_runner.stats.samples import process_medians
from turnkey_runner.stats.verdict_types import ResultWarning, Verdict
from turnkeyml.cache.store import Store
from turnkeyml.records import Evaluation, StoredResult

RATE_FACTOR = 2.0
"""Latency is a median of medians, throughput a mean: beyond this factor between them, a reader is warned."""


def evaluate(stored: StoredResult) -> Evaluation:
    """The stored evaluation where today's rules made it; else one computed from the samples, which are needed then."""
    if stored.evaluation is not None and is_current(stored):
        return stored.evaluation
    return compute_evaluation(stored)


def compute_evaluation(stored: StoredResult) -> Evaluation:
    """Evaluate the raw samples, and what only the orchestrator knows."""
    from turnkey_runner.stats.verdict import judge  # numpy: not needed where evaluations are stored
    from turnkeyml.results.metrics import compute_metrics

    judgement, metrics = judge(stored.result), compute_metrics(stored.result)
    warnings = (*judgement.warnings, *_left_out_warnings(stored), *_orchestrator_warnings(stored, metrics))
    verdict = next((one for one in Verdict if one in {warning.verdict for warning in warnings}), Verdict.VALID)
    return Evaluation(
        rules=rules(),
        verdict=verdict.value,
        reasons=tuple(dict.fromkeys(one.code for one in warnings if one.verdict is verdict)),
        latency_ms=metrics.get("latency_ms"),
        latency_low_ms=metrics.get("latency_low_ms"),
        latency_high_ms=metrics.get("latency_high_ms"),
        throughput_ips=metrics.get("throughput_ips"),
        warnings=warnings,
        metrics=metrics,
        process_medians_ns=tuple(process_medians(stored.result)),
    )


def is_current(stored: StoredResult) -> bool:
    """Whether a result's stored evaluation was computed by today's rules."""
    return stored.evaluation is not None and stored.evaluation.rules == rules()


def with_evaluation(stored: StoredResult) -> StoredResult:
    """The result with its evaluation."""
    return dataclasses.replace(stored, evaluation=evaluate(stored))


def read_evaluated(store: Store, stored: StoredResult) -> StoredResult:
    """A result that was read without samples, with its evaluation.

    The samples are read only where other rules made the stored evaluation. The result has no measurements afterwards.
    """
    if is_current(stored):
        return stored
    job = stored.job
    whole = store.find_result(stored.build, job.device, job.runtime, job.precision, job.settings.mode)
    return dataclasses.replace(stored, evaluation=compute_evaluation(whole or stored))


@functools.cache
def rules() -> str:
    """Digest of the code that evaluates: an edit changes it, which a version number may not."""
    assert turnkey_runner.__file__ is not None
    runner = Path(turnkey_runner.__file__).parent
    files = [*sorted((runner / "stats").glob("*.py")), *sorted((runner / "contract").glob("*.py"))]
    files += [Path(__file__), Path(__file__).with_name("metrics.py")]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


def _left_out_warnings(stored: StoredResult) -> list[ResultWarning]:
    """What was measured has not all inputs and outputs of the script's call: its work may be another one's."""
    if stored.result.failure is not None:
        return []
    return [ResultWarning(code="W_WORK", sentence=one, verdict=Verdict.INVALID) for one in stored.left_out]


def _orchestrator_warnings(stored: StoredResult, metrics: dict[str, float]) -> list[ResultWarning]:
    found = []
    if stored.deduplicated_from:
        sentence = f"measured with {stored.deduplicated_from}, which has the same structure (--dedupe)"
        found.append(ResultWarning(code="W_DEDUP", sentence=sentence))
    if stored.energy_missing:
        found.append(ResultWarning(code="W_POWER", sentence=f"no energy is given: {stored.energy_missing}"))
    latency_ms, throughput_ips = metrics.get("latency_ms"), metrics.get("throughput_ips")
    if stored.result.settings.mode == "latency" and latency_ms and throughput_ips:
        factor = 1e3 / latency_ms / throughput_ips
        if not 1 / RATE_FACTOR <= factor <= RATE_FACTOR:
            sentence = (
                f"the throughput, a mean over all samples, is {factor:.1f} times below the median latency's inverse: "
                "a few samples are much longer than the others"
            )
            if factor < 1:
                sentence = f"the median latency's inverse is {1 / factor:.1f} times below the throughput, a mean"
            found.append(ResultWarning(code="W_RATE", sentence=sentence))
    return found
