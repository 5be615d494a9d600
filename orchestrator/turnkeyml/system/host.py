"""How many scripts this machine can process at once: as many as its cores and its memory allow."""

from __future__ import annotations

from turnkey_runner.host.cpus import choose_cpus, shares_a_cache
from turnkeyml.system.memory import available_bytes, total_bytes

__all__ = ["can_start", "choose_jobs", "choose_threads", "spare_cpus", "total_bytes"]

_MEMORY_PER_JOB = 6 << 30
"""What a script and its export are assumed to need, before anything is known of it."""
_MIN_FREE_FRACTION = 0.2
"""Of the total memory: below that, nothing more is started while something runs."""


def spare_cpus(threads: int | None) -> tuple[int, ...]:
    """CPUs that do not disturb a measurement with so many threads: one per physical core, behind other caches.

    Empty where the measurement has as many threads as there are cores, and on most machines with one socket: an
    exporter that shares the last-level cache and the memory bus made a MiniLM 7 % slower (`benchmarks/overlap.py`).
    """
    measured = choose_cpus(threads)
    return tuple(cpu for cpu in choose_cpus(None) if cpu not in measured and not shares_a_cache(cpu, measured))


def choose_jobs(inputs: int, cpus: tuple[int, ...]) -> int:
    """How many scripts to process at once: one per physical core, not more than there is memory for, or inputs."""
    return max(1, min(len(cpus or choose_cpus(None)), total_bytes() // _MEMORY_PER_JOB, inputs))


def choose_threads(jobs: int, cpus: tuple[int, ...]) -> int | None:
    """PyTorch's threads in each script's process; None is PyTorch's default, for one that has the machine to itself."""
    return None if jobs == 1 and not cpus else max(1, len(cpus or choose_cpus(None)) // jobs)


def can_start(running: int) -> bool:
    """Whether there is memory for another script while so many run. The first one may always start."""
    return running == 0 or available_bytes() > _MIN_FREE_FRACTION * total_bytes()
