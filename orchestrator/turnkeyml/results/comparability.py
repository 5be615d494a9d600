"""Whether two results may be compared, and why not."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from turnkey_runner.contract import Status
from turnkey_runner.stats.host_states import of_counted
from turnkey_runner.stats.verdict_types import Verdict
from turnkeyml.records import StoredResult
from turnkeyml.results.evaluate import evaluate

CLOCK_SPREAD = 0.03
SPREAD_OUT_S = 15.0
"""Processes that begin this far apart have seen more than one state of a machine that drifts."""

_MACHINE = ("cpu", "cpu_flags")
"""What tells machines apart, of what a runner reports; a hypervisor gives different CPUs one name."""
_GPU_KEYS = (("gpu", "gpu_uuid"), ("card", "card_uuid"))
"""Options in which a runner reports its GPU's name and UUID: today's, and those of turnkey 0.1."""
_FLOATS = ("f64", "f32", "f16", "bf16")


def incomparability_reasons(base: StoredResult, new: StoredResult, across: str) -> Iterator[str]:
    """Why two results must not be compared; across devices, runtimes or precisions, some differences are the point."""
    for name, stored in (("base", base), ("new", new)):
        yield from (f"{name} {problem}" for problem in validity_problems(stored))
    if base.result.settings.method != new.result.settings.method:
        yield f"method {base.result.settings.method} and {new.result.settings.method}"
    if is_of_slower_state(base) != is_of_slower_state(new):
        yield f"the {'base' if is_of_slower_state(base) else 'new'} one was measured in a slower state of its host"
    if across != "precision" and _precisions_differ(base, new, across):
        yield f"computed in {_precisions(base)} and in {_precisions(new)}"
    if across == "device":
        return
    if base.result.threads != new.result.threads:
        yield f"{base.result.threads} and {new.result.threads} threads"
    yield from _machine_differences(base, new)
    for what, clock_mhz in (("CPU", _cpu_clock_mhz), ("GPU", _gpu_clock_mhz)):
        clocks = [clock_mhz(stored) for stored in (base, new)]
        if all(clocks) and max(clocks) > min(clocks) * (1 + CLOCK_SPREAD):
            yield f"the {what} ran at {clocks[0]:.0f} and at {clocks[1]:.0f} MHz"


def validity_problems(stored: StoredResult) -> Iterator[str]:
    """Why a result's number must not be compared with any other."""
    if stored.result.failure is not None:
        yield "failed"
    elif stored.result.parity is Status.FAILED:
        yield "gives other outputs than PyTorch"
    else:
        yield from (f"is invalid ({code})" for code in _invalid_codes(stored))
    conditions = of_counted(stored.result).conditions
    if any(one.throttled_periods for one in conditions):
        yield "was throttled by a CPU quota"
    if any(one.thermal_throttles for one in conditions):
        yield "was throttled by the heat of its CPUs"
    reasons = sorted({word for one in conditions if one.gpu for word in one.gpu.throttle_reasons})
    if reasons:
        yield f"was throttled by its GPU ({', '.join(reasons)})"


def broke(base: StoredResult, new: StoredResult) -> bool:
    """Whether what worked stopped working: it fails now, or gives other outputs than PyTorch."""
    return not _is_broken(base) and _is_broken(new)


def are_spread_out(stored: StoredResult) -> bool:
    """Whether as many processes as required began at least `SPREAD_OUT_S` after one another."""
    counted: list[int] = []
    for began_ns in sorted(
        one.started_ns for one in of_counted(stored.result).conditions if one.started_ns is not None
    ):
        if not counted or began_ns - counted[-1] >= SPREAD_OUT_S * 1e9:
            counted.append(began_ns)
    return len(counted) >= stored.result.settings.processes


def is_of_slower_state(stored: StoredResult) -> bool:
    """Whether no process was in the best state of its host."""
    warnings = evaluate(stored).warnings
    return any(one.code == "W_HOST_STATE" and one.verdict is Verdict.CONTENDED for one in warnings)


def _is_broken(stored: StoredResult) -> bool:
    return stored.result.failure is not None or stored.result.parity is Status.FAILED


def _invalid_codes(stored: StoredResult) -> tuple[str, ...]:
    """Why a result is not of what was requested. Missing references (W_PARITY) do not make two results differ."""
    warnings = evaluate(stored).warnings
    codes = dict.fromkeys(warning.code for warning in warnings if warning.verdict is Verdict.INVALID)
    return tuple(code for code in codes if code != "W_PARITY")


def _machine_differences(base: StoredResult, new: StoredResult) -> Iterator[str]:
    gpus = [_gpu(stored) for stored in (base, new)]
    for name in _MACHINE if all(gpus) else (*_MACHINE, "gpu"):
        one, other = base.runner.get(name), new.runner.get(name)
        if one and other and one != other:
            yield f"measured on {one} and on {other}"
    if all(gpus):
        if gpus[0] != gpus[1]:
            yield f"measured on the GPU {gpus[0]} and on {gpus[1]}"
    elif base.job.gpu != new.job.gpu:
        yield f"measured on the GPU {base.job.gpu or 0} and on {new.job.gpu or 0}"


def _gpu(stored: StoredResult) -> str:
    """The GPU that was used, or the slice of it: its name and its UUID; empty where the runner does not report it."""
    options = stored.result.runtime_info.options if stored.result.runtime_info else {}
    for name, uuid in _GPU_KEYS:
        if uuid in options:
            return f"{options.get(name, '')} ({options[uuid]})"
    return ""


def _precisions_differ(base: StoredResult, new: StoredResult, across: str) -> bool:
    """Whether the types of the arithmetic differ; of two runtimes, only where both report them."""
    reported = all(stored.result.runtime_info and stored.result.runtime_info.precisions for stored in (base, new))
    return (reported or not across) and _precisions(base) != _precisions(new)


def _precisions(stored: StoredResult) -> str:
    info = stored.result.runtime_info
    floats = [name for name in (info.precisions if info else ()) if name in _FLOATS]
    return ", ".join(sorted(floats)) or stored.result.precision


def _cpu_clock_mhz(stored: StoredResult) -> float:
    found = [one.frequency_mhz for one in of_counted(stored.result).conditions if one.frequency_mhz]
    return statistics.fmean(found) if found else 0.0


def _gpu_clock_mhz(stored: StoredResult) -> float:
    """The mean over the processes of the median clock (the second of lowest, median, highest)."""
    found = [
        one.gpu.sm_clock_mhz[1]
        for one in of_counted(stored.result).conditions
        if one.gpu and len(one.gpu.sm_clock_mhz) > 1
    ]
    return statistics.fmean(found) if found else 0.0
