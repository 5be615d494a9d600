"""A bound on how fast a machine computes: no honest result is faster. It is a bound, not a measurement."""

from __future__ import annotations

from turnkeyml.devices import all_devices
from turnkeyml.records import StoredResult

MAX_CLOCK_HZ = 6.5e9
"""No CPU has a higher clock."""
FAST_ALGORITHMS = 6.0
"""Winograd's convolutions with tiles of 6 by 6 need 5.06 times fewer multiplications than are counted."""
GPU_FP32_MACS_PER_S, GPU_MACS_PER_S = 6e14, 1e16
"""Above the largest GPU: products in TF32, and in the smallest type with sparse weights."""
_FP32_PER_CYCLE = (("avx512f", 32), ("fma", 16), ("avx", 8))
"""Multiply-accumulates of a core per cycle: two units, or two ports, of vectors."""
_NARROW_PER_CYCLE = (("amx_tile", 1024), ("avx512_vnni", 128), ("avx512f", 64), ("avx_vnni", 64), ("avx2", 32))
"""The same of 8-bit integers and 16-bit floats."""
_UNKNOWN_CPU_PER_CYCLE = 1024
_MATMUL_PRECISION = "float32_matmul_precision"


def peak_macs_per_s(stored: StoredResult) -> float | None:
    """More multiply-accumulates per second than the machine of a result can count as done; None where unknown."""
    is_fp32 = stored.job.precision in ("fp32", "tf32") and _multiplies_in_fp32(stored)
    device = all_devices().get(stored.job.device)
    if device is None:
        return None
    if device.accelerator:
        return FAST_ALGORITHMS * (GPU_FP32_MACS_PER_S if is_fp32 else GPU_MACS_PER_S)
    cores = _cores(stored)
    flags = stored.runner.get("cpu_flags", "").split()
    table = _FP32_PER_CYCLE if is_fp32 else _NARROW_PER_CYCLE
    per_cycle = next((count for flag, count in table if flag in flags), _UNKNOWN_CPU_PER_CYCLE)
    return FAST_ALGORITHMS * MAX_CLOCK_HZ * cores * per_cycle if cores else None


def _multiplies_in_fp32(stored: StoredResult) -> bool:
    info = stored.result.runtime_info
    if info is None:
        return False
    return info.options.get(_MATMUL_PRECISION, "highest") == "highest" and not info.precisions.keys() & {"f16", "bf16"}


def _cores(stored: StoredResult) -> int:
    """The largest number that anything of the result names; 0 where nothing does."""
    info = stored.result.runtime_info
    counts = [stored.result.threads or 0, int(stored.runner.get("cpu_count", "0") or 0)]
    return max(*counts, len(info.cpus) if info else 0, (info.threads or 0) if info else 0)
