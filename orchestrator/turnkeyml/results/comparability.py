"""Whether two results may be held against one another, and why not."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from turnkey_runner.contract import Status
from turnkey_runner.stats.verdict import Verdict, judge
from turnkeyml.records import StoredResult

CLOCK_SPREAD = 0.03
APART_S = 15.0
"""Processes with such gaps between them have seen more than one state of a machine that drifts."""


def incomparability_reasons(base: StoredResult, new: StoredResult, across: str) -> Iterator[str]:
    """Why two results must not be compared; across devices, runtimes or precisions some of it is what is asked."""
    for name, stored in (("base", base), ("new", new)):
        yield from (f"{name} {fault}" for fault in validity_problems(stored))
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
        clocks = [clock(stored) for stored in (base, new)]
        if all(clocks) and max(clocks) > min(clocks) * (1 + CLOCK_SPREAD):
            yield f"the {what} ran at {clocks[0]:.0f} and at {clocks[1]:.0f} MHz"


def validity_problems(stored: StoredResult) -> Iterator[str]:
    """Why a result is no number that anything could be compared with."""
    if stored.result.failure is not None:
        yield "failed"
    elif stored.result.parity is Status.FAILED:
        yield "gives other outputs than PyTorch"
    else:
        yield from (f"is invalid ({code})" for code in _wrongs(stored))
    if any(one.throttled_periods for one in stored.result.conditions):
        yield "was throttled by a CPU quota"
    if any(one.thermal_throttles for one in stored.result.conditions):
        yield "was throttled by the heat of its CPUs"
    held = sorted({word for one in stored.result.conditions if one.gpu for word in one.gpu.throttle_reasons})
    if held:
        yield f"was throttled by its card ({', '.join(held)})"


def broke(base: StoredResult, new: StoredResult) -> bool:
    """Whether what worked does not any more: it fails, or gives other outputs than PyTorch."""
    return not _is_broken(base) and _is_broken(new)


def _is_broken(stored: StoredResult) -> bool:
    return stored.result.failure is not None or stored.result.parity is Status.FAILED


def _wrongs(stored: StoredResult) -> tuple[str, ...]:
    """Why a result is not one of what was asked for. Outputs that nothing could be compared with are the same ones."""
    wrongs = (caution.code for caution in judge(stored.result).warnings if caution.verdict is Verdict.INVALID)
    return tuple(code for code in dict.fromkeys(wrongs) if code != "W_PARITY")


_MACHINE = ("cpu", "cpu_flags")
"""What makes a machine another one, of what a runner tells of it; a hypervisor gives different CPUs one name."""


def _machines(base: StoredResult, new: StoredResult) -> Iterator[str]:
    cards = [_card(stored) for stored in (base, new)]
    for name in _MACHINE if all(cards) else (*_MACHINE, "gpu"):
        one, other = base.runner.get(name), new.runner.get(name)
        if one and other and one != other:
            yield f"measured on {one} and on {other}"
    if all(cards):
        if cards[0] != cards[1]:
            yield f"measured on the card {cards[0]} and on {cards[1]}"
    elif base.job.gpu != new.job.gpu:
        yield f"measured on the card {base.job.gpu or 0} and on {new.job.gpu or 0}"


def _card(stored: StoredResult) -> str:
    """The card that was really used, or the slice of it: its name and its UUID; empty where it is not told."""
    told = stored.result.runtime_info.options if stored.result.runtime_info else {}
    return f"{told.get('card', '')} ({told['card_uuid']})" if "card_uuid" in told else ""


def _told_precisions(base: StoredResult, new: StoredResult, across: str) -> bool:
    """Whether the types of the arithmetic differ; of two runtimes only where both of them tell."""
    tell = all(stored.result.runtime_info and stored.result.runtime_info.precisions for stored in (base, new))
    return (tell or not across) and _precisions(base) != _precisions(new)


def _precisions(stored: StoredResult) -> str:
    runtime_info = stored.result.runtime_info
    floats = [
        name for name in (runtime_info.precisions if runtime_info else ()) if name in ("f64", "f32", "f16", "bf16")
    ]
    return ", ".join(sorted(floats)) or stored.result.precision


def are_spread_out(stored: StoredResult) -> bool:
    """Whether as many processes as were asked for began `APART_S` after one another, or later."""
    counted: list[int] = []
    for began_ns in sorted(one.started_ns for one in stored.result.conditions if one.started_ns is not None):
        if not counted or began_ns - counted[-1] >= APART_S * 1e9:
            counted.append(began_ns)
    return len(counted) >= stored.result.settings.processes


def _clock(stored: StoredResult) -> float:
    found = [one.frequency_mhz for one in stored.result.conditions if one.frequency_mhz]
    return statistics.fmean(found) if found else 0.0


def _card_clock(stored: StoredResult) -> float:
    found = [one.gpu.sm_clock_mhz[1] for one in stored.result.conditions if one.gpu and len(one.gpu.sm_clock_mhz) > 1]
    return statistics.fmean(found) if found else 0.0
