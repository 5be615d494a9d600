"""How many scripts this machine can work on at once: as many as cores and memory allow."""

from __future__ import annotations

import os

from turnkey_runner.host.cpus import choose_cpus, shares_a_cache

_MEMORY_A_JOB = 6 << 30
"""What a script and its export are taken to need, before anything is known of it."""
_FREE_SHARE = 0.2
"""Of the machine's memory: below that nothing further begins beside what is under way."""


def spare_cpus(measured: int | None) -> tuple[int, ...]:
    """CPUs whose work a measurement with so many threads does not feel: one of each physical core, behind other caches.

    None where it takes as many threads as there are cores, and on most machines of one socket: an exporter that shares
    the last cache and the way to memory made a MiniLM 7 % slower (`benchmarks/overlap.py`).
    """
    taken = choose_cpus(measured)
    return tuple(cpu for cpu in choose_cpus(None) if cpu not in taken and not shares_a_cache(cpu, taken))


def choose_jobs(inputs: int, cpus: tuple[int, ...]) -> int:
    """Scripts at once: one a physical core, no more than memory or the inputs are enough for."""
    return max(1, min(len(cpus or choose_cpus(None)), total_bytes() // _MEMORY_A_JOB, inputs))


def choose_threads(jobs: int, cpus: tuple[int, ...]) -> int | None:
    """PyTorch's threads in each script's process; None, which is PyTorch's own choice, where it has the machine."""
    return None if jobs == 1 and not cpus else max(1, len(cpus or choose_cpus(None)) // jobs)


def can_start(under_way: int) -> bool:
    """Whether another script may begin beside those under way. The first always may."""
    return under_way == 0 or _available_bytes() > _FREE_SHARE * total_bytes()


def total_bytes() -> int:
    """The machine's memory."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _available_bytes() -> int:
    """What can still be had without swapping, as the kernel reckons."""
    with open("/proc/meminfo", encoding="ascii") as lines:
        return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")), total_bytes())
