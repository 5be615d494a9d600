"""Counters of the machine's state around the timed loop."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from turnkey_runner.contract import Conditions
from turnkey_runner.host import cgroups, cpus, numa
from turnkey_runner.host.cpus import read

_STEAL = 7
"""Position of the stolen ticks in a cpu line of /proc/stat."""


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """Counters at one moment."""

    clock_ns: int
    cpu_time_ns: int
    ticks: tuple[int, ...] | None
    """Sum over the pinned CPUs."""
    pressure_us: int | None
    waits_ns: Mapping[int, int]
    """How long each thread has waited for a CPU; read only without PSI."""
    throttled_periods: int | None
    involuntary_switches: int
    frequency_mhz: float | None
    thermal_throttles: int | None


def take_snapshot() -> Snapshot:
    """Read the counters; those that this machine does not have are None."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    pinned = cpus.allowed()
    pressure_us = _pressure_us()
    return Snapshot(
        clock_ns=time.perf_counter_ns(),
        cpu_time_ns=time.process_time_ns(),
        ticks=ticks_of(read("/proc/stat"), pinned),
        pressure_us=pressure_us,
        waits_ns=_waits_ns() if pressure_us is None else {},
        throttled_periods=cgroups.throttled_periods(),
        involuntary_switches=usage.ru_nivcsw,
        frequency_mhz=cpus.frequency_mhz(pinned),
        thermal_throttles=cpus.thermal_throttles(pinned),
    )


def between(before: Snapshot, after: Snapshot, process: int, loop_ns: int) -> Conditions:
    """Return the conditions between two snapshots, around a loop of `loop_ns`."""
    pinned = cpus.allowed()
    passed_ns = after.clock_ns - before.clock_ns
    return Conditions(
        process=process,
        wall_ns=loop_ns,
        cpu_time_ns=after.cpu_time_ns - before.cpu_time_ns,
        steal_fraction=_steal_fraction(before.ticks, after.ticks),
        pressure_fraction=_fraction(_difference(before.pressure_us, after.pressure_us), passed_ns / 1e3),
        wait_fraction=_fraction(longest_wait_ns(before.waits_ns, after.waits_ns), passed_ns),
        throttled_periods=_difference(before.throttled_periods, after.throttled_periods),
        involuntary_switches=after.involuntary_switches - before.involuntary_switches,
        load_1min=os.getloadavg()[0],
        frequency_mhz=_mean(before.frequency_mhz, after.frequency_mhz),
        thermal_throttles=_difference(before.thermal_throttles, after.thermal_throttles),
        started_ns=before.clock_ns,
        cpu_quota=cgroups.quota(),
        governor=cpus.governor(pinned),
        boost=cpus.boost(),
        smt_shared=cpus.share_a_core(pinned),
        aslr_enabled=numa.is_aslr_enabled(),
        remote_fraction=numa.remote_fraction(pinned),
    )


def ticks_of(stat: str, pinned: Collection[int]) -> tuple[int, ...] | None:
    """Sum up the ticks of the pinned CPUs in /proc/stat; None if one of them is missing.

    The first line of that file is the sum over all CPUs of the host: time stolen from a few of them is lost in it.
    """
    lines = (line.split() for line in stat.splitlines())
    rows = [list(map(int, words[1:])) for words in lines if words and words[0] in {f"cpu{cpu}" for cpu in pinned}]
    return tuple(map(sum, zip(*rows, strict=True))) if rows and len(rows) == len(pinned) else None


def _steal_fraction(before: tuple[int, ...] | None, after: tuple[int, ...] | None) -> float | None:
    if before is None or after is None or len(after) <= _STEAL:
        return None
    passed = [b - a for a, b in zip(before, after, strict=True)]
    total = sum(passed[: _STEAL + 1])  # guest time, in a later column, is part of user time
    return passed[_STEAL] / total if total > 0 else None


def _pressure_us() -> int | None:
    for word in read("/proc/pressure/cpu").partition("\n")[0].split():
        if word.startswith("total="):
            return int(word.removeprefix("total="))
    return None


def _waits_ns() -> dict[int, int]:
    """Return the wait time per thread; `schedstat` has the time on a CPU, the time waiting for one, and a count."""
    columns = {thread: read(f"/proc/self/task/{thread}/schedstat").split() for thread in cpus.threads()}
    return {thread: int(words[1]) for thread, words in columns.items() if len(words) > 1}


def longest_wait_ns(before: Mapping[int, int], after: Mapping[int, int]) -> int | None:
    """Return the wait time of the thread that waited most; None if unknown."""
    return max((waited - before.get(thread, 0) for thread, waited in after.items()), default=None)


def _mean(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else (before + after) / 2


def _difference(before: int | None, after: int | None) -> int | None:
    return None if before is None or after is None else after - before


def _fraction(part: int | None, whole: float) -> float | None:
    return None if part is None or whole <= 0 else min(1.0, part / whole)
