"""The loop over a job's processes: whether another one is due, merging their results (standard library only)."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable

from turnkey_runner.contract import Result, Settings, Status
from turnkey_runner.stats.intervals import interval_of
from turnkey_runner.stats.samples import process_medians

LOG_TAIL_BYTES = 32 * 1024
_MARGIN = 3
"""A process takes up to this many times its timed loop: loading, parity and warm-up come on top."""


def _unlimited() -> float:
    return math.inf


def run_processes(
    measure_one: Callable[[int], Result], settings: Settings, *, remaining_s: Callable[[], float] = _unlimited
) -> Result:
    """Measure one process after the other until one fails or no more is due; return their merged result.

    Args:
        measure_one: measures a process, numbered from 0, and returns its result.
        settings: the settings of the job.
        remaining_s: seconds left until the job's timeout; an additional process that would not end in time is not
            started.
    """
    merged = measure_one(0)
    for process in range(1, settings.max_processes):
        if is_finished(merged, processes=process, remaining_s=remaining_s()):
            break
        merged = merge_results(merged, measure_one(process))
    return merged


def is_finished(result: Result, *, processes: int, remaining_s: float = math.inf) -> bool:
    """Whether no more process is due: one failed, `processes` is the most allowed, or the interval is narrow enough.

    `processes` counts the processes that were run. A result may hold fewer conditions than that, because a runner is
    free not to report them.
    """
    if result.failure is not None or processes >= result.settings.max_processes:
        return True
    return not wants_more(result, remaining_s)


def wants_more(result: Result, remaining_s: float = math.inf) -> bool:
    """Whether another process is due: fewer than the settings require, or the interval is still too wide.

    An additional process, beyond those required, is not started if it would not end in time. Nor is it where the loops
    have lasted as long as the most processes may by `max_time_s`: one inference takes seconds, and has cost enough.
    """
    settings, processes = result.settings, len(result.conditions)
    if processes < settings.processes:
        return True
    if settings.target_half_width is None or processes >= settings.max_processes:
        return False
    interval = interval_of(process_medians(result))
    if interval is None:
        return False
    loops_s = [one.wall_ns / 1e9 for one in result.conditions]
    left_s = settings.max_processes * settings.max_time_s - sum(loops_s)
    in_time = _MARGIN * max(loops_s, default=0.0) < remaining_s
    return interval.relative_half_width > settings.target_half_width and in_time and left_s > 0


def merge_results(first: Result, additional: Result) -> Result:
    """Add the samples of an additional process; if it failed, or its outputs are wrong, so did the job, or are its."""
    wrong = additional.parity is Status.FAILED and first.parity is not Status.FAILED
    compared = additional if wrong and not additional.failure else first
    return dataclasses.replace(
        additional if additional.failure else first,
        measurements=first.measurements + additional.measurements,
        parity=additional.parity if additional.failure else compared.parity,
        outputs=compared.outputs,
        runtime_info=first.runtime_info,
        conditions=first.conditions + additional.conditions,
        log=(first.log + additional.log)[-LOG_TAIL_BYTES:],
    )
