"""The loop over a job's processes: whether another one is due, merging their results (standard library only)."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable

from turnkey_runner.contract import Result, Settings, Status
from turnkey_runner.stats.host_states import HostState, count_undisturbed, states_of
from turnkey_runner.stats.intervals import typical_of, undisturbed
from turnkey_runner.stats.samples import process_medians

LOG_TAIL_BYTES = 32 * 1024
_MARGIN = 3
"""A process takes up to this many times its timed loop: loading, parity and warm-up come on top."""


_WAITED_FRACTION = 0.25
"""Of the time that is left for the job."""
_MEASURED_SLOWER, _WAIT_S, _MAX_WAITS = 2, 20.0, 3
"""Processes in the host's slower state before the best one is waited for; for how long, and how often in vain."""

_HOPELESS = 2.0
"""A job that would need this many times the most processes gets half of them: the host is too noisy, or too slow."""


def _unlimited() -> float:
    return math.inf


def run_processes(
    measure_one: Callable[[int, float], Result], settings: Settings, *, remaining_s: Callable[[], float] = _unlimited
) -> Result:
    """Measure one process after the other until one fails or no more is due; return their merged result.

    Args:
        measure_one: measures a process and returns its result. Its arguments are the number of the process, from 0,
            and for how many seconds it may wait for the best state of the host.
        settings: the settings of the job.
        remaining_s: seconds left until the job's timeout; an additional process that would not end in time is not
            started.
    """
    merged = measure_one(0, 0.0)
    for process in range(1, settings.max_processes):
        left_s = remaining_s()
        if is_finished(merged, processes=process, remaining_s=left_s):
            break
        merged = merge_results(merged, measure_one(process, min(wait_s(merged), _WAITED_FRACTION * left_s)))
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
    """Whether another process is due: fewer count than the settings require, or the interval is still too wide.

    A process in another state of the host than the best, or that was disturbed, does not count. An additional process,
    beyond those required, is not started if it would not end in time. Nor is it where the loops have lasted as long as
    the most processes may by `max_time_s`: one inference takes seconds, and has cost enough. A host that is far too
    noisy for the target, or hardly ever in its best state, gets half of the most processes.
    """
    settings, processes = result.settings, len(result.conditions)
    if processes < settings.processes:
        return True
    if settings.target_half_width is None or processes >= settings.max_processes:
        return False
    loops_s = [one.wall_ns / 1e9 for one in result.conditions]
    left_s = settings.max_processes * settings.max_time_s - sum(loops_s)
    in_time = _MARGIN * max(loops_s, default=0.0) < remaining_s
    if not in_time or left_s <= 0:
        return False
    is_half = processes >= settings.max_processes / 2
    limit = _HOPELESS * settings.max_processes
    good = count_undisturbed(result)
    if good < settings.processes:
        return not is_half or processes * settings.processes <= limit * good
    medians = process_medians(result)
    if len(undisturbed(medians)) < settings.processes:
        return True
    typical = typical_of(medians)
    if typical is None:
        return False
    excess = typical.interval.relative_half_width / settings.target_half_width
    return excess > 1 and not (is_half and len(medians) * excess**2 > limit)


def wait_s(result: Result) -> float:
    """For how long the next process may wait for the best state of its host.

    Not at first: the slower state is measured, too, which shows what it costs. After a few waits, a host that does not
    return to its best state is measured as it is.
    """
    slower = sum(state is not HostState.BEST for state in states_of(result.conditions).values())
    return _WAIT_S if _MEASURED_SLOWER <= slower < _MEASURED_SLOWER + _MAX_WAITS else 0.0


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
