"""Judges in which states of the host a result was measured, and what else disturbed its processes."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator

from turnkey_runner.contract import METHOD_M1, Result
from turnkey_runner.stats.host_states import HostState, counted_processes, is_disturbed, reading_of, states_of
from turnkey_runner.stats.intervals import undisturbed
from turnkey_runner.stats.samples import process_medians
from turnkey_runner.stats.verdict_types import ResultWarning, Verdict


def slow_state_fraction(result: Result) -> float | None:
    """The fraction of the processes that were not in the best state of the host throughout; None where unknown."""
    probes = [probe for one in result.conditions for probe in (one.probe_before, one.probe_after)]
    if result.settings.method == METHOD_M1 or all(reading_of(probe) is None for probe in probes):
        return None
    states = states_of(result.conditions)
    return sum(state is not HostState.BEST for state in states.values()) / len(states)


def slow_state_factor(result: Result) -> float | None:
    """How many times as long an inference takes in the host's slower state; None where it was not seen in both.

    The ratio of the geometric means of the process medians; in throughput mode, of the periods of one request.
    """
    if result.settings.method == METHOD_M1:
        return None
    states = states_of(result.conditions)
    name = "period" if result.settings.mode == "throughput" else "latency"
    logarithms: dict[HostState, list[float]] = {}
    for m in result.measurements:
        if m.name == name and m.samples and m.parallel == 1 and m.process in states:
            logarithms.setdefault(states[m.process], []).append(math.log(statistics.median(m.samples)))
    if HostState.BEST not in logarithms or HostState.SLOWER not in logarithms:
        return None
    slower, best = (statistics.fmean(logarithms[state]) for state in (HostState.SLOWER, HostState.BEST))
    return math.exp(slower - best)


def judge_host(result: Result) -> Iterator[ResultWarning]:
    """Say which processes were left out, and whether enough are left."""
    if result.settings.method == METHOD_M1:
        return
    yield from _of_disturbed(result)
    if not slow_state_fraction(result):
        return
    states = states_of(result.conditions)
    count, best = len(states), sum(state is HostState.BEST for state in states.values())
    if best == 0:
        sentence = (
            "no process was measured in the best state of the host; measure it again later, or see `turnkey doctor"
        )
        yield ResultWarning(code="W_HOST_STATE", sentence=f"{sentence} --noise`", verdict=Verdict.CONTENDED)
        return
    sentence = f"{count - best} of {count} processes were not in the best state of the host; they are left out"
    factor = slow_state_factor(result)
    if factor is not None:
        sentence += f" (in the slower state, an inference takes {factor:.2f} times as long)"
    lacks = len(counted_processes(result)) < 2 <= result.settings.processes
    if lacks:
        sentence += ", and a single one is left: measure it again later"
    yield ResultWarning(code="W_HOST_STATE", sentence=sentence, verdict=Verdict.NOISY if lacks else None)


def _of_disturbed(result: Result) -> Iterator[ResultWarning]:
    """Count the processes that were left out because of counters, or because they took much longer than the others."""
    counted, states = counted_processes(result), states_of(result.conditions)
    left_out = [one for one in result.conditions if one.process not in counted]
    disturbed = [one for one in left_out if is_disturbed(one, result.settings.mode)]
    by_counters = sum(states[one.process] is HostState.BEST for one in disturbed)
    medians = process_medians(result)
    by_time = len(medians) - len(undisturbed(medians))
    for number, why in ((by_counters, "had to share their CPUs"), (by_time, "took much longer than the others")):
        if number:
            sentence = f"{number} of {len(result.conditions)} processes {why}; the headline is without them"
            yield ResultWarning(code="W_DISTURBED", sentence=sentence)
