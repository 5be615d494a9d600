"""The statistics in numpy equal their definitions written out in plain Python, for whatever samples."""

import bisect
import itertools
import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import Campaigns, make_settings
from turnkey_runner.stats.summary import percentile, summarize_processes
from turnkey_runner.stats.variation import Variation, vary

MILD, SEVERE = 1.5, 3.0
MIN_GAP = 0.05
SIGNIFICANT = 3.0
NORMAL_MAD, NORMAL_MEDIAN = 1.4826, 1.2533
MIN_FOR_SHAPE = 20

times = st.integers(min_value=1, max_value=10**10)
shaped = st.lists(times, min_size=MIN_FOR_SHAPE, max_size=60)
processes = st.lists(st.lists(times, min_size=1, max_size=40), min_size=1, max_size=6)
campaigns = st.builds(
    lambda seed, within, between, spikes: (
        Campaigns(seed, within=within, between=between, spikes=spikes).processes(4, 100).astype(int).tolist()
    ),
    st.integers(0, 2**32),
    st.floats(0.0, 0.4),
    st.floats(0.0, 0.2),
    st.floats(0.0, 0.2),
)


def same(value):
    """Equal but for rounding; a number near 0 that is a difference of large ones has their rounding."""
    return None if value is None else pytest.approx(value, rel=1e-12, abs=1e-12)


@given(st.one_of(campaigns, processes, st.lists(shaped, min_size=1, max_size=3)))
def test_the_variation_is_that_of_its_definitions(rows):
    expected = {name: same(value) for name, value in vars(vary_plainly(rows)).items()}
    assert expected == vars(vary(rows))


@given(st.one_of(campaigns, processes))
def test_the_summary_is_that_of_its_definitions(rows):
    summary = summarize_processes(rows, make_settings())
    pooled = sorted(sample for row in rows for sample in row)
    middle = statistics.median(pooled)
    assert summary.median == same(statistics.median(map(statistics.median, rows)))
    assert summary.mean == same(statistics.fmean(pooled))
    assert (summary.minimum, summary.maximum) == (pooled[0], pooled[-1])
    assert summary.mad == same(statistics.median(abs(sample - middle) for sample in pooled))
    assert summary.standard_deviation == (same(standard_deviation(pooled)) if len(pooled) > 1 else None)


@pytest.mark.parametrize("value", [1, 10**6, 10**18])
def test_samples_that_are_all_the_same_do_not_vary(value):
    """No division by nothing."""
    found = vary([[value] * 40] * 3)
    assert (found.between_cov, found.within_cov, found.drift, found.autocorrelation) == (0, 0, 0, 0)
    assert (found.first_z, found.bimodality, found.severe_outliers) == (0, 0, 0)


def standard_deviation(values):
    mean = statistics.fmean(values)
    return math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1))


def vary_plainly(rows):
    """Describe the samples of each process."""
    long = [samples for samples in rows if len(samples) >= MIN_FOR_SHAPE]
    in_order = [sorted(samples) for samples in rows]
    medians = [statistics.median(ordered) for ordered in in_order]
    drifts = [drift_of(samples) for samples in long]
    fences = [count_outliers(ordered) for ordered in in_order]
    return Variation(
        between_cov=standard_deviation(medians) / statistics.fmean(medians) if len(medians) > 1 else None,
        within_cov=median(
            standard_deviation(samples) / statistics.fmean(samples) for samples in rows if len(samples) > 1
        ),
        drift=median(drifts),
        opposed_drift=median(
            abs(drift) if abs(drift) > SIGNIFICANT * drift_error(samples) else 0.0
            for drift, samples in zip(drifts, long, strict=True)
        ),
        autocorrelation=median(autocorrelation(samples) for samples in long),
        mild_outliers=sum(mild for mild, _ in fences),
        severe_outliers=sum(severe for _, severe in fences),
        samples=sum(len(samples) for samples in rows),
        first_z=max((first_z(samples) for samples in long), default=None),
        bimodality=median(bimodality(ordered) for ordered in in_order if len(ordered) >= MIN_FOR_SHAPE),
    )


def median(values):
    found = list(values)
    return statistics.median(found) if found else None


def drift_of(samples):
    half = len(samples) // 2
    return statistics.median(samples[half:]) / statistics.median(samples[:half]) - 1


def drift_error(samples):
    """Standard error of the drift of a process that does not drift; autocorrelated samples count as fewer."""
    median, half = statistics.median(samples), len(samples) // 2
    level = [statistics.median(part) for part in (samples[:half], samples[half:])]
    alone = [value - level[index >= half] for index, value in enumerate(samples)]
    deviation = NORMAL_MAD * statistics.median(map(abs, alone))
    rho = min(0.95, max(0.0, autocorrelation(alone)))
    counting = half * (1 - rho) / (1 + rho)
    return math.sqrt(2 / counting) * NORMAL_MEDIAN * deviation / median


def autocorrelation(samples):
    mean = statistics.fmean(samples)
    total = sum((value - mean) ** 2 for value in samples)
    if total == 0.0:
        return 0.0
    return sum((a - mean) * (b - mean) for a, b in itertools.pairwise(samples)) / total


def count_outliers(ordered):
    low, high = percentile(ordered, 25), percentile(ordered, 75)
    mild, severe = (
        bisect.bisect_left(ordered, low - fence * (high - low))
        + len(ordered)
        - bisect.bisect_right(ordered, high + fence * (high - low))
        for fence in (MILD, SEVERE)
    )
    return mild - severe, severe


def first_z(samples):
    """0.6745 times the distance from the median, in median absolute deviations (Iglewicz and Hoaglin)."""
    median = statistics.median(samples)
    deviation = statistics.median(abs(value - median) for value in samples)
    return 0.6745 * (samples[0] - median) / deviation if deviation else 0.0


def bimodality(ordered):
    """Find the split into two groups that explains most variance (Otsu), between the 5th and the 95th percentile."""
    kept = ordered[len(ordered) // 20 : len(ordered) - len(ordered) // 20]
    mean = statistics.fmean(kept)
    total = sum((value - mean) ** 2 for value in kept)
    if total == 0.0:
        return 0.0
    whole, size = sum(kept), len(kept)
    sums = itertools.accumulate(kept[:-1])
    # Of the groups' sizes times the square of the distance between their means, written with one division.
    scores = [
        (whole * count - size * below) ** 2 / (count * (size - count)) for count, below in enumerate(sums, start=1)
    ]
    score = max(scores, default=0.0)
    first = scores.index(score) + 1 if scores else 0
    best, apart = score / size / total, math.sqrt(score / max(1, first * (size - first)))
    if apart < MIN_GAP * mean:
        return 0.0  # two values of a clock that counts whole nanoseconds
    # The two halves of a normal distribution without its tails explain 0.75 of its variance, equal spikes 1.
    return max(0.0, (best - 0.75) / 0.25)
