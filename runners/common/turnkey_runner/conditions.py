"""What the machine does to a process while it measures."""

from __future__ import annotations

import os
import resource
import time
from dataclasses import dataclass

from turnkey_runner import cpus, placement
from turnkey_runner.contract import Conditions
from turnkey_runner.cpus import read

_CPU_STAT = ("/sys/fs/cgroup/cpu.stat", "/sys/fs/cgroup/cpu/cpu.stat")
_STEAL = 7
"""Position of the stolen ticks in a cpu line of /proc/stat."""


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """Counters at one moment."""

    clock_ns: int
    cpu_time_ns: int
    ticks: tuple[int, ...] | None
    pressure_us: int | None
    throttled_periods: int | None
    involuntary_switches: int


def take_snapshot() -> Snapshot:
    """Read the counters; what this machine does not have is None."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return Snapshot(
        clock_ns=time.perf_counter_ns(),
        cpu_time_ns=time.process_time_ns(),
        ticks=_ticks(),
        pressure_us=_pressure_us(),
        throttled_periods=_throttled_periods(),
        involuntary_switches=usage.ru_nivcsw,
    )


def between(before: Snapshot, after: Snapshot, process: int, loop_ns: int) -> Conditions:
    """What happened from one moment to another; between them lies a loop that took so long."""
    pinned = os.sched_getaffinity(0)
    passed_ns = after.clock_ns - before.clock_ns
    return Conditions(
        process=process,
        wall_ns=loop_ns,
        cpu_time_ns=after.cpu_time_ns - before.cpu_time_ns,
        steal_share=_steal_share(before.ticks, after.ticks),
        pressure_share=_share(_difference(before.pressure_us, after.pressure_us), passed_ns / 1e3),
        throttled_periods=_difference(before.throttled_periods, after.throttled_periods),
        involuntary_switches=after.involuntary_switches - before.involuntary_switches,
        load_1min=os.getloadavg()[0],
        frequency_mhz=cpus.frequency_mhz(pinned),
        started_ns=before.clock_ns,
        cpu_quota=cpus.quota(),
        governor=cpus.governor(pinned),
        boost=cpus.boost(),
        siblings=cpus.share_a_core(pinned),
        random_addresses=placement.addresses_are_random(),
        remote_share=placement.remote_share(pinned),
    )


def _ticks() -> tuple[int, ...] | None:
    line = read("/proc/stat").partition("\n")[0].split()
    return tuple(map(int, line[1:])) if line[:1] == ["cpu"] else None


def _steal_share(before: tuple[int, ...] | None, after: tuple[int, ...] | None) -> float | None:
    if before is None or after is None or len(after) <= _STEAL:
        return None
    passed = [b - a for a, b in zip(before, after, strict=True)]
    total = sum(passed[: _STEAL + 1])  # guest time, further on, is part of user time
    return passed[_STEAL] / total if total > 0 else None


def _pressure_us() -> int | None:
    for word in read("/proc/pressure/cpu").partition("\n")[0].split():
        if word.startswith("total="):
            return int(word.removeprefix("total="))
    return None


def _throttled_periods() -> int | None:
    for path in _CPU_STAT:
        for line in read(path).splitlines():
            name, _, value = line.partition(" ")
            if name == "nr_throttled":
                return int(value)
    return None


def _difference(before: int | None, after: int | None) -> int | None:
    return None if before is None or after is None else after - before


def _share(part: int | None, whole: float) -> float | None:
    return None if part is None or whole <= 0 else min(1.0, part / whole)
