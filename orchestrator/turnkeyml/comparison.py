"""What got faster or slower from one cache to another: process medians only, corrected over all pairs."""

from __future__ import annotations

import dataclasses
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from turnkey_runner.contract import Status
from turnkey_runner.intervals import Ratio, correct, ratio_of
from turnkey_runner.statistics import headline_samples
from turnkey_runner.verdict import Verdict, judge
from turnkeyml.cache.store import Store
from turnkeyml.records import FiledResult

SIGNIFICANCE = 0.05
MINIMUM_EFFECT = 0.02
CLOCK_SPREAD = 0.03
APART_S = 15.0
"""Processes with such gaps between them have seen more than one state of a machine that drifts."""


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
        floor = self.noise_floor if _lie_apart(base) and _lie_apart(new) else self.between_runs
        here = not self.cpu or self.cpu in (base.runner.get("cpu"), new.runner.get("cpu"))
        return max(self.threshold, MINIMUM_EFFECT, floor if here else 0.0)


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One job in both caches, and what its comparison says."""

    build: str
    base: FiledResult
    new: FiledResult
    change: Change
    reason: str = ""
    """Why they are not comparable, or why nothing can be said."""
    ratio: Ratio | None = None


def compare_stores(base: Store, new: Store, least: Least) -> list[Pair]:
    """Compare the results that both caches have of the same build, device, runtime, precision and mode."""
    first, second = _by_identity(base), _by_identity(new)
    pairs = [(name, first[name], second[name]) for name in first if name in second]
    return compare_pairs([(name[0], one, other) for name, one, other in pairs], least)


def compare_within(store: Store, by: str, least: Least) -> list[Pair]:
    """Compare a build's results with one another, by device, runtime or precision; the first of each is the base."""
    groups: dict[tuple[str, ...], list[FiledResult]] = {}
    for identity, filed in _by_identity(store).items():
        rest = tuple(word for name, word in zip(_IDENTITY, identity, strict=True) if name != by)
        groups.setdefault(rest, []).append(filed)
    pairs = [(filed.build, group[0], filed) for group in groups.values() for filed in group[1:]]
    return compare_pairs(pairs, least, across=by)


def compare_pairs(pairs: Sequence[tuple[str, FiledResult, FiledResult]], least: Least, across: str = "") -> list[Pair]:
    """Judge each pair, corrected over all of them."""
    judged = [_first_look(build, base, new, across) for build, base, new in pairs]
    measured = [pair for pair in judged if pair.ratio is not None]
    corrected = correct([pair.ratio.p_value for pair in measured if pair.ratio is not None])
    final = {
        id(pair): _with_change(pair, p_value, least.of(pair.base, pair.new))
        for pair, p_value in zip(measured, corrected, strict=True)
    }
    return [final.get(id(pair), pair) for pair in judged]


_IDENTITY = ("build", "device", "runtime", "precision", "mode")


def _by_identity(store: Store) -> dict[tuple[str, ...], FiledResult]:
    return {
        (filed.build, filed.job.device, filed.job.runtime, filed.job.precision, filed.job.settings.mode): filed
        for name in store.build_names()
        for filed in store.results(name)
    }


def _first_look(build: str, base: FiledResult, new: FiledResult, across: str) -> Pair:
    pair = Pair(build=build, base=base, new=new, change=Change.NOT_COMPARABLE)
    reason = "; ".join(_differences(base, new, across))
    if reason:
        return dataclasses.replace(pair, reason=reason)
    medians = [[statistics.median(one) for one in headline_samples(filed.result)] for filed in (base, new)]
    ratio = ratio_of(*medians)
    if ratio is None:
        return dataclasses.replace(pair, reason="a single process says nothing of the next; use --profile standard")
    return dataclasses.replace(pair, ratio=ratio)


def _differences(base: FiledResult, new: FiledResult, across: str) -> Iterator[str]:
    """Why two results must not be compared."""
    for name, filed in (("base", base), ("new", new)):
        if filed.result.failure is not None:
            yield f"{name} failed"
        elif filed.result.parity is Status.FAILED:
            yield f"{name} gives other outputs than PyTorch"
        else:
            yield from (f"{name} is invalid ({code})" for code in _wrongs(filed))
        if any(one.throttled_periods for one in filed.result.conditions):
            yield f"{name} was throttled by a CPU quota"
        held = sorted({word for one in filed.result.conditions if one.gpu for word in one.gpu.throttle_reasons})
        if held:
            yield f"{name} was throttled by its card ({', '.join(held)})"
    if base.result.settings.method != new.result.settings.method:
        yield f"method {base.result.settings.method} and {new.result.settings.method}"
    if base.result.threads != new.result.threads:
        yield f"{base.result.threads} and {new.result.threads} threads"
    if across != "device":
        yield from _machines(base, new)
    if across != "precision" and _precisions(base) != _precisions(new) and across != "runtime":
        yield f"computed in {_precisions(base)} and in {_precisions(new)}"
    for what, clock in (("CPU", _clock), ("card", _card_clock)):
        clocks = [clock(filed) for filed in (base, new)]
        if all(clocks) and max(clocks) > min(clocks) * (1 + CLOCK_SPREAD):
            yield f"the {what} ran at {clocks[0]:.0f} and at {clocks[1]:.0f} MHz"


def _wrongs(filed: FiledResult) -> tuple[str, ...]:
    """Why a result is not one of what was asked for. Outputs that nothing could be compared with are the same ones."""
    wrongs = (caution.code for caution in judge(filed.result).cautions if caution.verdict is Verdict.INVALID)
    return tuple(code for code in dict.fromkeys(wrongs) if code != "W_PARITY")


_MACHINE = ("cpu", "cpu_flags", "gpu")
"""What makes a machine another one, of what a runner tells of it; a hypervisor gives different CPUs one name."""


def _machines(base: FiledResult, new: FiledResult) -> Iterator[str]:
    for name in _MACHINE:
        one, other = base.runner.get(name), new.runner.get(name)
        if one and other and one != other:
            yield f"measured on {one} and on {other}"
    if base.job.gpu != new.job.gpu:
        yield f"measured on the card {base.job.gpu or 0} and on {new.job.gpu or 0}"


def _precisions(filed: FiledResult) -> str:
    executed = filed.result.executed
    floats = [name for name in (executed.precisions if executed else ()) if name in ("f64", "f32", "f16", "bf16")]
    return ", ".join(sorted(floats)) or filed.result.precision


def _lie_apart(filed: FiledResult) -> bool:
    """Whether as many processes as were asked for began `APART_S` after one another, or later."""
    counted: list[int] = []
    for began_ns in sorted(one.started_ns for one in filed.result.conditions if one.started_ns is not None):
        if not counted or began_ns - counted[-1] >= APART_S * 1e9:
            counted.append(began_ns)
    return len(counted) >= filed.result.settings.processes


def _clock(filed: FiledResult) -> float:
    found = [one.frequency_mhz for one in filed.result.conditions if one.frequency_mhz]
    return statistics.fmean(found) if found else 0.0


def _card_clock(filed: FiledResult) -> float:
    found = [one.gpu.sm_clock_mhz[1] for one in filed.result.conditions if one.gpu and len(one.gpu.sm_clock_mhz) > 1]
    return statistics.fmean(found) if found else 0.0


def _with_change(pair: Pair, p_value: float, least: float) -> Pair:
    assert pair.ratio is not None
    ratio = pair.ratio
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
