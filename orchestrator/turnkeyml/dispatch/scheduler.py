"""The measuring half of a run: builds into filed results."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from turnkey_runner.contract import Failure, Kind, Stage, Status
from turnkeyml.builds.convert import convert_build
from turnkeyml.cache.store import Store
from turnkeyml.devices import form_of
from turnkeyml.dispatch import reuse
from turnkeyml.dispatch.dedup import ResultDeduplicator
from turnkeyml.dispatch.executor import JobExecutor, now
from turnkeyml.dispatch.interleave import InterleavedJobs, PartialJob
from turnkeyml.dispatch.jobs import make_job
from turnkeyml.events import Listener
from turnkeyml.options import RunOptions, Target, on_host
from turnkeyml.records import UNCONVERTED, Artifact, Build, StoredResult
from turnkeyml.results.energy import Trace, energy_of
from turnkeyml.results.summary import is_current, with_evaluation
from turnkeyml.worker.child_events import measurement_failed
from turnkeyml.worker.client import Worker


class Dispatch:
    """Decides which jobs a build needs, has them measured, and files the results.

    `measure` and `finish` are for one thread; builds are prepared and asked about by others.
    """

    def __init__(self, options: RunOptions, store: Store, worker: Worker, listener: Listener) -> None:
        self._options = options
        self._store = store
        self._worker = worker
        self._listener = listener
        self._bench = JobExecutor(options, store, worker, listener)
        self._rounds = InterleavedJobs(self._bench)
        self._waiting: list[tuple[Build, Target, str]] = []
        """Jobs whose result may be that of one that is begun: the same build's, or its twin's."""
        self._twins = ResultDeduplicator(store, options)
        self._users: Counter[str] = Counter()
        """How many builds that are prepared and not measured have an artifact."""
        self._droppable: dict[str, Artifact] = {}
        """What nobody has any more, but for another run that uses the cache."""
        self._counting = threading.Lock()

    def __enter__(self) -> Dispatch:
        return self

    def __exit__(self, *_: object) -> None:
        self._bench.stop()
        if self._droppable:
            kept = f"{len(self._droppable)} models stay on the disk: another run uses the cache, and may need them"
            self._listener.notify(kept)

    def has_work(self, build: Build) -> bool:
        """Whether a build has a job that no filed result answers."""
        return self._options.measure and any(self._answer(build, target) is None for target in self._options.targets)

    def expect_work(self) -> None:
        """A build is being made: start the runners meanwhile, so that its first job does not wait for them."""
        if self._options.measure:
            self._bench.start_early()

    def prepare(self, build: Build, source: str) -> Build:
        """The build with an artifact of each precision that a job will need, or with the failure to make one."""
        if not self._options.measure or build.artifact is None:
            return build
        self._count(build.artifact)  # from now on nobody drops what is converted here
        for target in self._options.targets:
            if target.precision in UNCONVERTED or self._answer(build, target) is not None:
                continue
            if not self._store.has_artifact(build.artifact):
                break  # another build's end has dropped it: this one is made again once its turn has come
            self._listener.stage_begins(build.name, Stage.CONVERT, source)
            limits = self._options.job
            build = convert_build(
                build,
                form_of(target.device.name, target.precision),
                self._store,
                self._worker.suspender,
                timeout_s=limits.timeout_s,
                memory_bytes=limits.memory_bytes,
            )
        self._count(*build.artifacts[1:])
        return build

    def lacks(self, build: Build) -> bool:
        """Whether a job of a build that is prepared needs an artifact that is not there."""
        for target in self._options.targets if self._options.measure else ():
            artifact = build.artifact_of(target.device.name, target.precision)
            tried = artifact is not None or build.conversion_of(target.device.name, target.precision) is not None
            there = tried and (artifact is None or self._store.has_artifact(artifact))
            if not there and self._answer(build, target) is None:
                return True
        return False

    def forget(self, build: Build) -> None:
        """A build that was prepared is to be prepared anew."""
        with self._counting:
            self._users.subtract(artifact.digest for artifact in build.artifacts)

    def _count(self, *artifacts: Artifact) -> None:
        with self._counting:
            self._users.update(artifact.digest for artifact in artifacts)

    def measure(self, build: Build, source: str) -> Iterator[StoredResult]:
        """Put a build's jobs to the runners, and yield what is finished by that: of it, or of earlier ones.

        `source` is the input's name.
        """
        if not self._options.measure or build.artifact is None:
            return
        for target in self._options.targets:
            yield from self._measure_target(build, target, source)
        if self._options.lean_cache:
            self._drop(build)
        if self._rounds.is_full:
            yield from self.finish()

    def _drop(self, build: Build) -> None:
        """Free what no other build that is prepared has, too: scripts that call one model share its artifact."""
        with self._counting:
            self._users.subtract(artifact.digest for artifact in build.artifacts)
            self._droppable |= {artifact.digest: artifact for artifact in build.artifacts}
            for digest, artifact in list(self._droppable.items()):
                if self._users[digest] > 0 or self._store.drop_artifact(artifact):
                    del self._droppable[digest]

    def finish(self) -> Iterator[StoredResult]:
        """Measure the processes that are still to come of the jobs begun; each is filed before the next begins.

        Jobs that waited for one of them follow; what these begin in turn is finished, too.
        """
        while self._rounds.has_any or self._waiting:
            for begun in self._rounds.run():
                yield from self._note(begun)
            waiting, self._waiting = self._waiting, []
            for build, target, source in waiting:
                yield from self._measure_target(build, target, source)

    def _measure_target(self, build: Build, target: Target, source: str) -> Iterator[StoredResult]:
        if self._rounds.has(build, target) or self._twins.is_partial(build, target):
            self._waiting.append((build, target, source))
            return
        stored = self._answer(build, target)
        if stored is not None:
            if not is_current(stored):  # judged by other rules: once, and not at every run from now on
                stored = with_evaluation(stored)
                self._store.replace_result(stored)
            self._twins.note(build, stored)
            self._listener.job_ends(build, stored, cached=True)
            yield stored
            return
        stored = self._twins.find(build, target)
        if stored is not None:
            yield self._file(build, stored)
        elif self._is_spread(target) and build.artifact_of(target.device.name, target.precision) is not None:
            yield from self._begin(build, target, source)
        else:
            yield self._file(build, self._run(build, target, source))

    def _is_spread(self, target: Target) -> bool:
        """Whether a job's processes lie apart.

        Not where its model is to be dropped, nor on a card, where the first of them compiles for the others.
        """
        several = self._options.job.settings.max_processes > 1
        return several and not (self._options.lean_cache or target.device.gpu or on_host(target))

    def _begin(self, build: Build, target: Target, source: str) -> Iterator[StoredResult]:
        """Measure a job's first process, or take up what an earlier run has begun."""
        artifact = build.artifact_of(target.device.name, target.precision)
        assert artifact is not None
        options = self._options
        job = make_job(artifact, target, options.job)
        replaces = reuse.is_finished(self._store, build, target, options.job)
        known = None
        if not self._options.ignores_cache:
            known = reuse.find_partial(self._store, build, target, options.job, options.launcher)
        if known is not None and self._bench.would_repeat(known, target):
            limits = replace(known.job, timeout_s=job.timeout_s, memory_bytes=job.memory_bytes)
            stored, trace = replace(known, job=limits), Trace()
        else:
            stored, trace = self._bench.measure(build, job, target, source, process=0)
        begun = PartialJob(build=build, target=target, source=source, stored=stored, trace=trace, replaces=replaces)
        self._twins.expect(build, target)
        if not begun.is_finished:
            self._rounds.join(begun)
        yield from self._note(begun)

    def _note(self, begun: PartialJob) -> Iterator[StoredResult]:
        """File a job as far as it is measured; tell of it."""
        if begun.is_finished:
            yield self._file(begun.build, begun.stored)
            return
        stored = replace(begun.stored, is_partial=True)
        if begun.replaces:
            self._store.save_partial(stored)
        else:
            self._store.save_result(stored)
        self._listener.process_ends(begun.build, stored)

    def _file(self, build: Build, stored: StoredResult) -> StoredResult:
        stored = with_evaluation(replace(stored, is_partial=False))
        self._store.save_result(stored)
        self._twins.note(build, stored)
        self._listener.job_ends(build, stored, cached=False)
        return stored

    def _answer(self, build: Build, target: Target) -> StoredResult | None:
        if self._options.ignores_cache:
            return None
        samples = self._listener.wants_samples
        return reuse.find_answer(self._store, build, target, self._options.job, self._options.launcher, samples=samples)

    def _run(self, build: Build, target: Target, source: str) -> StoredResult:
        """Measure all processes of a job, one after the other."""
        artifact = build.artifact_of(target.device.name, target.precision)
        if artifact is None:
            return self._not_converted(build, target)
        job = make_job(artifact, target, self._options.job)
        stored, trace = self._bench.measure(build, job, target, source)
        energy = energy_of(trace, stored.result)
        return replace(stored, energy_mj=energy.mj, energy_missing=energy.missing)

    def _not_converted(self, build: Build, target: Target) -> StoredResult:
        """The result of a job whose model could not be made."""
        assert build.artifact is not None
        job = make_job(build.artifact, target, self._options.job)
        failure = _failure_to_convert(build, target)
        return StoredResult(
            build=build.name,
            job=job,
            result=measurement_failed(job, failure, Status.NOT_STARTED),
            launcher="",
            image="",
            duration_s=0.0,
            measured_at=now(),
        )


def _failure_to_convert(build: Build, target: Target) -> Failure:
    conversion = build.conversion_of(target.device.name, target.precision)
    return (conversion.failure if conversion else None) or _UNKNOWN


_UNKNOWN = Failure(stage=Stage.CONVERT, kind=Kind.INTERNAL, message="the conversion does not say what failed")
