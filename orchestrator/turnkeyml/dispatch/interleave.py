"""Jobs whose processes are spread over a run: the first of each as its model is exported, the others in rounds.

A machine drifts for minutes at a time. Processes that follow one another see one state of it, and
their interval tells nothing of the next; those of a round lie as far apart as the round is long.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

from turnkey_runner.contract import Kind
from turnkey_runner.stats.merge import merge_results, wants_more
from turnkeyml.dispatch.executor import JobExecutor
from turnkeyml.options import Target
from turnkeyml.records import Build, StoredResult
from turnkeyml.results.energy import Trace, energy_of
from turnkeyml.system import host

_WINDOW_SHARE = 4
"""Models of up to a quarter of the memory take part in a round: each is read once a process, from memory."""
_TRIES = 2


@dataclass(kw_only=True)
class PartialJob:
    """A job, and what its processes so far have measured together."""

    build: Build
    target: Target
    source: str
    """The input's name."""
    stored: StoredResult
    trace: Trace
    replaces: bool = False
    """Whether a finished result is there, which stays until this one is finished, too."""
    added: int = 0
    """Processes since it was begun, or taken up: a runner that tells of none does not have them without end."""

    @property
    def is_finished(self) -> bool:
        """Whether no process is to come: it has failed, or has as many as were asked for and its interval needs."""
        result = self.stored.result
        enough = 1 + self.added >= result.settings.max_processes
        return result.failure is not None or enough or not wants_more(result)

    def add(self, bench: JobExecutor) -> None:
        """Measure one more process; where another runner has taken the place of the one before, the first one anew."""
        self.added += 1
        further, trace = self._measure(bench, process=len(self.stored.result.conditions))
        if not _is_continued(self.stored, further):
            self.stored, self.trace = self._measure(bench, process=0)
            return
        self.trace = self.trace.followed_by(trace)
        result = merge_results(self.stored.result, further.result)
        energy = energy_of(self.trace, result)
        self.stored = dataclasses.replace(
            self.stored,
            result=result,
            evaluation=None,
            duration_s=round(self.stored.duration_s + further.duration_s, 4),
            measured_at=further.measured_at,
            energy_mj=energy.mj,
            energy_missing=energy.missing,
        )

    def _measure(self, bench: JobExecutor, process: int) -> tuple[StoredResult, Trace]:
        """Once again where the runner was lost, which is not the model's fault by now."""
        for _ in range(_TRIES):
            measured = bench.measure(self.build, self.stored.job, self.target, self.source, process)
            failure = measured[0].result.failure
            if failure is None or failure.kind is not Kind.RUNNER_LOST:
                break
        return measured


def _is_continued(stored: StoredResult, further: StoredResult) -> bool:
    """Whether a process was measured by the same runner, with the same engine, CPUs and threads, or has failed.

    A resident runner may have been started again meanwhile: from another image, or with other CPUs.
    """
    if further.result.failure is not None:
        return True
    return _circumstances(stored) == _circumstances(further)


def _circumstances(stored: StoredResult) -> tuple[object, ...]:
    ran = stored.result.runtime_info
    runtime_info = (ran.engine, ran.engine_version, ran.provider, ran.threads, ran.cpus, ran.options) if ran else None
    return stored.image, stored.runner, stored.result.threads, runtime_info


class InterleavedJobs:
    """The jobs that are begun, one process of each at a time."""

    def __init__(self, bench: JobExecutor) -> None:
        self._bench = bench
        self._begun: list[PartialJob] = []

    def join(self, begun: PartialJob) -> None:
        """Take a job up."""
        self._begun.append(begun)

    @property
    def has_any(self) -> bool:
        """Whether a job has processes to come."""
        return bool(self._begun)

    def has(self, build: Build, target: Target) -> bool:
        """Whether another input has given the same build, whose job is begun."""
        return any((begun.build.name, begun.target) == (build.name, target) for begun in self._begun)

    @property
    def is_full(self) -> bool:
        """Whether the models would not stay in memory if more took part."""
        targets = [(begun.build, begun.target) for begun in self._begun]
        artifacts = [build.artifact_of(target.device.name, target.precision) for build, target in targets]
        sizes_bytes = {one.digest: one.model_bytes for one in artifacts if one}
        return sum(sizes_bytes.values()) > host.total_bytes() // _WINDOW_SHARE

    def run(self) -> Iterator[PartialJob]:
        """Measure until every job is finished; give each after each of its processes, to be filed."""
        while self._begun:
            for begun in self._begun:
                begun.add(self._bench)
                yield begun
            self._begun = [begun for begun in self._begun if not begun.is_finished]
