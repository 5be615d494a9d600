"""What a result means: headline, interval, verdict, warnings and metrics, computed once from its raw samples."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
from pathlib import Path

import turnkey_runner
from turnkey_runner.stats.samples import process_medians
from turnkey_runner.stats.verdict_types import ResultWarning, worst
from turnkeyml.cache.store import Store
from turnkeyml.records import Evaluation, StoredResult
from turnkeyml.results.work import find_work_warnings, is_other_work

RATE_FACTOR = 2.0
"""Beyond this factor between the throughput of the median and that of the mean, a reader is warned."""


def evaluate(stored: StoredResult) -> Evaluation:
    """The stored evaluation where today's rules made it; else one computed from the samples, which are needed then."""
    if stored.evaluation is not None and is_current(stored):
        return stored.evaluation
    return compute_evaluation(stored)


def compute_evaluation(stored: StoredResult) -> Evaluation:
    """Evaluate the raw samples, and what only the orchestrator knows. What is not the work has no headline."""
    from turnkey_runner.stats.verdict import judge  # numpy: not needed where evaluations are stored
    from turnkeyml.results.metrics import compute_metrics

    judgement, metrics = judge(stored.result), compute_metrics(stored.result)
    warnings = (*judgement.warnings, *_orchestrator_warnings(stored, metrics))
    medians_ns = tuple(process_medians(stored.result))
    if is_other_work(warnings):
        metrics, medians_ns = _without_headline(metrics), ()
    verdict = worst(warnings)
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
        process_medians_ns=medians_ns,
        method=stored.result.settings.method,
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
    files += [Path(__file__).with_name(name) for name in ("evaluate.py", "metrics.py", "peak_speed.py", "work.py")]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


def _without_headline(metrics: dict[str, float]) -> dict[str, float]:
    """The metrics without latency and throughput: they are of other work than the row names."""
    return {name: value for name, value in metrics.items() if not name.startswith(("latency_", "throughput_"))}


def _orchestrator_warnings(stored: StoredResult, metrics: dict[str, float]) -> list[ResultWarning]:
    found = [] if stored.result.failure is not None else list(find_work_warnings(stored, metrics))
    if stored.deduplicated_from:
        sentence = f"measured with {stored.deduplicated_from}, which has the same structure (--dedupe)"
        found.append(ResultWarning(code="W_DEDUP", sentence=sentence))
    if stored.energy_missing:
        found.append(ResultWarning(code="W_POWER", sentence=f"no energy is given: {stored.energy_missing}"))
    throughput_ips, mean_ips = metrics.get("throughput_ips"), metrics.get("throughput_mean_ips")
    if throughput_ips and mean_ips and not is_other_work(tuple(found)):
        factor = throughput_ips / mean_ips
        if not 1 / RATE_FACTOR <= factor <= RATE_FACTOR:
            sentence = (
                f"the throughput over the mean of all samples is {factor:.1f} times below that of the median: "
                "a few samples are much longer than the others"
            )
            if factor < 1:
                sentence = f"the throughput of the median is {1 / factor:.1f} times below that over the mean"
            found.append(ResultWarning(code="W_RATE", sentence=sentence))
    return found
