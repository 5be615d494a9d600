"""What the steps of a run share: it opens the worker and the scheduler, and builds and plans ahead in threads."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TypeVar

from turnkeyml.cache.store import Store
from turnkeyml.dispatch.artifact_check import ArtifactChecker
from turnkeyml.dispatch.plan import BuildPlan
from turnkeyml.dispatch.scheduler import Scheduler
from turnkeyml.events import OnEvent
from turnkeyml.options.run_options import RunOptions
from turnkeyml.pipeline.disk_space import DiskSpace
from turnkeyml.pipeline.prefetch import BoundedPrefetcher
from turnkeyml.system import host
from turnkeyml.worker.client import Worker
from turnkeyml.worker.fork_client import ForkServer

Item = TypeVar("Item")


@dataclass(frozen=True, kw_only=True)
class RunContext:
    """What every step of a run uses."""

    options: RunOptions
    store: Store
    worker: Worker
    scheduler: Scheduler
    checker: ArtifactChecker
    on_event: OnEvent
    disk_space: DiskSpace
    scripts: frozenset[str]
    """Absolute paths of the INPUTS; empty for a run of cached builds, which executes none."""


@dataclass(frozen=True, kw_only=True)
class PlannedInput:
    """An input with the plans of its builds."""

    name: str
    plans: tuple[BuildPlan, ...] = ()


@contextmanager
def open_run(
    items: Sequence[Item],
    build_and_plan: Callable[[RunContext, Item], PlannedInput],
    options: RunOptions,
    store: Store,
    on_event: OnEvent,
    scripts: frozenset[str],
    prestarted: ForkServer | None,
) -> Iterator[tuple[RunContext, Iterator[PlannedInput]]]:
    """Build and plan several items in parallel, ahead of the measurements, which suspend them on a shared host.

    Only the `scripts` that the user has named are executed.
    """
    cpus = _exporter_cpus(options)
    jobs = options.request.jobs or host.choose_jobs(len(items), cpus)
    options = dataclasses.replace(
        options, build=dataclasses.replace(options.build, threads=host.choose_threads(jobs, cpus))
    )
    with ExitStack() as stack:
        stack.enter_context(store.in_use())
        store.sweep()
        worker = stack.enter_context(
            Worker(
                cpus,
                single_script=len(items) == 1,
                prestarted=prestarted,
                scripts=scripts,
                sandbox=options.request.sandbox,
                jobs=jobs,
            )
        )
        scheduler = stack.enter_context(Scheduler(options, store, worker, on_event))
        context = RunContext(
            options=options,
            store=store,
            worker=worker,
            scheduler=scheduler,
            checker=ArtifactChecker(store, worker.suspender),
            on_event=on_event,
            disk_space=DiskSpace(store.path, on_event),
            scripts=scripts,
        )
        context.disk_space.check()
        prefetcher = _prefetcher(context, items, build_and_plan, jobs)
        yield context, iter(stack.enter_context(prefetcher))


def _prefetcher(
    context: RunContext,
    items: Sequence[Item],
    build_and_plan: Callable[[RunContext, Item], PlannedInput],
    jobs: int,
) -> BoundedPrefetcher[Item, PlannedInput]:
    return BoundedPrefetcher(
        items,
        lambda item: build_and_plan(context, item),
        jobs=jobs,
        has_capacity=lambda waiting: _has_capacity(context.options, waiting),
        can_start=host.can_start,
        cancel=context.worker.cancel,
    )


def _exporter_cpus(options: RunOptions) -> tuple[int, ...]:
    """CPUs that scripts can use while others measure; none where they share them, and are suspended instead."""
    if not options.measure or any(target.is_live_model for target in options.targets):
        return ()
    return host.spare_cpus(options.job.threads)


def _has_capacity(options: RunOptions, waiting: list[PlannedInput]) -> bool:
    """Whether another input may be built while these wait: bounds the memory, and with `--lean-cache` the disk."""
    if not options.request.lean_cache:
        return len(waiting) < _MAX_WAITING
    artifacts = [artifact for one in waiting for plan in one.plans for artifact in plan.build.artifacts]
    size_bytes = sum(artifact.model_bytes for artifact in artifacts)
    return len(waiting) < _MAX_WAITING_LEAN and size_bytes < _MAX_WAITING_LEAN_BYTES


_MAX_WAITING = 256
"""Builds are records of a few KiB; artifacts are on the disk."""
_MAX_WAITING_LEAN = 4
_MAX_WAITING_LEAN_BYTES = 4 << 30
