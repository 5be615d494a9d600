"""Statistics of raw samples, against numpy's."""

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from factories import make_settings, result_of
from turnkey_runner.contract import METHOD_M1, Measurement
from turnkey_runner.stats import summary as summaries
from turnkey_runner.stats.percentiles import estimate_percentile
from turnkey_runner.stats.summary import PERCENTILE_FLOORS, percentile

samples = st.lists(st.integers(min_value=1, max_value=10**12), min_size=1, max_size=200)


def measured(*processes, block=1, method="turnkey-m2"):
    measurements = tuple(
        Measurement(name="latency", unit="ns", samples=tuple(values), process=index, block=block)
        for index, values in enumerate(processes)
    )
    settings = make_settings(method=method, processes=len(processes), max_processes=len(processes))
    return result_of([], settings=settings, measurements=measurements)


def summarize(result, name="latency"):
    return summaries.summarize(result, name)


@given(samples, st.floats(min_value=0, max_value=100))
def test_percentiles_are_numpys(values, percent):
    """Linear between neighbours."""
    assert percentile(sorted(values), percent) == pytest.approx(float(np.percentile(values, percent)), rel=1e-9)


@given(st.lists(samples, min_size=1, max_size=5))
def test_the_headline_of_m1_is_the_median_of_process_medians(processes):
    """Everything else is of the pooled samples."""
    summary = summarize(measured(*processes, method=METHOD_M1))
    pooled = np.concatenate([np.array(values, dtype=float) for values in processes])
    assert summary.median == pytest.approx(float(np.median([np.median(values) for values in processes])))
    assert summary.typical == summary.median
    assert (summary.samples, summary.processes) == (pooled.size, len(processes))
    assert summary.mean == pytest.approx(pooled.mean())
    assert (summary.minimum, summary.maximum) == (pooled.min(), pooled.max())


@given(st.lists(samples, min_size=2, max_size=9))
def test_the_headline_lies_in_its_own_interval(processes):
    """Of either method; also where the processes are of two groups, and their mean is far from the larger one."""
    for method in (METHOD_M1, "turnkey-m2"):
        summary = summarize(measured(*processes, method=method))
        assert summary.low * (1 - 1e-12) <= summary.typical <= summary.high * (1 + 1e-12)


def test_two_groups_of_processes_widen_the_interval_of_m1():
    """Eleven at 1.00 ms and nine at 1.03 ms: the mean's own interval would begin above the headline."""
    summary = summarize(measured(*[[1_000_000]] * 11, *[[1_030_000]] * 9, method=METHOD_M1))
    assert summary.low == summary.median == 1_000_000


def test_the_deviation_is_the_samples():
    """n - 1, and none of one sample."""
    assert summarize(measured([1, 2, 4])).standard_deviation == pytest.approx(np.std([1, 2, 4], ddof=1))
    assert summarize(measured([7])).standard_deviation is None


@pytest.mark.parametrize(("percent", "floor"), PERCENTILE_FLOORS.items())
def test_a_percentile_below_its_floor_is_none(percent, floor):
    """B04: 64, 130, 662 and 6636 samples, by MLPerf's early stopping."""
    field = f"p{percent:g}".replace(".", "_")
    assert getattr(summarize(measured(range(1, floor))), field) is None
    assert getattr(summarize(measured(range(1, floor + 1))), field) is not None


@pytest.mark.parametrize(("percent", "floor"), PERCENTILE_FLOORS.items())
def test_a_percentile_is_the_estimate_of_early_stopping(percent, floor):
    """By scipy: as many samples are left out as lie above the true percentile with a confidence of 99 %."""
    for count in (floor, 2 * floor, 50_000):
        found = estimate_percentile(np.arange(count, dtype=float), percent)
        left_out = count - 1 - int(found)
        chances = scipy.stats.binom.cdf([left_out, left_out + 1], count, 1 - percent / 100)
        assert chances[0] <= 0.01 < chances[1]


def test_extremes_of_block_means_are_none():
    """A single slow inference is spread over its block: neither its length nor the spread is known. M1 gave them."""
    fields = ("minimum", "maximum", "standard_deviation", "mad", "p90")
    means, old = (summarize(measured(range(1, 101), block=8, method=one)) for one in ("turnkey-m2", METHOD_M1))
    assert [getattr(means, field) for field in fields] == [None] * len(fields)
    assert None not in [getattr(old, field) for field in fields]
    assert means.mean == old.mean


def test_nothing_measured_is_none():
    """Never 0."""
    assert summarize(measured([])) is None
    assert summarize(measured([1]), "load") is None
