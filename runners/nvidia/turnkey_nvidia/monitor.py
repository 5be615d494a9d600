"""The supervisor's eye on the card: through NVIDIA's management library alone, which makes no CUDA context."""

from __future__ import annotations

from contextlib import AbstractContextManager

from turnkey_nvidia import cards, telemetry
from turnkey_runner.contract import Failure, Job
from turnkey_runner.harness.device_monitor import Observe


class CardMonitor:
    """Knows the cards, and watches one while a process measures on it."""

    def find_problem(self, job: Job) -> Failure | None:
        """Why a job's card cannot be measured on now."""
        return cards.find_failure(job)

    def watch(self, job: Job) -> AbstractContextManager[Observe]:
        """Sample the job's card in a process of its own."""
        return telemetry.watch(cards.find_card(job.gpu).uuid)

    def describe(self) -> dict[str, str]:
        """Driver and cards."""
        return cards.describe()
