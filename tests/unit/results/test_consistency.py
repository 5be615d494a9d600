"""Contradictory times are found, and honest results are not accused."""

from dataclasses import replace

import pytest

from factories import make_settings, stored_result
from turnkey_runner.contract import MAX_SAMPLES, Measurement
from turnkeyml.results.consistency import find_contradictions

MS = 1_000_000


def named(problems, words):
    return [problem for problem in problems if words in problem]


def loop_of(samples, wall_s, settings):
    """A result of one process whose loop took `wall_s`."""
    found = stored_result([samples], settings=settings)
    (during,) = found.result.conditions
    conditions = (replace(during, wall_ns=round(wall_s * 1e9)),)
    return replace(found, result=replace(found.result, conditions=conditions), duration_s=wall_s + 10)


def test_a_loop_may_end_early_at_the_maximum_number_of_samples():
    """With `--min-time 200`, a million blocks of a short model take less."""
    settings = make_settings(min_time_s=200.0, max_time_s=200.0)
    assert not named(find_contradictions(loop_of([100] * MAX_SAMPLES, 0.1, settings)), "did not measure for")
    assert named(find_contradictions(loop_of([100] * (MAX_SAMPLES - 1), 0.1, settings)), "did not measure for")


def busy(found, pressure):
    """The same result from a machine on which tasks waited for a CPU."""
    conditions = tuple(replace(one, pressure_fraction=pressure) for one in found.result.conditions)
    return replace(found, result=replace(found.result, conditions=conditions))


def time_problems(found):
    """The problems about the loop's duration."""
    words = "did not measure for", "add up to", "tenth of the fastest"
    return [problem for problem in find_contradictions(found) if any(one in problem for one in words)]


@pytest.mark.parametrize(
    ("samples", "wall_s", "min_time_s"),
    [
        ([200_000] * 60, 0.065, 0.05),  # most of a short loop passed between its samples
        ([1_000_000] * 100 + [120 * MS] * 2, 0.56, 0.5),  # of waits of 120 ms, two came between samples
        ([10 * MS] * 3 + [400 * MS], 1.1, 1.0),
    ],
)
def test_an_honest_result_of_a_busy_machine_is_not_accused(samples, wall_s, min_time_s):
    """The loop ends by its own clock; other tasks may have had the CPU between any two samples."""
    found = busy(loop_of(samples, wall_s, make_settings(min_time_s=min_time_s)), 1.0)
    assert time_problems(found) == []


def test_the_first_inference_may_be_shorter_than_most_on_a_busy_machine():
    """It was lucky: most waited for a CPU. It cannot be ten times as short as the shortest one."""
    honest = busy(loop_of([5 * MS] + [90 * MS] * 10, 0.95, make_settings(min_time_s=0.9)), 1.0)
    first = Measurement(name="first", unit="ns", samples=(6 * MS,), process=0)
    others = tuple(m for m in honest.result.measurements if m.name != "first")
    assert time_problems(replace(honest, result=replace(honest.result, measurements=(*others, first)))) == []
    forged = replace(first, samples=(MS // 4,))
    assert time_problems(replace(honest, result=replace(honest.result, measurements=(*others, forged)))) != []


@pytest.mark.parametrize("pressure", [None, 0.0, 1.0])
def test_samples_that_were_halved_are_found_on_any_machine(pressure):
    """A busy machine explains waits as long as those within samples, and no more."""
    forged = busy(loop_of([500_000] * 1000, 1.0, make_settings(min_time_s=1.0)), pressure)
    assert named(find_contradictions(forged), "much less than the loop took")


def level_of(parallel, wall_s, request_ms, gap_ms):
    """The periods and requests of a level as the throughput loop records them."""
    each_ms = request_ms + gap_ms
    rounds = int(wall_s * 1e3 / each_ms)
    count = rounds * parallel
    block = max(1, count // 20)
    period_ns = round(each_ms * MS / parallel)
    common = {"unit": "ns", "parallel": parallel}
    return (
        Measurement(name="request", samples=(round(request_ms * MS),) * count, **common),
        Measurement(name="period", samples=(period_ns,) * (count // block), block=block, **common),
    )


def throughput_of(wall_s=0.41, request_ms=1.0, levels=(1, 2, 4), gap_ms=0.01, **settings):
    """A consistent result of a device that computes all requests in parallel."""
    known = {"mode": "throughput", "min_time_s": 0.4, "max_time_s": 5.0, "processes": 1}
    found = loop_of([1], wall_s * len(levels), make_settings(**known | settings))
    measured = [m for parallel in levels for m in level_of(parallel, wall_s, request_ms, gap_ms)]
    return replace(found, result=replace(found.result, measurements=tuple(measured)))


def level_problems(found):
    """The problems about levels; these tests do not model the other measurements."""
    words = "add up to", "were not measured for", "are not those of", "of other levels"
    return [problem for problem in find_contradictions(found) if any(one in problem for one in words)]


HONEST = {
    "usual": throughput_of(),
    "short windows": throughput_of(wall_s=0.06, request_ms=20.0, min_time_s=0.05),
    "inferences of microseconds": throughput_of(request_ms=0.003, gap_ms=0.0005),
    "inferences of seconds": throughput_of(wall_s=5.9, request_ms=2900.0, levels=(1, 2, 4)),
    "ended at the longest time": throughput_of(wall_s=6.0, request_ms=5900.0, levels=(1,)),
}


@pytest.mark.parametrize("found", HONEST.values(), ids=HONEST)
def test_honest_levels_are_not_accused(found):
    """Even if whole periods cover little of a window."""
    assert level_problems(found) == []


@pytest.mark.parametrize("factor", [0.01, 0.6, 1.7, 100])
@pytest.mark.parametrize("name", ["period", "request", "both"])
@pytest.mark.parametrize("levels", [(1,), (2,), (4,), (1, 2, 4)])
def test_levels_whose_samples_were_forged_are_found(name, factor, levels):
    """All samples of one kind or of both, in one level or in each."""
    found = HONEST["usual"]
    forged = tuple(
        replace(m, samples=tuple(max(1, round(one * factor)) for one in m.samples))
        if name in (m.name, "both") and m.parallel in levels
        else m
        for m in found.result.measurements
    )
    assert level_problems(replace(found, result=replace(found.result, measurements=forged)))


def test_periods_that_do_not_match_the_requests_are_found():
    """Periods of more completions than there were, and levels without requests."""
    found = HONEST["usual"]
    forged = [replace(m, block=m.block * 2) if m.name == "period" else m for m in found.result.measurements]
    problems = level_problems(replace(found, result=replace(found.result, measurements=tuple(forged))))
    assert named(problems, "are not those of")
    missing = [m for m in found.result.measurements if m.name == "period" or m.parallel > 1]
    problems = level_problems(replace(found, result=replace(found.result, measurements=tuple(missing))))
    assert named(problems, "of other levels")


@pytest.mark.parametrize("fraction", ["steal_fraction", "pressure_fraction", "wait_fraction"])
@pytest.mark.parametrize("mode", ["latency", "throughput"])
def test_a_fraction_above_1_is_found(mode, fraction):
    """In both modes."""
    found = HONEST["usual"] if mode == "throughput" else loop_of([MS] * 1000, 1.0, make_settings())
    conditions = (replace(found.result.conditions[0], **{fraction: 3.0}),)
    problems = find_contradictions(replace(found, result=replace(found.result, conditions=conditions)))
    assert named(problems, f"{fraction} is not between 0 and 1")
