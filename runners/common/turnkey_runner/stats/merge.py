"""Putting a job's processes together, and whether another one is due (standard library only)."""

from __future__ import annotations

import dataclasses
import math
import statistics

from turnkey_runner.contract import Result, Status
from turnkey_runner.stats.intervals import interval_of
from turnkey_runner.stats.summary import headline_samples

LOG_TAIL_BYTES = 32 * 1024
_MARGIN = 3
"""A process takes up to so many times its loop: loading, parity and warm-up are not in it."""


def wants_more(result: Result, remaining_s: float = math.inf) -> bool:
    """Whether another process is due: fewer than were asked for, or the interval is still too wide.

    Beyond the number asked for, a process that would not end in time is not begun, nor one of a model whose loops
    have lasted as long as the most processes may by `max_time_s`: one inference takes seconds, and has cost enough.
    """
    settings, processes = result.settings, len(result.conditions)
    if processes < settings.processes:
        return True
    interval = interval_of([statistics.median(one) for one in headline_samples(result)])
    if settings.target_half_width is None or interval is None or processes >= settings.max_processes:
        return False
    loops_s = [one.wall_ns / 1e9 for one in result.conditions]
    left_s = settings.max_processes * settings.max_time_s - sum(loops_s)
    in_time = _MARGIN * max(loops_s, default=0.0) < remaining_s
    return interval.relative_half_width > settings.target_half_width and in_time and left_s > 0


def merge_results(first: Result, further: Result) -> Result:
    """Add a further process's samples; its failure, if any, is the job's, and so are outputs that are wrong in it."""
    wrong = further.parity is Status.FAILED and first.parity is not Status.FAILED
    compared = further if wrong and not further.failure else first
    return dataclasses.replace(
        further if further.failure else first,
        measurements=first.measurements + further.measurements,
        parity=further.parity if further.failure else compared.parity,
        outputs=compared.outputs,
        runtime_info=first.runtime_info,
        conditions=first.conditions + further.conditions,
        log=(first.log + further.log)[-LOG_TAIL_BYTES:],
    )
