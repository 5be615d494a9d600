"""Measures planned jobs and stores their results: cached answers, duplicates, interleaved processes."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import replace

from turnkey_runner.contract import Failure, Kind, Stage, Status
from turnkeyml.builds.convert import convert_build
from turnkeyml.cache.store import Store
from turnkeyml.devices import form_of
from turnkeyml.dispatch.artifact_users import ArtifactUsers
from turnkeyml.dispatch.dedup import ResultDeduplicator
from turnkeyml.dispatch.executor import JobExecutor, now
from turnkeyml.dispatch.interleave import InterleavedJobs, PartialJob
from turnkeyml.dispatch.make_job import make_job
from turnkeyml.dispatch.plan import BuildPlan, PlannedJob, plan_build
from turnkeyml.dispatch.retry import RetryingExecutor
from turnkeyml.dispatch.reuse import ResultLookup
from turnkeyml.events import JobEnds, Note, OnEvent, ProcessEnds, StageBegins
from turnkeyml.options.run_options import RunOptions
from turnkeyml.options.targets import Target
from turnkeyml.records import UNCONVERTED, Build, StoredResult
from turnkeyml.report.rows import keep_rows
from turnkeyml.results.energy import Trace, energy_of
from turnkeyml.results.evaluate import is_current, with_evaluation
from turnkeyml.worker.child_events import measurement_failed
from turnkeyml.worker.client import Worker


class Scheduler:
    """Decides in which order jobs are measured, and stores the results.

    `measure` and `finish` are for one thread. Other threads plan builds and convert their artifacts.
    """

    def __init__(self, options: RunOptions, store: Store, worker: Worker, on_event: OnEvent) -> None:
        self._options = options
        self._store = store
        self._worker = worker
        self._on_event = on_event
        self._lookup = ResultLookup(store, options)
        self._executor = JobExecutor(options, store, worker, on_event)
        delay_s = options.request.retry_delay
        self._retrying = RetryingExecutor(self._executor, store, on_event, delay_s=delay_s)
        self._interleaved = InterleavedJobs(self._retrying)
        self._duplicates = ResultDeduplicator(store, options, self._lookup)
        self._waiting: list[PlannedJob] = []
        """Jobs whose result may be that of a job in progress: the same build's, or a duplicate's."""
        self._users = ArtifactUsers(store)
        self._measured: set[str] = set()
        """Builds with a new result."""

    def __enter__(self) -> Scheduler:
        return self

    def __exit__(self, *_: object) -> None:
        self._executor.stop()
        keep_rows(self._store, self._measured)
        left = self._users.left_over
        if left:
            message = f"{left} models stay on the disk: another run uses the cache, and may need them"
            self._on_event(Note(message=message))

    def reserve_artifacts(self, builds: Iterable[Build]) -> None:
        """Drop no artifact (`--lean-cache`) before all of these builds that have it have ended."""
        self._users.reserve(builds)

    def plan(self, build: Build, input_name: str) -> BuildPlan:
        """The jobs of a build, each with the answer that the cache has."""
        return plan_build(build, input_name, self._options, self._lookup)

    def needs_artifact(self, build: Build, input_name: str) -> bool:
        """Whether a job of a build has to be measured."""
        return self.plan(build, input_name).needs_artifact

    def prestart_runners(self) -> None:
        """Start the runners while a build is being made, so that its first job does not wait for them."""
        if self._options.measure:
            self._executor.prestart()

    def convert_artifacts(self, plan: BuildPlan) -> BuildPlan:
        """The plan with an artifact of each precision that a job needs, or with the failure to make one.

        From here on the build counts as a user of its artifacts.
        """
        artifact = plan.build.artifact
        if artifact is None or plan.damage:
            return plan
        if not plan.jobs:
            self._users.add(*plan.build.artifacts)
            return plan
        self._users.add(artifact)  # before the conversions, so that nobody drops their source
        build = plan.build
        for job in plan.jobs:
            if job.target.precision in UNCONVERTED or job.answer is not None:
                continue
            if not self._store.has_artifact(artifact):
                break  # the end of another build has dropped it: this one is planned again when its turn comes
            self._on_event(StageBegins(name=build.name, stage=Stage.CONVERT, input=plan.input_name))
            build = convert_build(
                build,
                form_of(job.target.device.name, job.target.precision),
                self._store,
                self._worker.suspender,
                timeout_s=self._options.limits.timeout_s,
                memory_bytes=self._options.limits.memory_bytes,
            )
        self._users.add(*build.artifacts[1:])
        return plan.with_build(build)

    def is_missing_artifact(self, plan: BuildPlan) -> bool:
        """Whether a job that has to be measured needs an artifact that is not on the disk."""
        for job in plan.jobs:
            if job.answer is not None:
                continue
            conversion = plan.build.conversion_of(job.target.device.name, job.target.precision)
            was_tried = job.artifact is not None or conversion is not None
            if not was_tried or (job.artifact is not None and not self._store.has_artifact(job.artifact)):
                return True
        return False

    def release_artifacts(self, plan: BuildPlan) -> None:
        """Take back that `convert_artifacts` counted a user: the build is planned again."""
        self._users.release(plan.build)

    def measure(self, plan: BuildPlan) -> Iterator[StoredResult]:
        """Measure a build's jobs, and yield the results that are finished now: its own, or those of earlier builds."""
        for job in plan.jobs:
            if plan.damage and job.answer is None:
                yield self._store_result(job, self._unmeasured(job, self._damaged(plan)))
            else:
                yield from self._measure_job(job)
        if self._options.request.lean_cache and (plan.jobs or not plan.damage):
            self._users.evict(plan.build)
        if self._interleaved.is_full:
            yield from self.finish()

    def finish(self) -> Iterator[StoredResult]:
        """Measure the processes that are due of all jobs in progress, then the jobs that waited for them.

        Each process is stored before the next one begins.
        """
        while self._interleaved.has_any or self._waiting:
            for partial in self._interleaved.run():
                yield from self._store_progress(partial)
            waiting, self._waiting = self._waiting, []
            for job in waiting:
                yield from self._measure_job(replace(job, answer=self._find_new_answer(job)))

    def _measure_job(self, job: PlannedJob) -> Iterator[StoredResult]:
        if self._interleaved.has(job) or self._duplicates.is_in_progress(job):
            self._waiting.append(job)
            return
        answer = job.answer or self._find_new_answer(job)
        if answer is not None:
            yield self._take_answer(job, answer)
            return
        duplicate = self._duplicates.find(job)
        if duplicate is not None:
            yield self._store_result(job, duplicate)
        elif self._is_interleaved(job.target) and job.artifact is not None:
            yield from self._begin(job)
        else:
            yield self._store_result(job, self._measure_at_once(job))

    def _find_new_answer(self, job: PlannedJob) -> StoredResult | None:
        """An answer that was stored after the job was planned: by another input of this run, or by another run."""
        return None if self._options.ignores_cache else self._lookup.find_answer(job.build, job.target)

    def _take_answer(self, job: PlannedJob, stored: StoredResult) -> StoredResult:
        if not is_current(stored):  # other rules evaluated it: once, and not in every run from now on
            stored = with_evaluation(stored)
            self._store.replace_result(stored)
        self._duplicates.add(job, stored)
        self._on_event(JobEnds(build=job.build, stored=stored, cached=True))
        return stored

    def _is_interleaved(self, target: Target) -> bool:
        """Whether a job's processes are spread over the run.

        Not where its model is dropped after its jobs, nor on an accelerator, where the first process compiles for the
        others.
        """
        several = self._options.job.settings.max_processes > 1
        return several and not (self._options.request.lean_cache or target.device.accelerator or target.is_live_model)

    def _begin(self, job: PlannedJob) -> Iterator[StoredResult]:
        """Measure a job's first process, or resume what an interrupted run has measured."""
        assert job.artifact is not None
        new = make_job(job.artifact, job.target, self._options)
        keeps_old_result = self._lookup.has_finished(job.build, job.target)
        known = None if self._options.ignores_cache else self._lookup.find_partial(job.build, job.target)
        if known is not None and self._executor.is_same_runner(known, job.target):
            limits = replace(known.job, timeout_s=new.timeout_s, memory_bytes=new.memory_bytes)
            stored, trace = replace(known, job=limits), Trace()
        else:
            stored, trace = self._retrying.measure(job, new, process=0)
        partial = PartialJob(planned=job, stored=stored, trace=trace, keeps_old_result=keeps_old_result)
        self._duplicates.begin(job)
        if not partial.is_finished:
            self._interleaved.enqueue(partial)
        yield from self._store_progress(partial)

    def _store_progress(self, partial: PartialJob) -> Iterator[StoredResult]:
        """Store a job as far as it is measured; yield it once it is finished."""
        if partial.is_finished:
            yield self._store_result(partial.planned, partial.stored)
            return
        stored = replace(partial.stored, is_partial=True)
        if partial.keeps_old_result:
            self._store.save_partial(stored)
        else:
            self._store.save_result(stored)
        self._on_event(ProcessEnds(build=partial.planned.build, stored=stored))

    def _store_result(self, job: PlannedJob, stored: StoredResult) -> StoredResult:
        """Store a result, or keep the one that stands; return what the run reports of the job."""
        stored = with_evaluation(replace(stored, is_partial=False))
        replaces_same = self._options.ignores_cache or bool(stored.deduplicated_from)
        standing = self._store.save_result(stored, replaces_same=replaces_same)
        self._measured.add(job.build.name)
        has_failed = stored.result.failure is not None
        if standing is not stored and not has_failed:  # another run was first
            return self._take_answer(job, self._find_new_answer(job) or stored)
        self._duplicates.add(job, stored)
        kept = standing if standing is not stored and not standing.is_unfinished else None
        self._on_event(JobEnds(build=job.build, stored=stored, cached=False, kept=kept))
        return stored

    def _measure_at_once(self, job: PlannedJob) -> StoredResult:
        """Measure all processes of a job, one after the other."""
        if job.artifact is None:
            return self._not_converted(job)
        stored, trace = self._retrying.measure(job, make_job(job.artifact, job.target, self._options))
        energy = energy_of(trace, stored.result)
        return replace(stored, energy_mj=energy.mj, energy_missing=energy.missing)

    def _not_converted(self, planned: PlannedJob) -> StoredResult:
        """The result of a job whose model could not be converted."""
        conversion = planned.build.conversion_of(planned.target.device.name, planned.target.precision)
        return self._unmeasured(planned, (conversion.failure if conversion else None) or _UNKNOWN)

    def _unmeasured(self, planned: PlannedJob, failure: Failure) -> StoredResult:
        """The result of a job that no runner was given."""
        assert planned.build.artifact is not None
        job = make_job(planned.build.artifact, planned.target, self._options)
        return StoredResult(
            build=planned.build.name,
            job=job,
            result=measurement_failed(job, failure, Status.NOT_STARTED),
            launcher="",
            image="",
            duration_s=0.0,
            measured_at=now(),
        )

    def _damaged(self, plan: BuildPlan) -> Failure:
        """The failure of jobs whose artifact is damaged, with the command that makes it again."""
        command = shlex.join(["turnkey", "run", plan.build.source.path, "-d", str(self._store.path)])
        return Failure(
            stage=Stage.LOAD, kind=Kind.DIGEST_MISMATCH, message=plan.damage, remedy=f"make it again: `{command}`"
        )


_UNKNOWN = Failure(stage=Stage.CONVERT, kind=Kind.INTERNAL, message="the conversion does not say what failed")
