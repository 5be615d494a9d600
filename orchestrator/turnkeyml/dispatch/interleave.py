"""Interleaves the processes of many jobs, so that slow drift of the machine averages out.

A machine drifts for minutes at a time. Processes that follow one another see one state of it, and their interval says
nothing of the next state. The first process of each job is measured as its model is exported; the others follow in
rounds, one process of each job per round.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

from turnkey_runner.stats.host_states import is_slower
from turnkey_runner.stats.merge import is_finished, merge_results, wait_s
from turnkeyml.dispatch.plan import PlannedJob
from turnkeyml.dispatch.retry import Measuring
from turnkeyml.records import StoredResult
from turnkeyml.results.energy import Trace, energy_of
from turnkeyml.system import host

_MEMORY_DIVISOR = 4
"""Models of up to a quarter of the memory take part in a round: each is read once per process, from memory."""

_PATIENCE_S = 60.0
"""Seconds that a run waits without success for the best state of its host, over all jobs."""


@dataclass(kw_only=True)
class PartialJob:
    """A job, and what its processes so far have measured together."""

    planned: PlannedJob
    stored: StoredResult
    trace: Trace
    keeps_old_result: bool = False
    """Whether a finished result is stored that stays until this job is finished too."""
    added: int = 0
    """Processes since the job began or was resumed: a runner that does not report them cannot go on for ever."""

    @property
    def is_finished(self) -> bool:
        """Whether no further process is due."""
        return is_finished(self.stored.result, processes=1 + self.added)

    def run_next_process(self, executor: Measuring, patience_s: float) -> float:
        """Measure one more process; after another runner has taken over, the first one again.

        It waits for the best state of the host, for `patience_s` at most. Returns the seconds that it waited in vain.
        """
        self.added += 1
        process = len(self.stored.result.conditions)
        job = dataclasses.replace(self.stored.job, wait_s=min(patience_s, wait_s(self.stored.result)))
        additional, trace = executor.measure(self.planned, job, process)
        self._add(additional, trace, executor)
        return job.wait_s if any(is_slower(one.probe_before) for one in additional.result.conditions) else 0.0

    def _add(self, additional: StoredResult, trace: Trace, executor: Measuring) -> None:
        if not _is_continued(self.stored, additional):
            self.stored, self.trace = executor.measure(self.planned, self.stored.job, 0)
            return
        self.trace = self.trace.followed_by(trace)
        result = merge_results(self.stored.result, additional.result)
        energy = energy_of(self.trace, result)
        self.stored = dataclasses.replace(
            self.stored,
            result=result,
            evaluation=None,
            duration_s=round(self.stored.duration_s + additional.duration_s, 4),
            measured_at=additional.measured_at,
            energy_mj=energy.mj,
            energy_missing=energy.missing,
        )


def _is_continued(stored: StoredResult, additional: StoredResult) -> bool:
    """Whether a process was measured by the same runner, with the same engine, CPUs and threads, or has failed.

    A resident runner may have been restarted meanwhile, from another image or with other CPUs.
    """
    if additional.result.failure is not None:
        return True
    return _runner_identity(stored) == _runner_identity(additional)


def _runner_identity(stored: StoredResult) -> tuple[object, ...]:
    ran = stored.result.runtime_info
    runtime = (ran.engine, ran.engine_version, ran.provider, ran.threads, ran.cpus, ran.options) if ran else None
    return stored.image, stored.runner, stored.result.threads, runtime


class InterleavedJobs:
    """Jobs in progress, one process of each at a time."""

    def __init__(self, executor: Measuring) -> None:
        self._executor = executor
        self._jobs: list[PartialJob] = []
        self._patience_s = _PATIENCE_S
        self._max_model_bytes = host.total_bytes() // _MEMORY_DIVISOR

    def enqueue(self, job: PartialJob) -> None:
        """Measure the job's other processes in the rounds."""
        self._jobs.append(job)

    @property
    def has_any(self) -> bool:
        """Whether a job has processes to come."""
        return bool(self._jobs)

    def has(self, planned: PlannedJob) -> bool:
        """Whether the same job is in progress, because another input gave the same build."""
        return any(job.planned.key == planned.key for job in self._jobs)

    @property
    def is_full(self) -> bool:
        """Whether the models would not fit into memory if more jobs took part."""
        artifacts = [job.planned.artifact for job in self._jobs]
        sizes_bytes = {artifact.digest: artifact.model_bytes for artifact in artifacts if artifact}
        return sum(sizes_bytes.values()) > self._max_model_bytes

    def run(self) -> Iterator[PartialJob]:
        """Measure until every job is finished; yield each job after each of its processes, to be stored."""
        while self._jobs:
            for job in self._jobs:
                self._patience_s -= job.run_next_process(self._executor, max(0.0, self._patience_s))
                yield job
            self._jobs = [job for job in self._jobs if not job.is_finished]
