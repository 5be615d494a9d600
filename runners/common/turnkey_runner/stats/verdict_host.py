"""Judges in which states of the host a result was measured, and what else disturbed its processes."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator

from turnkey_runner.contract import METHOD_M1, Result
from turnkey_runner.stats.host_states import HostState, counted_processes, states_of
from turnkey_runner.stats.intervals import undisturbed
from turnkey_runner.stats.samples import process_medians
from turnkey_runner.stats.verdict_types import ResultWarning, Verdict


def slow_state_fraction(result: Result) -> float | None:
    """How many of the processes ran while the host was in a slower state, or changed it; None where unknown."""
    probes = [probe for one in result.conditions for probe in (one.probe_before, one.probe_after)]
    if result.settings.method == METHOD_M1 or not any(probe is not None and probe.transfer_ns for probe in probes):
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
    """Say which processes were left out because the host was in another state, and whether enough are left."""
    medians = process_medians(result)
    disturbed = len(medians) - len(undisturbed(medians))
    if disturbed and result.settings.method != METHOD_M1:
        sentence = f"{disturbed} of {len(medians)} processes took much longer than the others; they are left out"
        yield ResultWarning(code="W_DISTURBED", sentence=sentence)
    if not slow_state_fraction(result):
        return
    states = states_of(result.conditions)
    count, best = len(states), sum(state is HostState.BEST for state in states.values())
    if best == 0:
        sentence = (
            "the host was never in its best state: its CPUs took more than twice as long to read from one another. "
            "Measure it again later, or see `turnkey doctor --noise`"
        )
        yield ResultWarning(code="W_HOST_STATE", sentence=sentence, verdict=Verdict.CONTENDED)
        return
    sentence = f"in {count - best} of {count} processes the host was in a slower state; they are left out"
    factor = slow_state_factor(result)
    if factor is not None:
        sentence += f" (there an inference takes {factor:.2f} times as long)"
    counted = len(counted_processes(result))
    lacks = counted < 2 <= result.settings.processes
    if lacks:
        sentence += ", and a single one is left: measure it again later"
    yield ResultWarning(code="W_HOST_STATE", sentence=sentence, verdict=Verdict.NOISY if lacks else None)
