"""Describes the machine that a runner runs on."""

from __future__ import annotations

import os
import platform
from pathlib import Path

from turnkey_runner.host import cpus

_FLAGS = (
    *("sse4_2", "avx", "avx2", "fma", "f16c", "avx_vnni", "avx512f", "avx512_vnni", "avx512_bf16", "avx512_fp16"),
    *("amx_tile", "amx_int8", "amx_bf16", "amx_fp16"),
)
"""Instruction sets that decide which kernels an engine uses."""


def describe_hardware() -> dict[str, str]:
    """Return the CPUs and the memory that this process may use; unknown values are omitted."""
    usable = sorted(os.sched_getaffinity(0))
    boost = cpus.boost()
    known = {
        "machine": platform.machine(),
        "cpu": cpu_model(),
        "cpus": ",".join(map(str, usable)),
        "cpu_count": str(len(usable)),
        "cpu_flags": " ".join(flag for flag in _FLAGS if flag in _cpuinfo("flags").split()),
        "smt": cpus.smt(),
        "governor": cpus.governor(usable),
        "boost": "" if boost is None else "on" if boost else "off",
        "numa_nodes": str(len(list(Path("/sys/devices/system/node").glob("node[0-9]*"))) or ""),
        "memory_bytes": str(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")),
        "kernel": platform.release(),
    }
    return {name: value for name, value in known.items() if value}


def cpu_model() -> str:
    """Return the CPU's name from the kernel, or the architecture."""
    return _cpuinfo("model name") or platform.machine()


def _cpuinfo(key: str) -> str:
    """Return a value of the first CPU in /proc/cpuinfo."""
    for line in cpus.read("/proc/cpuinfo").splitlines():
        name, _, value = line.partition(":")
        if name.strip() == key:
            return value.strip()
    return ""


def oom_kills() -> int:
    """Return the number of processes that the OOM killer has killed in this control group (0 if unknown)."""
    for path in ("/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control"):
        try:
            lines = Path(path).read_text(encoding="ascii").splitlines()
        except OSError:
            continue
        return next((int(line.split()[1]) for line in lines if line.startswith("oom_kill ")), 0)
    return 0
