"""Monitoring of a device during a measurement: what a runner can pass to its supervisor."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from turnkey_runner.contract import Failure, GpuConditions, Job

Observe = Callable[[int, int], GpuConditions | None]
"""Returns the conditions of a window: its start on the machine's monotonic clock, and its length, in ns."""


class Monitor(Protocol):
    """Queries the device without using it: it runs in the supervisor, where nothing may touch a device."""

    def find_problem(self, job: Job) -> Failure | None:
        """Return why a job cannot be measured now: no driver, no such GPU, a lost or faulty GPU."""

    def watch(self, job: Job) -> AbstractContextManager[Observe]:
        """Sample the job's device in another process during the block. Raises `JobError` if there is no device."""

    def describe(self) -> dict[str, str]:
        """Return the devices and their driver, for the runner's description."""
