"""The ratio of two campaigns, however many processes each one has."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import Campaigns
from strategies import process_counts, unequal_campaigns, unequal_process_counts
from turnkey_runner.stats import intervals
from turnkey_runner.stats.intervals import typical_of


def ratio_of(base, new):
    return intervals.ratio_of(typical_of(base), typical_of(new))


def medians(campaign):
    return [statistics.median(samples) for samples in campaign]


@given(unequal_campaigns())
def test_the_ratio_lies_in_its_interval_and_its_p_value_is_a_probability(pair):
    ratio = ratio_of(*map(medians, pair))
    assert ratio.interval.low <= ratio.value <= ratio.interval.high
    assert 0.0 <= ratio.p_value <= 1.0


@given(unequal_campaigns())
def test_the_other_way_round_it_is_the_inverse(pair):
    """Neither base nor new is preferred, whichever has more processes."""
    base, new = map(medians, pair)
    ratio, inverse = ratio_of(base, new), ratio_of(new, base)
    assert inverse.value == pytest.approx(1 / ratio.value)
    assert inverse.interval.low == pytest.approx(1 / ratio.interval.high)
    assert inverse.p_value == pytest.approx(ratio.p_value)


@given(unequal_campaigns(), st.floats(0.1, 10.0))
def test_a_factor_of_all_times_is_a_factor_of_the_ratio(pair, factor):
    """Only relative differences count."""
    base, new = map(medians, pair)
    scaled = ratio_of(base, [value * factor for value in new])
    assert scaled.value == pytest.approx(ratio_of(base, new).value * factor)


@given(unequal_process_counts(), st.floats(1e3, 1e12), st.floats(0.1, 10.0))
def test_of_processes_that_all_agree_the_ratio_is_exact(counts, value, factor):
    base, new = ([level] * count for level, count in zip((value, value * factor), counts, strict=True))
    assert ratio_of(base, new).value == pytest.approx(factor)


@given(process_counts(), st.floats(1e3, 1e12))
def test_a_single_process_has_no_interval(count, value):
    """It says nothing of the next one."""
    assert typical_of([value]) is None
    assert typical_of([value] * count).value == pytest.approx(value)


@pytest.mark.parametrize("far", [1.3, 2.0, 50.0])
def test_a_process_that_is_far_slower_changes_nothing(far):
    """Another guest of the host interrupted it; the faster half tells how far is far. One that is faster counts."""
    quiet = medians(Campaigns(3, between=0.01, spikes=0.0).processes(8, 50).tolist())
    assert intervals.undisturbed(quiet) == quiet
    assert typical_of([*quiet, quiet[0] * far]) == typical_of(quiet)
    assert typical_of([*quiet, quiet[0] / far]) != typical_of(quiet)
    assert intervals.undisturbed([1.0, 1.0, 1.0, 1.04]) == [1.0, 1.0, 1.0, 1.04]
    assert intervals.undisturbed([1.0, 1.0, 1.0, 1.0, 1.0, 1.04]) == [1.0, 1.0, 1.0, 1.0, 1.0, 1.04]
