"""In which state of its host a process was measured, and which processes count (standard library only).

A shared host has states that last tens of seconds; see `host.transfer`. A mean over two states is of neither, so the
headline is of the processes in the best state that is known of the machine. Processes are chosen by the probes and
counters around them, never by their times: what is left out does not depend on what it measured.
"""

from __future__ import annotations

import dataclasses
import statistics
from collections.abc import Iterable, Sequence
from enum import StrEnum

from turnkey_runner.contract import METHOD_M1, Conditions, HostProbe, Result

BOUNDARY = 2.0
"""A host in which a transfer takes this many times as long as in the best state is in another one.

On a shared AMD EPYC, transfers of the best state lay within a factor of 1.5 of their median, and those of the other
state from 2.8 times that median on.
"""
MAX_STEAL, MAX_PRESSURE = 0.01, 0.05
"""Fractions of the loop above which the hypervisor or other tasks have disturbed a process."""
TIMED = frozenset({"latency", "latency_varied", "latency_engine", "latency_device", "enqueue", "request", "period"})
"""Measurements that depend on the state of the host, and are repeated in each process."""


class HostState(StrEnum):
    """The host around the loop of one process."""

    BEST = "best"
    """The best state that is known; also where the host was not probed."""
    SLOWER = "slower"
    CHANGED = "changed"
    """Another state before the loop than after it."""
    UNKNOWN = "unknown"
    """It could not be probed, as other processes of the job were."""


def reading_of(probe: HostProbe | None) -> int | None:
    """What tells the states apart, in nanoseconds: the slowest way between the pinned CPUs, or that to an accelerator.

    None where it is not known.
    """
    if probe is None:
        return None
    return max(probe.transfer_ns, default=None) if probe.device_ns is None else probe.device_ns


def is_slower(probe: HostProbe | None) -> bool:
    """Whether the host was in a slower state than the best that was known before."""
    reading = reading_of(probe)
    known = probe.best_ns if probe is not None else None
    return reading is not None and known is not None and reading > BOUNDARY * known


def best_ns(readings_ns: Iterable[int]) -> int | None:
    """The time of the best state among readings: the median of those within it; None without readings."""
    ordered = sorted(readings_ns)
    if not ordered:
        return None
    lowest = ordered[len(ordered) // 50]  # a single reading may be too low
    return round(statistics.median(one for one in ordered if one <= BOUNDARY * lowest))


def states_of(conditions: Sequence[Conditions]) -> dict[int, HostState]:
    """The state of each process: relative to the best that was known before, or is seen among these processes."""
    probes = [probe for one in conditions for probe in (one.probe_before, one.probe_after) if probe is not None]
    own = best_ns(found for found in map(reading_of, probes) if found is not None)
    known = min((probe.best_ns for probe in probes if probe.best_ns is not None), default=own)
    if own is None or known is None:
        return {one.process: HostState.BEST for one in conditions}
    best = own if own * BOUNDARY < known else known
    return {one.process: _state_of(one, BOUNDARY * best) for one in conditions}


def _state_of(conditions: Conditions, boundary_ns: float) -> HostState:
    found = [reading_of(probe) for probe in (conditions.probe_before, conditions.probe_after)]
    if found == [None, None]:
        return HostState.UNKNOWN
    slower = {transfer > boundary_ns for transfer in found if transfer is not None}
    if len(slower) == 2:
        return HostState.CHANGED
    return HostState.SLOWER if True in slower else HostState.BEST


def is_disturbed(conditions: Conditions, mode: str) -> bool:
    """Whether the hypervisor or other tasks took CPUs from the loop, as far as the counters show."""
    if (conditions.steal_fraction or 0.0) > MAX_STEAL:
        return True
    waited = conditions.pressure_fraction or conditions.wait_fraction or 0.0
    return waited > MAX_PRESSURE and mode == "latency"  # in throughput mode the requests wait for each other


def counted_processes(result: Result) -> frozenset[int]:
    """The processes that the headline is computed from: all of one state, and undisturbed where those are enough.

    Those of the best state; where no process was in it, those that were in the slower state throughout, or all.
    Of method m1, and of runners that report no conditions, all.
    """
    everything = frozenset((*(m.process for m in result.measurements), *(one.process for one in result.conditions)))
    if result.settings.method == METHOD_M1 or not result.conditions:
        return everything
    states = states_of(result.conditions)
    for state in (HostState.BEST, HostState.SLOWER):
        alike = [one for one in result.conditions if states[one.process] is state]
        undisturbed = [one for one in alike if not is_disturbed(one, result.settings.mode)]
        chosen = undisturbed if len(undisturbed) >= result.settings.processes else alike
        if chosen:
            return everything - {one.process for one in result.conditions if one not in chosen}
    return everything


def count_undisturbed(result: Result) -> int:
    """The number of processes that were undisturbed in the best state of the host, by probes and counters."""
    states = states_of(result.conditions)
    undisturbed = [one for one in result.conditions if not is_disturbed(one, result.settings.mode)]
    return sum(states[one.process] is HostState.BEST for one in undisturbed)


def of_counted(result: Result) -> Result:
    """The result with the timed measurements and conditions of its counted processes alone."""
    counted = counted_processes(result)
    kept = tuple(m for m in result.measurements if m.name not in TIMED or m.process in counted)
    conditions = tuple(one for one in result.conditions if one.process in counted)
    if len(kept) == len(result.measurements) and len(conditions) == len(result.conditions):
        return result
    return dataclasses.replace(result, measurements=kept, conditions=conditions)
