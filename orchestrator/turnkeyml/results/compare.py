"""What got faster or slower from one cache to another: the ratio of the headlines, corrected over all pairs."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from turnkey_runner.stats.intervals import Ratio, correct
from turnkeyml.records import Evaluation, StoredResult
from turnkeyml.results.comparability import are_spread_out, broke, incomparability_reasons
from turnkeyml.results.evaluate import evaluate
from turnkeyml.results.pairing import ResultPair
from turnkeyml.results.ratio import ratio_between

SIGNIFICANCE = 0.05
MINIMUM_EFFECT = 0.02


class Change(StrEnum):
    """What became of one model."""

    SLOWER = "slower"
    FASTER = "faster"
    SAME = "same"
    AMBIGUOUS = "ambiguous"
    NOT_COMPARABLE = "not comparable"


@dataclass(frozen=True, kw_only=True)
class EffectThreshold:
    """How far two results must differ, as a share, to be called different."""

    threshold: float
    """What a person cares about."""
    noise_floor: float = 0.0
    """What equal measurements that follow one another differ by on this machine."""
    between_runs: float = 0.0
    """What they differ by minutes apart. Where both are spread out, their intervals cover part of it."""
    cpu: str = ""
    """The CPU of that noise; the noise of another one is unknown. Empty: the noise applies to all."""

    def of(self, base: StoredResult, new: StoredResult) -> float:
        """The threshold for two results; never below the smallest credible effect."""
        floor = self.noise_floor if are_spread_out(base) and are_spread_out(new) else self.between_runs
        applies = not self.cpu or self.cpu in (base.runner.get("cpu"), new.runner.get("cpu"))
        return max(self.threshold, MINIMUM_EFFECT, floor if applies else 0.0)


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two results of a build, and the outcome of their comparison."""

    build: str
    base_device: str
    device: str
    base_runtime: str
    runtime: str
    base_precision: str
    precision: str
    mode: str
    base_requests: int | None
    """Requests in flight at the level of the headline; None where nothing was measured."""
    requests: int | None
    base_ms: float | None
    """The headline; None where nothing was measured."""
    new_ms: float | None
    min_effect: float
    """The effect, as a share, from which on these two count as different."""
    change: Change
    reason: str = ""
    """Why they are not comparable, or why the change is ambiguous."""
    ratio: Ratio | None = None
    broke: bool = False
    """The base worked; the new one fails, or gives other outputs than PyTorch."""

    @property
    def compared_ms(self) -> tuple[float | None, float | None]:
        """The times that the ratio is of; the headlines where there is no ratio."""
        if self.ratio is None:
            return self.base_ms, self.new_ms
        return self.ratio.base / 1e6, self.ratio.new / 1e6


def compare_pairs(pairs: Iterable[ResultPair], threshold: EffectThreshold, across: str = "") -> list[Pair]:
    """Compare each pair, corrected over all of them. Only one pair is in memory at a time.

    `across` is what may differ within a pair: device, runtime or precision; empty for the same job of two caches.
    """
    compared = [_compare_pair(base, new, threshold, across) for base, new in pairs]
    measured = [pair for pair in compared if pair.ratio is not None]
    corrected = correct([pair.ratio.p_value for pair in measured if pair.ratio is not None])
    final = {id(pair): _with_change(pair, p_value) for pair, p_value in zip(measured, corrected, strict=True)}
    return [final.get(id(pair), pair) for pair in compared]


def _compare_pair(base: StoredResult, new: StoredResult, threshold: EffectThreshold, across: str) -> Pair:
    evaluations = [evaluate(stored) for stored in (base, new)]
    pair = Pair(
        build=base.build,
        base_device=base.job.device,
        device=new.job.device,
        base_runtime=base.job.runtime,
        runtime=new.job.runtime,
        base_precision=base.job.precision,
        precision=new.job.precision,
        mode=new.job.settings.mode,
        base_requests=_requests(evaluations[0]),
        requests=_requests(evaluations[1]),
        base_ms=_headline_ms(evaluations[0]),
        new_ms=_headline_ms(evaluations[1]),
        min_effect=threshold.of(base, new),
        change=Change.NOT_COMPARABLE,
        broke=not across and broke(base, new),
    )
    reason = "; ".join(incomparability_reasons(base, new, across))
    if reason:
        return dataclasses.replace(pair, reason=reason)
    ratio = ratio_between(*evaluations)
    if ratio is None:
        return dataclasses.replace(pair, reason="a single process says nothing of the next; use --profile standard")
    return dataclasses.replace(pair, ratio=ratio)


def _headline_ms(evaluation: Evaluation) -> float | None:
    """The headline as a time per inference: in throughput mode, `latency_ms` is that of a request."""
    if not evaluation.process_medians_ns or evaluation.throughput_ips is None:
        return None
    return 1e3 / evaluation.throughput_ips


def _requests(evaluation: Evaluation) -> int | None:
    found = evaluation.metrics.get("parallel_requests")
    return None if found is None else int(found)


def _with_change(pair: Pair, p_value: float) -> Pair:
    assert pair.ratio is not None
    ratio, min_effect = pair.ratio, pair.min_effect
    if p_value < SIGNIFICANCE and abs(ratio.value - 1) > min_effect:
        change = Change.SLOWER if ratio.value > 1 else Change.FASTER
        return dataclasses.replace(pair, change=change)
    if ratio.interval.low > 1 - min_effect and ratio.interval.high < 1 + min_effect:
        return dataclasses.replace(pair, change=Change.SAME)
    reason = f"the interval {ratio.interval.low:.2f} to {ratio.interval.high:.2f} is too wide to tell"
    return dataclasses.replace(pair, change=Change.AMBIGUOUS, reason=reason)


def count(pairs: Iterable[Pair]) -> dict[Change, int]:
    """How many pairs each change has."""
    found = [pair.change for pair in pairs]
    return {change: found.count(change) for change in Change}


def is_regression(pairs: Iterable[Pair]) -> bool:
    """Whether anything got slower, or stopped working."""
    return any(pair.change is Change.SLOWER or pair.broke for pair in pairs)


def has_compared(pairs: Iterable[Pair]) -> bool:
    """Whether any pair could be compared at all."""
    return any(pair.change is not Change.NOT_COMPARABLE for pair in pairs)
