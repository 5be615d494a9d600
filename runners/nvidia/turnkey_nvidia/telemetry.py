"""Samples a GPU's clocks, temperature, power and throttle reasons in another process during a measurement.

    python -m turnkey_nvidia.telemetry UUID

It prints a line of JSON per sample until standard input closes.
"""

from __future__ import annotations

import json
import os
import select
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from turnkey_nvidia.gpus import find_gpu
from turnkey_nvidia.management import NoGpuError, management, read_temperature
from turnkey_runner.contract import GpuConditions
from turnkey_runner.harness.device_monitor import Observe

PERIOD_S = 0.05
_REASONS = {
    0x4: "power cap",
    0x8: "hardware slowdown",
    0x20: "software thermal",
    0x40: "hardware thermal",
    0x80: "power brake",
}
"""NVML's bits that mean throttling; an idle GPU and clocks set by an administrator are not."""
_END_TIMEOUT_S = 5.0
Sample = dict[str, Any]


@contextmanager
def watch(uuid: str) -> Iterator[Observe]:
    """Sample a GPU until the block ends; yield a function that summarizes a window within the block.

    The samples go to a memfd: a pipe that is read at the end would be full after some 18 s, and a thread that reads it
    would exist when the supervisor forks.
    """
    with os.fdopen(os.memfd_create("turnkey-telemetry"), "r+b") as output:
        process = subprocess.Popen(
            [sys.executable, "-s", "-m", "turnkey_nvidia.telemetry", uuid],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.DEVNULL,
        )

        def observe(started_ns: int, wall_ns: int) -> GpuConditions | None:
            _end(process)
            output.seek(0)
            lines = output.read().decode().splitlines()
            samples = [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]
            return summarize([one for one in samples if started_ns <= one["clock_ns"] <= started_ns + wall_ns])

        try:
            yield observe
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.returncode is not None:
        return
    try:
        process.communicate(timeout=_END_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


def summarize(samples: Sequence[Sample]) -> GpuConditions | None:
    """Summarize the samples of a window; None if there are none."""
    if not samples:
        return None
    known = {name: [one[name] for one in samples if one.get(name) is not None] for name in samples[0]}
    bits = 0
    for one in known.get("reasons", ()):
        bits |= one
    return GpuConditions(
        samples=len(samples),
        sm_clock_mhz=_spread(known["sm_clock_mhz"]),
        memory_clock_mhz=_spread(known["memory_clock_mhz"]),
        default_sm_clock_mhz=max(known["default_sm_clock_mhz"], default=None),
        temperature_c=max(known["temperature_c"], default=None),
        power_w=round(statistics.fmean(known["power_w"]), 1) if known["power_w"] else None,
        throttle_reasons=tuple(word for bit, word in _REASONS.items() if bits & bit),
        other_processes=max((max(0, count - 1) for count in known["processes"]), default=None),
    )


def _spread(values: Sequence[int]) -> tuple[int, ...]:
    return (min(values), round(statistics.median(values)), max(values)) if values else ()


def _sample(nvml: Any, handle: Any) -> Sample:
    """Return one sample; what this GPU or driver does not report is None."""

    def query(name: str, *arguments: Any) -> Any:
        try:
            return getattr(nvml, name)(handle, *arguments)
        except (nvml.NVMLError, AttributeError):
            return None

    temperature_c: int | None = None
    with suppress(nvml.NVMLError, AttributeError):
        temperature_c = read_temperature(nvml, handle)
    # CUDA 14 removes application clocks; without one, the default is the maximum clock.
    default = query("nvmlDeviceGetDefaultApplicationsClock", nvml.NVML_CLOCK_SM)
    power_mw = query("nvmlDeviceGetPowerUsage")
    processes = query("nvmlDeviceGetComputeRunningProcesses")
    reasons = query("nvmlDeviceGetCurrentClocksEventReasons")
    return {
        "clock_ns": time.perf_counter_ns(),
        "sm_clock_mhz": query("nvmlDeviceGetClockInfo", nvml.NVML_CLOCK_SM),
        "memory_clock_mhz": query("nvmlDeviceGetClockInfo", nvml.NVML_CLOCK_MEM),
        "default_sm_clock_mhz": default or query("nvmlDeviceGetMaxClockInfo", nvml.NVML_CLOCK_SM),
        "temperature_c": temperature_c,
        "power_w": None if power_mw is None else power_mw / 1000,
        "reasons": query("nvmlDeviceGetCurrentClocksThrottleReasons") if reasons is None else reasons,
        "processes": None if processes is None else len(processes),
    }


def main(uuid: str) -> None:
    """Print samples until standard input closes."""
    try:
        gpu = find_gpu(uuid)
        with management() as nvml:
            handle = nvml.nvmlDeviceGetHandleByIndex(gpu.index)
            while not select.select([sys.stdin], [], [], PERIOD_S)[0]:
                print(json.dumps(_sample(nvml, handle)), flush=True)
    except NoGpuError as error:
        print(error, file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1])
