"""Whether two results may be held against one another, and why not."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from turnkey_runner.contract import Status
from turnkey_runner.stats.verdict import Verdict, judge
from turnkeyml.records import FiledResult

CLOCK_SPREAD = 0.03
APART_S = 15.0
"""Processes with such gaps between them have seen more than one state of a machine that drifts."""


def find_differences(base: FiledResult, new: FiledResult, across: str) -> Iterator[str]:
    """Why two results must not be compared; across devices, runtimes or precisions some of it is what is asked."""
    for name, filed in (("base", base), ("new", new)):
        yield from (f"{name} {fault}" for fault in find_faults(filed))
    if base.result.settings.method != new.result.settings.method:
        yield f"method {base.result.settings.method} and {new.result.settings.method}"
    if across != "precision" and _told_precisions(base, new, across):
        yield f"computed in {_precisions(base)} and in {_precisions(new)}"
    if across == "device":
        return
    if base.result.threads != new.result.threads:
        yield f"{base.result.threads} and {new.result.threads} threads"
    yield from _machines(base, new)
    for what, clock in (("CPU", _clock), ("card", _card_clock)):
        clocks = [clock(filed) for filed in (base, new)]
        if all(clocks) and max(clocks) > min(clocks) * (1 + CLOCK_SPREAD):
            yield f"the {what} ran at {clocks[0]:.0f} and at {clocks[1]:.0f} MHz"


def find_faults(filed: FiledResult) -> Iterator[str]:
    """Why a result is no number that anything could be compared with."""
    if filed.result.failure is not None:
        yield "failed"
    elif filed.result.parity is Status.FAILED:
        yield "gives other outputs than PyTorch"
    else:
        yield from (f"is invalid ({code})" for code in _wrongs(filed))
    if any(one.throttled_periods for one in filed.result.conditions):
        yield "was throttled by a CPU quota"
    if any(one.heat_throttles for one in filed.result.conditions):
        yield "was throttled by the heat of its CPUs"
    held = sorted({word for one in filed.result.conditions if one.gpu for word in one.gpu.throttle_reasons})
    if held:
        yield f"was throttled by its card ({', '.join(held)})"


def has_broken(base: FiledResult, new: FiledResult) -> bool:
    """Whether what worked does not any more: it fails, or gives other outputs than PyTorch."""
    return not _is_broken(base) and _is_broken(new)


def _is_broken(filed: FiledResult) -> bool:
    return filed.result.failure is not None or filed.result.parity is Status.FAILED


def _wrongs(filed: FiledResult) -> tuple[str, ...]:
    """Why a result is not one of what was asked for. Outputs that nothing could be compared with are the same ones."""
    wrongs = (caution.code for caution in judge(filed.result).cautions if caution.verdict is Verdict.INVALID)
    return tuple(code for code in dict.fromkeys(wrongs) if code != "W_PARITY")


_MACHINE = ("cpu", "cpu_flags")
"""What makes a machine another one, of what a runner tells of it; a hypervisor gives different CPUs one name."""


def _machines(base: FiledResult, new: FiledResult) -> Iterator[str]:
    cards = [_card(filed) for filed in (base, new)]
    for name in _MACHINE if all(cards) else (*_MACHINE, "gpu"):
        one, other = base.runner.get(name), new.runner.get(name)
        if one and other and one != other:
            yield f"measured on {one} and on {other}"
    if all(cards):
        if cards[0] != cards[1]:
            yield f"measured on the card {cards[0]} and on {cards[1]}"
    elif base.job.gpu != new.job.gpu:
        yield f"measured on the card {base.job.gpu or 0} and on {new.job.gpu or 0}"


def _card(filed: FiledResult) -> str:
    """The card that was really used, or the slice of it: its name and its UUID; empty where it is not told."""
    told = filed.result.executed.options if filed.result.executed else {}
    return f"{told.get('card', '')} ({told['card_uuid']})" if "card_uuid" in told else ""


def _told_precisions(base: FiledResult, new: FiledResult, across: str) -> bool:
    """Whether the types of the arithmetic differ; of two runtimes only where both of them tell."""
    tell = all(filed.result.executed and filed.result.executed.precisions for filed in (base, new))
    return (tell or not across) and _precisions(base) != _precisions(new)


def _precisions(filed: FiledResult) -> str:
    executed = filed.result.executed
    floats = [name for name in (executed.precisions if executed else ()) if name in ("f64", "f32", "f16", "bf16")]
    return ", ".join(sorted(floats)) or filed.result.precision


def lie_apart(filed: FiledResult) -> bool:
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
