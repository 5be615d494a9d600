"""What got faster or slower from one cache to another: process medians only, corrected over all pairs."""

from __future__ import annotations

import dataclasses
import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from turnkey_runner.stats.intervals import Ratio, correct, ratio_of
from turnkey_runner.stats.summary import headline_samples
from turnkeyml.records import StoredResult
from turnkeyml.results.comparability import are_spread_out, broke, incomparability_reasons
from turnkeyml.results.pairing import ResultPair

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
    """What a person cares for."""
    noise_floor: float = 0.0
    """What equal measurements that follow one another differ by on this machine."""
    between_runs: float = 0.0
    """What they differ by minutes apart; where the processes of both lie apart, their intervals know some of that."""
    cpu: str = ""
    """Of the machine whose noise that is: results of another one have a noise that is not known. Empty: of all."""

    def of(self, base: StoredResult, new: StoredResult) -> float:
        """That of two results; never below the smallest credible effect."""
        floor = self.noise_floor if are_spread_out(base) and are_spread_out(new) else self.between_runs
        here = not self.cpu or self.cpu in (base.runner.get("cpu"), new.runner.get("cpu"))
        return max(self.threshold, MINIMUM_EFFECT, floor if here else 0.0)


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two results of a build, and what their comparison says; no sample of them is kept."""

    build: str
    base_device: str
    device: str
    base_runtime: str
    runtime: str
    base_precision: str
    precision: str
    mode: str
    base_ms: float | None
    """The headline; None where nothing was measured."""
    new_ms: float | None
    least: float
    """The effect, as a share, from which on these two are different."""
    change: Change
    reason: str = ""
    """Why they are not comparable, or why nothing can be said."""
    ratio: Ratio | None = None
    broke: bool = False
    """The base worked; the new one fails, or gives other outputs than PyTorch."""


def compare_pairs(pairs: Iterable[ResultPair], least: EffectThreshold, across: str = "") -> list[Pair]:
    """Judge each pair, corrected over all of them. The results are looked at one pair at a time.

    `across` is what may differ within a pair: device, runtime or precision; empty for the same job of two caches.
    """
    judged = [_compare_pair(base, new, least, across) for base, new in pairs]
    measured = [pair for pair in judged if pair.ratio is not None]
    corrected = correct([pair.ratio.p_value for pair in measured if pair.ratio is not None])
    final = {id(pair): _with_change(pair, p_value) for pair, p_value in zip(measured, corrected, strict=True)}
    return [final.get(id(pair), pair) for pair in judged]


def _compare_pair(base: StoredResult, new: StoredResult, least: EffectThreshold, across: str) -> Pair:
    medians = [[statistics.median(one) for one in headline_samples(stored.result)] for stored in (base, new)]
    base_ms, new_ms = (statistics.median(one) / 1e6 if one else None for one in medians)
    pair = Pair(
        build=base.build,
        base_device=base.job.device,
        device=new.job.device,
        base_runtime=base.job.runtime,
        runtime=new.job.runtime,
        base_precision=base.job.precision,
        precision=new.job.precision,
        mode=new.job.settings.mode,
        base_ms=base_ms,
        new_ms=new_ms,
        least=least.of(base, new),
        change=Change.NOT_COMPARABLE,
        broke=not across and broke(base, new),
    )
    reason = "; ".join(incomparability_reasons(base, new, across))
    if reason:
        return dataclasses.replace(pair, reason=reason)
    ratio = ratio_of(*medians)
    if ratio is None:
        return dataclasses.replace(pair, reason="a single process says nothing of the next; use --profile standard")
    return dataclasses.replace(pair, ratio=ratio)


def _with_change(pair: Pair, p_value: float) -> Pair:
    assert pair.ratio is not None
    ratio, least = pair.ratio, pair.least
    if p_value < SIGNIFICANCE and abs(ratio.value - 1) > least:
        change = Change.SLOWER if ratio.value > 1 else Change.FASTER
        return dataclasses.replace(pair, change=change)
    if ratio.interval.low > 1 - least and ratio.interval.high < 1 + least:
        return dataclasses.replace(pair, change=Change.SAME)
    reason = f"the interval {ratio.interval.low:.2f} to {ratio.interval.high:.2f} is too wide to tell"
    return dataclasses.replace(pair, change=Change.AMBIGUOUS, reason=reason)


def count(pairs: Iterable[Pair]) -> dict[Change, int]:
    """How many pairs each change has."""
    found = [pair.change for pair in pairs]
    return {change: found.count(change) for change in Change}


def is_regression(pairs: Iterable[Pair]) -> bool:
    """Whether anything got slower, or does not work any more."""
    return any(pair.change is Change.SLOWER or pair.broke for pair in pairs)
