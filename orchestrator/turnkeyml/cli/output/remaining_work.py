"""The processes that rounds are still to measure: how many, and how long they take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(kw_only=True)
class _Job:
    left: int
    total_s: float
    each_s: float
    """Of the last process: of the first one, which does more, until there is another."""
    is_first: bool


class RemainingWork:
    """Counts, job by job. A first process takes longer than others; by how much is learnt from those that were seen."""

    def __init__(self) -> None:
        self._jobs: dict[str, _Job] = {}
        self._firsts_s = 0.0
        self._seconds_s = 0.0
        self._planned_s = 0.0
        self.planned = 0
        """All that ever were to come."""

    def process_ends(self, job: str, done: int, asked: int, total_s: float) -> bool:
        """So many of a job's processes are measured, in so much time, and others follow; whether one was to come."""
        left = max(1, asked - done)
        before = self._jobs.get(job)
        if before is None:
            each_s = total_s / max(1, done)
            self.planned += left
            self._planned_s += left * each_s
        else:
            each_s = total_s - before.total_s
            self.planned += left - (before.left - 1)
            if before.is_first:
                self._firsts_s += before.each_s
                self._seconds_s += each_s
        self._jobs[job] = _Job(left=left, total_s=total_s, each_s=each_s, is_first=done == 1)
        return before is not None

    def job_ends(self, job: str) -> bool:
        """A job has its result; whether a process of it was to come."""
        return self._jobs.pop(job, None) is not None

    @property
    def to_come(self) -> int:
        """How many, of the jobs that are begun."""
        return sum(job.left for job in self._jobs.values())

    @property
    def left_s(self) -> float:
        """How long they take."""
        return sum(job.left * job.each_s * (self._share if job.is_first else 1.0) for job in self._jobs.values())

    def after(self, inputs: int) -> float:
        """How long those of an input to come take, if it is like the inputs so far."""
        return self._planned_s * self._share / inputs

    @property
    def _share(self) -> float:
        """What a further process takes of what a first one does."""
        return self._seconds_s / self._firsts_s if self._firsts_s else 1.0
