"""What a runner can see of the machine that it runs on."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def describe_hardware() -> dict[str, str]:
    """CPU model, usable CPUs and memory, as this process may use them."""
    cpus = sorted(os.sched_getaffinity(0))
    return {
        "machine": platform.machine(),
        "cpu": cpu_model(),
        "cpus": ",".join(map(str, cpus)),
        "cpu_count": str(len(cpus)),
        "memory_bytes": str(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")),
        "kernel": platform.release(),
    }


def cpu_model() -> str:
    """The CPU's name as the kernel gives it, or the architecture."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def oom_kills() -> int:
    """How many processes the kernel has ended in this control group for want of memory (0 where it is not told)."""
    for path in ("/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control"):
        try:
            lines = Path(path).read_text(encoding="ascii").splitlines()
        except OSError:
            continue
        return next((int(line.split()[1]) for line in lines if line.startswith("oom_kill ")), 0)
    return 0
