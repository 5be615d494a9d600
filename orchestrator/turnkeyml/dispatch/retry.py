"""Measures a job again where not the model is at fault: three times after a lost runner, once after a crash."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from typing import Protocol

from turnkey_runner.contract import Job
from turnkeyml.cache.precedence import RETRIES, Fault, fault_of
from turnkeyml.cache.store import Store
from turnkeyml.dispatch.plan import PlannedJob
from turnkeyml.errors import LauncherError, RunnerError, RunnerStartError
from turnkeyml.events import JobRetries, OnEvent
from turnkeyml.records import StoredResult
from turnkeyml.results.energy import Trace

_JITTER = 0.2
"""Runs that lost their runners together do not come back together."""


class Measuring(Protocol):
    """What measures jobs."""

    def measure(self, planned: PlannedJob, job: Job, process: int | None = None) -> tuple[StoredResult, Trace]:
        """Measure a job, or one process of it; a failure is in the result."""


class RetryingExecutor:
    """Measures through another executor, and again after a failure that a fresh runner may not have.

    A runner that was lost as often as is tried gets no further retries until one of its jobs succeeds: a
    campaign does not wait a minute for each of its jobs.
    """

    def __init__(
        self,
        executor: Measuring,
        store: Store,
        on_event: OnEvent,
        *,
        delay_s: float,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Measure through `executor`; `delay_s` is the first wait for a fresh runner."""
        self._executor = executor
        self._store = store
        self._on_event = on_event
        self._delay_s = delay_s
        self._sleep = sleep
        self._has_started: set[str] = set()
        """Runners that were started in this run, by name."""
        self._is_failing: set[str] = set()
        """Runners that were lost as often as is tried."""

    def measure(self, planned: PlannedJob, job: Job, process: int | None = None) -> tuple[StoredResult, Trace]:
        """Measure a job, or one process of it; the last attempt's failure is in the result.

        Raises `LauncherError` or `RunnerError` where no runner can be started.
        """
        runner = planned.target.runner.runner_name
        tried: Counter[Fault] = Counter()
        while True:
            try:
                stored, trace = self._executor.measure(planned, job, process)
            except (LauncherError, RunnerError) as error:
                is_lost = isinstance(error, RunnerStartError) or runner in self._has_started
                if not is_lost or not self._may_retry(runner, Fault.INFRASTRUCTURE, tried):
                    raise
                self._wait(planned, Fault.INFRASTRUCTURE, tried, str(error))
                continue
            self._has_started.add(runner)
            fault = fault_of(stored)
            if fault is not Fault.INFRASTRUCTURE:
                self._is_failing.discard(runner)
            failure = stored.result.failure
            is_late = stored.duration_s >= job.timeout_s  # a timeout, whoever ended the job
            if fault is None or failure is None or is_late or not self._may_retry(runner, fault, tried):
                return stored, trace
            self._store.save_attempt(stored)
            self._wait(planned, fault, tried, failure.message)

    def _may_retry(self, runner: str, fault: Fault, tried: Counter[Fault]) -> bool:
        """Whether a job that failed by that fault is measured once more."""
        if fault is Fault.INFRASTRUCTURE and runner in self._is_failing:
            return False
        if tried[fault] < RETRIES[fault]:
            return True
        if fault is Fault.INFRASTRUCTURE:
            self._is_failing.add(runner)
        return False

    def _wait(self, planned: PlannedJob, fault: Fault, tried: Counter[Fault], reason: str) -> None:
        """Report a retry, and wait for it: longer each time where a runner was lost."""
        tried[fault] += 1
        delay_s = 0.0
        if fault is Fault.INFRASTRUCTURE:
            jitter = 1 + random.uniform(-_JITTER, _JITTER)  # noqa: S311 (no secret)
            delay_s = self._delay_s * 2 ** (tried[fault] - 1) * jitter
        event = JobRetries(
            name=planned.build.name,
            device=planned.target.device.name,
            runtime=planned.target.runtime,
            precision=planned.target.precision,
            reason=reason,
            retry=tried[fault],
            of=RETRIES[fault],
            delay_s=round(delay_s, 1),
        )
        self._on_event(event)
        self._sleep(delay_s)
