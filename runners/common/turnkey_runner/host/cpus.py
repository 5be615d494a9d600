"""Which CPUs a process is pinned to, and how the kernel runs them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

_CPU = "/sys/devices/system/cpu"
_MAX_CACHES = 5
"""Caches per CPU: the first level has two (data, instructions); no CPU has more than four levels."""
_THREADS = Path("/proc/self/task")


def choose_cpus(threads: int | None) -> tuple[int, ...]:
    """Return the CPUs to pin to: of those that this process may use, one of each physical core first.

    Their number is `threads`, or that of the physical cores. It never follows from a quota or from the number
    of CPUs of the host.
    """
    usable = sorted(os.sched_getaffinity(0))
    cores: dict[str, list[int]] = {}
    for cpu in usable:
        cores.setdefault(_siblings(cpu), []).append(cpu)
    first = [cpus[0] for cpus in cores.values()]
    rest = [cpu for cpu in usable if cpu not in first]
    return tuple(sorted((first + rest)[: threads or len(first)]))


def pin(cpus: Iterable[int]) -> None:
    """Pin every thread of this process; threads that they start later inherit it.

    An engine that has run before has its own threads, which the main thread's affinity does not move.
    """
    chosen, pinned = frozenset(cpus), set[int]()
    while new := threads() - pinned:  # a thread that was not pinned yet may have started another one
        for thread in new:
            with contextlib.suppress(ProcessLookupError):  # it has ended
                os.sched_setaffinity(thread, chosen)
        pinned |= new


def allowed() -> tuple[int, ...]:
    """Return the CPUs that the threads of this process may run on."""
    found = set[int]()
    for thread in threads():
        with contextlib.suppress(ProcessLookupError):
            found |= os.sched_getaffinity(thread)
    return tuple(sorted(found))


def threads() -> set[int]:
    """Return the ids of this process's threads."""
    return {int(folder.name) for folder in _THREADS.iterdir()}


def share_a_core(cpus: Iterable[int]) -> bool:
    """Whether two of the CPUs are threads of one physical core."""
    cores = [_siblings(cpu) for cpu in cpus]
    return len(set(cores)) < len(cores)


def shares_a_cache(cpu: int, others: Iterable[int]) -> bool:
    """Whether a CPU shares its last-level cache, and so its path to memory, with one of the others.

    True if the machine does not report it.
    """
    cache = _last_cache(cpu)
    return not cache or cache in {_last_cache(other) for other in others}


def governor(cpus: Iterable[int]) -> str:
    """Return the frequency governors of the CPUs, usually one; empty if unknown (virtual machines)."""
    found = {read(f"{_CPU}/cpu{cpu}/cpufreq/scaling_governor").strip() for cpu in cpus}
    return ",".join(sorted(found - {""}))


def boost() -> bool | None:
    """Whether CPUs may run above their base clock; None if unknown."""
    if text := read(f"{_CPU}/intel_pstate/no_turbo").strip():
        return text == "0"
    if text := read(f"{_CPU}/cpufreq/boost").strip():
        return text == "1"
    return None


def smt() -> str:
    """Return the state of SMT in the kernel's words: on, off, notsupported, …."""
    return read(f"{_CPU}/smt/control").strip()


def frequency_mhz(cpus: Iterable[int]) -> float | None:
    """Return the CPUs' current clock, on average; None if unknown."""
    texts = [read(f"{_CPU}/cpu{cpu}/cpufreq/scaling_cur_freq").strip() for cpu in cpus]
    found = [int(text) / 1e3 for text in texts if text.isdigit()]
    return sum(found) / len(found) if found else None


def thermal_throttles(cpus: Iterable[int]) -> int | None:
    """Return the kernel's count of thermal throttling of the CPUs so far; None if it does not count."""
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
    """Return the kernel's list of the CPUs that share this one's last-level cache; empty if unknown."""
    folders = [f"{_CPU}/cpu{cpu}/cache/index{index}" for index in range(_MAX_CACHES)]
    caches = [(read(f"{folder}/level").strip(), read(f"{folder}/shared_cpu_list").strip()) for folder in folders]
    return max(caches)[1]


def read(path: str) -> str:
    """Return the content of a file in /proc or /sys; empty if it does not exist."""
    try:
        return Path(path).read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
