"""Watching a device beside the measurement: what a runner may give its supervisor."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from turnkey_runner.contract import Failure, GpuConditions, Job

Observe = Callable[[int, int], GpuConditions | None]
"""What was seen from one moment to another, on the machine's monotonic clock in ns."""


class Monitor(Protocol):
    """Knows the device without using it: it lives in the supervisor, where nothing may touch a device."""

    def find_problem(self, job: Job) -> Failure | None:
        """Why a job cannot be measured now: no driver, no such GPU, a GPU that is lost or faulted."""

    def watch(self, job: Job) -> AbstractContextManager[Observe]:
        """Sample the job's device while a process measures, in a process of its own. Raises `JobError` without it."""

    def describe(self) -> dict[str, str]:
        """The devices and their driver, for the runner's description."""
