"""Which CPUs a process is given, and how the kernel runs them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

_CPU = "/sys/devices/system/cpu"
_MAX_CACHES = 5
"""The first level has two, of data and of instructions; nothing beyond the fourth level is known."""
_THREADS = Path("/proc/self/task")


def choose_cpus(threads: int | None) -> tuple[int, ...]:
    """The CPUs to pin to: of those that this process may use, one of each physical core first.

    As many as `threads`, or one for each physical core. Never from a quota, and never from the
    host's count of CPUs.
    """
    usable = sorted(os.sched_getaffinity(0))
    cores: dict[str, list[int]] = {}
    for cpu in usable:
        cores.setdefault(_siblings(cpu), []).append(cpu)
    first = [cpus[0] for cpus in cores.values()]
    rest = [cpu for cpu in usable if cpu not in first]
    return tuple(sorted((first + rest)[: threads or len(first)]))


def pin(cpus: Iterable[int]) -> None:
    """Pin every thread of this process, and with them those that they will start.

    An engine that has run before has threads of its own, which the main thread's affinity does not move.
    """
    chosen, pinned = frozenset(cpus), set[int]()
    while new := threads() - pinned:  # one that was not pinned yet may have started another meanwhile
        for thread in new:
            with contextlib.suppress(ProcessLookupError):  # it has ended
                os.sched_setaffinity(thread, chosen)
        pinned |= new


def allowed() -> tuple[int, ...]:
    """The CPUs that this process may run on: those of all of its threads together."""
    found = set[int]()
    for thread in threads():
        with contextlib.suppress(ProcessLookupError):
            found |= os.sched_getaffinity(thread)
    return tuple(sorted(found))


def threads() -> set[int]:
    """The threads of this process, by their ids."""
    return {int(folder.name) for folder in _THREADS.iterdir()}


def share_a_core(cpus: Iterable[int]) -> bool:
    """Whether two of the CPUs are threads of one physical core."""
    cores = [_siblings(cpu) for cpu in cpus]
    return len(set(cores)) < len(cores)


def shares_a_cache(cpu: int, others: Iterable[int]) -> bool:
    """Whether a CPU has its last cache, and so its way to memory, in common with one of the others.

    True where the machine does not tell.
    """
    own = _last_cache(cpu)
    return not own or own in {_last_cache(other) for other in others}


def governor(cpus: Iterable[int]) -> str:
    """The frequency governors of the CPUs, usually one; empty where the machine does not tell (a virtual one)."""
    found = {read(f"{_CPU}/cpu{cpu}/cpufreq/scaling_governor").strip() for cpu in cpus}
    return ",".join(sorted(found - {""}))


def boost() -> bool | None:
    """Whether CPUs may run above their base clock; None where the machine does not tell."""
    if text := read(f"{_CPU}/intel_pstate/no_turbo").strip():
        return text == "0"
    if text := read(f"{_CPU}/cpufreq/boost").strip():
        return text == "1"
    return None


def smt() -> str:
    """Whether cores run two threads each, as the kernel words it: on, off, notsupported, …."""
    return read(f"{_CPU}/smt/control").strip()


def frequency_mhz(cpus: Iterable[int]) -> float | None:
    """The CPUs' present clock, on average; None where the machine does not tell."""
    texts = [read(f"{_CPU}/cpu{cpu}/cpufreq/scaling_cur_freq").strip() for cpu in cpus]
    found = [int(text) / 1e3 for text in texts if text.isdigit()]
    return sum(found) / len(found) if found else None


def thermal_throttles(cpus: Iterable[int]) -> int | None:
    """How often their heat has slowed the CPUs down so far, as the kernel counts; None where it does not."""
    folders = [f"{_CPU}/cpu{cpu}/thermal_throttle" for cpu in cpus]
    cores, packages = (
        [
            int(text)
            for text in (read(f"{folder}/{name}_throttle_count").strip() for folder in folders)
            if text.isdigit()
        ]
        for name in ("core", "package")
    )
    return sum(cores) + max(packages, default=0) if cores or packages else None


def _siblings(cpu: int) -> str:
    return read(f"{_CPU}/cpu{cpu}/topology/thread_siblings_list").strip() or str(cpu)


def _last_cache(cpu: int) -> str:
    """The CPUs that share this one's largest cache, as the kernel lists them; empty where it does not."""
    folders = [f"{_CPU}/cpu{cpu}/cache/index{index}" for index in range(_MAX_CACHES)]
    told = [(read(f"{folder}/level").strip(), read(f"{folder}/shared_cpu_list").strip()) for folder in folders]
    return max(told)[1]


def read(path: str) -> str:
    """A file of the kernel's; empty where it is not there."""
    try:
        return Path(path).read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
