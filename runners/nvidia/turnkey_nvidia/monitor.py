"""The supervisor's eye on the GPU: through NVIDIA's management library alone, which makes no CUDA context."""

from __future__ import annotations

from contextlib import AbstractContextManager

from turnkey_nvidia import gpus, telemetry
from turnkey_runner.contract import Failure, Job
from turnkey_runner.harness.device_monitor import Observe


class GpuMonitor:
    """Knows the GPUs, and watches one while a process measures on it."""

    def find_problem(self, job: Job) -> Failure | None:
        """Why a job's GPU cannot be measured on now."""
        return gpus.find_failure(job)

    def watch(self, job: Job) -> AbstractContextManager[Observe]:
        """Sample the job's GPU in a process of its own."""
        return telemetry.watch(gpus.find_gpu(job.gpu).uuid)

    def describe(self) -> dict[str, str]:
        """Driver and GPUs."""
        return gpus.describe()
