"""Statistics of raw samples, against numpy's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from turnkey_runner.contract import Measurement
from turnkey_runner.stats.summary import PERCENTILE_FLOORS, percentile, summarize

samples = st.lists(st.integers(min_value=1, max_value=10**12), min_size=1, max_size=200)


def measured(*processes):
    return [
        Measurement(name="latency", unit="ns", samples=tuple(values), process=index)
        for index, values in enumerate(processes)
    ]


@given(samples, st.floats(min_value=0, max_value=100))
def test_percentiles_are_numpys(values, percent):
    """Linear between neighbours."""
    assert percentile(sorted(values), percent) == pytest.approx(float(np.percentile(values, percent)), rel=1e-9)


@given(st.lists(samples, min_size=1, max_size=5))
def test_the_headline_is_the_median_of_process_medians(processes):
    """Everything else is of the pooled samples."""
    summary = summarize(measured(*processes), "latency")
    pooled = np.concatenate([np.array(values, dtype=float) for values in processes])
    assert summary.median == pytest.approx(float(np.median([np.median(values) for values in processes])))
    assert (summary.samples, summary.processes) == (pooled.size, len(processes))
    assert summary.mean == pytest.approx(pooled.mean())
    assert (summary.minimum, summary.maximum) == (pooled.min(), pooled.max())


@given(st.lists(samples, min_size=2, max_size=9))
def test_the_headline_lies_in_its_own_interval(processes):
    """Also where the processes are of two groups, and their mean is far from the larger one."""
    summary = summarize(measured(*processes), "latency")
    assert summary.low <= summary.median <= summary.high


def test_two_groups_of_processes_widen_the_interval():
    """Eleven at 1.00 ms and nine at 1.03 ms: the mean's own interval would begin above the headline."""
    summary = summarize(measured(*[[1_000_000]] * 11, *[[1_030_000]] * 9), "latency")
    assert summary.low == summary.median == 1_000_000


def test_the_deviation_is_the_samples():
    """n - 1, and none of one sample."""
    assert summarize(measured([1, 2, 4]), "latency").standard_deviation == pytest.approx(np.std([1, 2, 4], ddof=1))
    assert summarize(measured([7]), "latency").standard_deviation is None


@pytest.mark.parametrize(("percent", "floor"), PERCENTILE_FLOORS.items())
def test_a_percentile_below_its_floor_is_none(percent, floor):
    """B04: 64, 130, 662 and 6636 samples, by MLPerf's early stopping."""
    field = f"p{percent:g}".replace(".", "_")
    assert getattr(summarize(measured(range(1, floor)), "latency"), field) is None
    assert getattr(summarize(measured(range(1, floor + 1)), "latency"), field) is not None


def test_nothing_measured_is_none():
    """Never 0."""
    assert summarize(measured([]), "latency") is None
    assert summarize(measured([1]), "load") is None
