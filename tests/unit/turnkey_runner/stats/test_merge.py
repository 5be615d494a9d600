"""Whether a job needs another process, and the loop over them."""

import math
from dataclasses import replace

import pytest

from factories import OUTPUT, Campaigns, make_settings, result_of
from turnkey_runner.contract import Failure, Kind, Stage, Status
from turnkey_runner.stats.merge import is_finished, merge_results, run_processes, wants_more
from turnkey_runner.stats.verdict import Verdict, judge

SETTINGS = make_settings(processes=5, max_processes=8, target_half_width=0.05, max_time_s=5.0)


def measured(processes, *, between=0.05, settings=SETTINGS, loop_s=0.4, scale=1):
    """So many processes, whose medians vary by `between`, each with a loop of `loop_s` seconds."""
    rows = Campaigns(5, between=between, spikes=0.0).processes(processes, 30)
    result = result_of([[scale * sample for sample in row] for row in rows], settings=settings)
    conditions = tuple(replace(one, wall_ns=round(loop_s * 1e9)) for one in result.conditions)
    return replace(result, conditions=conditions)


@pytest.mark.parametrize(
    ("result", "remaining_s", "expected"),
    [
        (measured(4, between=0.0), 0.0, True),
        (measured(5, between=0.0), 100.0, False),
        (measured(5), 100.0, True),
        (measured(7, between=0.07), 100.0, True),
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
    six = measured(6, between=0.0)
    assert not wants_more(replace(six, measurements=six.measurements[:5]))


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


CRASH = Failure(stage=Stage.LOAD, kind=Kind.CRASHED, message="it crashed")


class FakeRunner:
    """Has a result per process; records which were asked for."""

    def __init__(self, *results):
        self._results = results
        self.processes = []

    def measure(self, process, wait_s):
        self.processes.append(process)
        return self._results[process]


def test_as_many_processes_are_measured_as_the_interval_needs():
    """Five agree: their samples are in one result, and no sixth one is measured."""
    runner = FakeRunner(*[measured(1, between=0.0)] * 8)
    result = run_processes(runner.measure, SETTINGS)
    assert runner.processes == [0, 1, 2, 3, 4]
    assert len(result.conditions) == 5


@pytest.mark.parametrize(("step", "count"), [(0.03, 8), (0.5, 5)], ids=["in reach", "hopeless"])
def test_processes_that_disagree_are_added_up_to_the_most(step, count):
    """Where the target is in reach; a host that is far too noisy for it does not cost the most of each job."""
    runner = FakeRunner(*(measured(1, between=0.0, scale=1 + step * process) for process in range(8)))
    run_processes(runner.measure, SETTINGS)
    assert runner.processes == list(range(count))


def test_no_process_follows_one_that_failed():
    runner = FakeRunner(measured(1), replace(measured(1), failure=CRASH), measured(1))
    result = run_processes(runner.measure, SETTINGS)
    assert runner.processes == [0, 1]
    assert result.failure == CRASH
    assert len(result.measurements) > len(measured(1).measurements)


def test_no_process_is_added_that_would_not_end_in_time():
    """The time left is asked for anew before each process."""
    left_s = iter([math.inf] * 5 + [1.0])
    runner = FakeRunner(*(measured(1, between=0.0, scale=1 + 0.03 * process) for process in range(8)))
    run_processes(runner.measure, SETTINGS, remaining_s=lambda: next(left_s))
    assert runner.processes == [0, 1, 2, 3, 4, 5]


def test_a_runner_that_reports_no_conditions_does_not_measure_for_ever():
    runner = FakeRunner(*[replace(measured(1), conditions=())] * 9)
    run_processes(runner.measure, SETTINGS)
    assert runner.processes == list(range(8))
    assert is_finished(replace(measured(1), conditions=()), processes=8)
