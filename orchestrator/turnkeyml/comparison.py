"""What got faster or slower from one cache to another: process medians only, corrected over all pairs."""

from __future__ import annotations

import dataclasses
import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from turnkey_runner.intervals import Ratio, correct, ratio_of
from turnkey_runner.statistics import headline_samples
from turnkeyml.cache.store import Store
from turnkeyml.comparability import find_differences, lie_apart
from turnkeyml.records import FiledResult

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
class Least:
    """How far two results must differ, as a share, to be called different."""

    threshold: float
    """What a person cares for."""
    noise_floor: float = 0.0
    """What equal measurements that follow one another differ by on this machine."""
    between_runs: float = 0.0
    """What they differ by minutes apart; where the processes of both lie apart, their intervals know some of that."""
    cpu: str = ""
    """Of the machine whose noise that is: results of another one have a noise that is not known. Empty: of all."""

    def of(self, base: FiledResult, new: FiledResult) -> float:
        """That of two results; never below the smallest credible effect."""
        floor = self.noise_floor if lie_apart(base) and lie_apart(new) else self.between_runs
        here = not self.cpu or self.cpu in (base.runner.get("cpu"), new.runner.get("cpu"))
        return max(self.threshold, MINIMUM_EFFECT, floor if here else 0.0)


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One job in both caches, and what its comparison says; no sample of it is kept."""

    build: str
    device: str
    base_runtime: str
    runtime: str
    precision: str
    base_ms: float | None
    """The headline; None where nothing was measured."""
    new_ms: float | None
    least: float
    """The effect, as a share, from which on these two are different."""
    change: Change
    reason: str = ""
    """Why they are not comparable, or why nothing can be said."""
    ratio: Ratio | None = None


def compare_stores(base: Store, new: Store, least: Least) -> list[Pair]:
    """Compare the results that both caches have of the same build, device, runtime, precision and mode."""
    return compare_pairs(_in_both(base, new), least)


def compare_within(store: Store, by: str, least: Least) -> list[Pair]:
    """Compare a build's results with one another, by device, runtime or precision; the first of each is the base."""
    return compare_pairs(_of_builds(store, by), least, across=by)


def compare_pairs(pairs: Iterable[tuple[FiledResult, FiledResult]], least: Least, across: str = "") -> list[Pair]:
    """Judge each pair, corrected over all of them. The results are looked at one pair at a time."""
    judged = [_first_look(base, new, least, across) for base, new in pairs]
    measured = [pair for pair in judged if pair.ratio is not None]
    corrected = correct([pair.ratio.p_value for pair in measured if pair.ratio is not None])
    final = {id(pair): _with_change(pair, p_value) for pair, p_value in zip(measured, corrected, strict=True)}
    return [final.get(id(pair), pair) for pair in judged]


def _in_both(base: Store, new: Store) -> Iterator[tuple[FiledResult, FiledResult]]:
    for name in base.build_names():
        others = {_identity(filed): filed for filed in new.results(name)}
        for filed in base.results(name) if others else ():
            other = others.get(_identity(filed))
            if other is not None:
                yield filed, other


def _of_builds(store: Store, by: str) -> Iterator[tuple[FiledResult, FiledResult]]:
    for name in store.build_names():
        groups: dict[tuple[str, ...], FiledResult] = {}
        for filed in store.results(name):
            rest = tuple(word for key, word in _identity(filed) if key != by)
            first = groups.setdefault(rest, filed)
            if first is not filed:
                yield first, filed


def _identity(filed: FiledResult) -> tuple[tuple[str, str], ...]:
    """What a result is of, within its build: words by the names that `--by` has for them."""
    job = filed.job
    return (
        ("device", job.device),
        ("runtime", job.runtime),
        ("precision", job.precision),
        ("mode", job.settings.mode),
    )


def _first_look(base: FiledResult, new: FiledResult, least: Least, across: str) -> Pair:
    medians = [[statistics.median(one) for one in headline_samples(filed.result)] for filed in (base, new)]
    base_ms, new_ms = (statistics.median(one) / 1e6 if one else None for one in medians)
    pair = Pair(
        build=base.build,
        device=new.job.device,
        base_runtime=base.job.runtime,
        runtime=new.job.runtime,
        precision=new.job.precision,
        base_ms=base_ms,
        new_ms=new_ms,
        least=least.of(base, new),
        change=Change.NOT_COMPARABLE,
    )
    reason = "; ".join(find_differences(base, new, across))
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
