"""Whether two results may be held against one another, and why not."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from turnkey_runner.contract import Status
from turnkey_runner.verdict import Verdict, judge
from turnkeyml.records import FiledResult

CLOCK_SPREAD = 0.03
APART_S = 15.0
"""Processes with such gaps between them have seen more than one state of a machine that drifts."""


def find_differences(base: FiledResult, new: FiledResult, across: str) -> Iterator[str]:
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
