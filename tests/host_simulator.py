"""Simulates a shared host with two states, and the whole rule by which a job's processes are taken on it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from factories import result_of
from turnkey_runner.contract import Conditions, HostProbe, Measurement, Result
from turnkey_runner.contract.profiles import PROFILES
from turnkey_runner.stats.merge import wait_s, wants_more

FAST_NS, SLOW_FACTOR, SPREAD = 8_000, 3.0, 0.2
"""Transfers in the best state, in the slower one, and the standard deviation of their logarithms."""
TRUE_NS = 20_000_000
_PROCESS_S, _LOOP_S = 1.2, 0.6


@dataclass(frozen=True, kw_only=True)
class Machine:
    """A host that is `factor` times slower for a fraction of the time, in spells of 5 to 60 seconds."""

    deviation: float
    """Between processes, as a fraction."""
    factor: float
    slow_fraction: float
    disturbed_fraction: float = 0.0
    """Of the processes, which take 1.2 to 1.5 times as long for a reason that neither probe nor counter shows."""
    round_s: float = _PROCESS_S
    """From one process of a job to the next one; longer where many jobs take turns."""


class Clock:
    """The host's slow spells, and the time."""

    def __init__(self, machine: Machine, generator: np.random.Generator) -> None:
        self.now_s = 0.0
        self._spells: list[tuple[float, float]] = []
        end_s = -float(generator.uniform(0, 200))
        while end_s < 3_000:
            slow_fraction = machine.slow_fraction
            start_s = end_s + float(generator.exponential(32.5 * (1 - slow_fraction) / slow_fraction))
            end_s = start_s + float(generator.uniform(5, 60))
            self._spells.append((start_s, end_s))

    def is_slow(self, at_s: float) -> bool:
        """Whether the host is in its slower state."""
        return any(start <= at_s < end for start, end in self._spells)


def measure(machine: Machine, generator: np.random.Generator) -> Result:
    """Measure a job with the standard profile, as many processes as the rule takes."""
    clock, rows, conditions = Clock(machine, generator), list[int](), list[Conditions]()
    settings = PROFILES["standard"]
    result = result_of([], settings=settings)
    while not rows or wants_more(result):
        deadline_s = clock.now_s + wait_s(result)
        while clock.is_slow(clock.now_s) and clock.now_s < deadline_s:
            clock.now_s += 0.5
        start_s, end_s = clock.now_s, clock.now_s + _LOOP_S
        slow = np.mean([clock.is_slow(at_s) for at_s in np.linspace(start_s, end_s, 7)]) > 0.5
        level = generator.normal(0, machine.deviation) + (math.log(machine.factor) if slow else 0.0)
        if generator.random() < machine.disturbed_fraction:
            level += math.log(generator.uniform(1.2, 1.5))
        rows.append(round(TRUE_NS * math.exp(level)))
        probes = [_probe(clock.is_slow(at_s), generator) for at_s in (start_s, end_s)]
        conditions.append(
            Conditions(
                process=len(conditions),
                wall_ns=round(_LOOP_S * 1e9),
                cpu_time_ns=1,
                probe_before=probes[0],
                probe_after=probes[1],
            )
        )
        clock.now_s += machine.round_s
        measurements = tuple(
            Measurement(name="latency", unit="ns", samples=(row,), process=process) for process, row in enumerate(rows)
        )
        result = replace(result, measurements=measurements, conditions=tuple(conditions))
    return result


def _probe(is_slow: bool, generator: np.random.Generator) -> HostProbe:
    transfer_ns = FAST_NS * (SLOW_FACTOR if is_slow else 1.0) * math.exp(generator.normal(0, SPREAD))
    return HostProbe(transfer_ns=(round(transfer_ns),), best_ns=FAST_NS)
