"""The supervisor's monitor of the GPU: it uses NVML alone, which creates no CUDA context."""

from __future__ import annotations

from contextlib import AbstractContextManager

from turnkey_nvidia import gpus, telemetry
from turnkey_runner.contract import Failure, Job
from turnkey_runner.harness.device_monitor import Observe


class GpuMonitor:
    """Queries the GPUs, and samples one while a process measures on it."""

    def find_problem(self, job: Job) -> Failure | None:
        """Return why a job's GPU cannot be measured on now."""
        return gpus.find_failure(job)

    def watch(self, job: Job) -> AbstractContextManager[Observe]:
        """Sample the job's GPU in another process."""
        return telemetry.watch(gpus.find_gpu(job.gpu).uuid)

    def describe(self) -> dict[str, str]:
        """Return the driver and the GPUs."""
        return gpus.describe()
