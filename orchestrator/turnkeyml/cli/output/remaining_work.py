"""The processes that later rounds still have to measure: how many, and how long they take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(kw_only=True)
class _Job:
    pending: int
    total_s: float
    each_s: float
    """Duration of the latest process."""
    is_first: bool
    """Whether the latest process was the job's first one, which does more than later ones."""


class RemainingWork:
    """Counts pending processes per job.

    A job's first process takes longer than the others; by how much is estimated from jobs with two or more.
    """

    def __init__(self) -> None:
        self._jobs: dict[str, _Job] = {}
        self._first_s = 0.0
        """Total of the first processes of jobs whose second process was measured."""
        self._second_s = 0.0
        """Total of the second processes of the same jobs."""
        self._planned_s = 0.0
        self.planned = 0
        """All processes that were ever pending."""

    def process_ends(self, job: str, done: int, required: int, total_s: float) -> bool:
        """`done` of a job's `required` processes are measured, in `total_s`; return whether this one was pending."""
        pending = max(1, required - done)
        before = self._jobs.get(job)
        if before is None:
            each_s = total_s / max(1, done)
            self.planned += pending
            self._planned_s += pending * each_s
        else:
            each_s = total_s - before.total_s
            self.planned += pending - (before.pending - 1)
            if before.is_first:
                self._first_s += before.each_s
                self._second_s += each_s
        self._jobs[job] = _Job(pending=pending, total_s=total_s, each_s=each_s, is_first=done == 1)
        return before is not None

    def job_ends(self, job: str) -> bool:
        """A job has its result; return whether one of its processes was pending."""
        return self._jobs.pop(job, None) is not None

    @property
    def pending(self) -> int:
        """Pending processes of the jobs that have started."""
        return sum(job.pending for job in self._jobs.values())

    @property
    def left_s(self) -> float:
        """Seconds that the pending processes take."""
        return sum(
            job.pending * job.each_s * (self._later_over_first if job.is_first else 1.0) for job in self._jobs.values()
        )

    def planned_per_input_s(self, inputs: int) -> float:
        """Average seconds of later rounds per input, over the `inputs` so far."""
        return self._planned_s * self._later_over_first / inputs

    @property
    def _later_over_first(self) -> float:
        """Duration of a later process relative to a first one."""
        return self._second_s / self._first_s if self._first_s else 1.0
