"""Whether a job needs another process."""

from dataclasses import replace

import pytest

from turnkey_runner.contract import Settings, Status
from turnkey_runner.stats.merge import merge_results, wants_more
from turnkey_runner.stats.verdict import Verdict, judge
from unit.turnkey_runner.stats.simulator import OUTPUT, Campaigns, result_of

SETTINGS = Settings(processes=5, max_processes=8, target_half_width=0.05, max_time_s=5.0)


def measured(processes, *, between=0.2, settings=SETTINGS, loop_s=0.4):
    """So many processes, whose medians vary by `between`, each with a loop of `loop_s` seconds."""
    result = result_of(Campaigns(5, between=between, spikes=0.0).processes(processes, 30), settings=settings)
    conditions = tuple(replace(one, wall_ns=round(loop_s * 1e9)) for one in result.conditions)
    return replace(result, conditions=conditions)


@pytest.mark.parametrize(
    ("result", "remaining_s", "expected"),
    [
        (measured(4, between=0.0), 0.0, True),
        (measured(5, between=0.0), 100.0, False),
        (measured(5), 100.0, True),
        (measured(7), 100.0, True),
        (measured(8), 100.0, False),
        (measured(5), 1.0, False),
        (measured(5, loop_s=7.9), 100.0, True),
        (measured(5, loop_s=8.1), 100.0, False),
        (measured(5, settings=replace(SETTINGS, target_half_width=None)), 100.0, False),
    ],
    ids=["few", "narrow", "wide", "wide still", "the most", "no time", "slow", "too slow", "no target"],
)
def test_processes_are_added_while_the_interval_is_wide(result, remaining_s, expected):
    """Up to the most, as long as there is time, and not for a model that has taken 40 s of loops."""
    assert wants_more(result, remaining_s) is expected


def test_a_process_that_has_no_sample_of_the_headline_counts():
    """In throughput mode a process may end before the level that is the best one: it was measured all the same."""
    five = measured(5, between=0.0)
    assert not wants_more(replace(five, measurements=five.measurements[:3]))


@pytest.mark.parametrize("wrong", [0, 2], ids=["the first", "a later one"])
def test_outputs_that_are_wrong_in_one_process_are_the_results(wrong):
    """A job's processes load and compile the model anew, each: that the first was right says nothing of the others."""
    processes = [measured(1) for _ in range(4)]
    processes[wrong] = replace(
        processes[wrong], parity=Status.FAILED, outputs=(replace(OUTPUT, passed=False, max_abs_error=7.0),)
    )
    merged = processes[0]
    for further in processes[1:]:
        merged = merge_results(merged, further)
    assert merged.parity is Status.FAILED
    assert merged.outputs == processes[wrong].outputs
    assert judge(merged).verdict is Verdict.INVALID
