"""What the kernel's counters say of the time between two looks at them."""

from dataclasses import replace

import pytest

from turnkey_runner.host import counters
from turnkey_runner.host.counters import between, longest_wait_ns, take_snapshot, ticks_of

STAT = """\
cpu  2000 0 0 6000 0 0 0 80 0 0
cpu0 100 0 0 900 0 0 0 0 0 0
cpu1 500 0 0 420 0 0 0 80 0 0
cpu11 1400 0 0 4680 0 0 0 0 0 0
intr 1 2 3
"""


def test_stolen_time_is_that_of_the_pinned_cpus():
    """Of all CPUs together, the share of one is small."""
    assert ticks_of(STAT, (1,)) == (500, 0, 0, 420, 0, 0, 0, 80, 0, 0)
    assert ticks_of(STAT, (0, 1)) == (600, 0, 0, 1320, 0, 0, 0, 80, 0, 0)
    assert ticks_of(STAT, (0, 2)) is None
    before = replace(take_snapshot(), ticks=(0,) * 10)
    after = replace(before, clock_ns=before.clock_ns + 10**9, ticks=ticks_of(STAT, (1,)))
    assert between(before, after, 0, 1).steal_fraction == 0.08


def test_clocks_are_read_before_and_after():
    """A single reading is of an instant."""
    before = replace(take_snapshot(), frequency_mhz=2000.0, thermal_throttles=3)
    after = replace(before, clock_ns=before.clock_ns + 1, frequency_mhz=3000.0, thermal_throttles=5)
    reported = between(before, after, 0, 1)
    assert (reported.frequency_mhz, reported.thermal_throttles) == (2500.0, 2)
    silent = between(replace(before, frequency_mhz=None, thermal_throttles=None), after, 0, 1)
    assert (silent.frequency_mhz, silent.thermal_throttles) == (None, None)


def test_without_pressure_the_thread_that_waited_most_is_reported():
    """A thread that began meanwhile has waited from 0 on; one that ended tells nothing."""
    assert longest_wait_ns({1: 10, 2: 5}, {1: 20, 3: 300}) == 300
    assert longest_wait_ns({}, {}) is None
    before = replace(take_snapshot(), pressure_us=None, waits_ns={1: 0})
    after = replace(before, clock_ns=before.clock_ns + 1000, waits_ns={1: 250})
    reported = between(before, after, 0, 1)
    assert (reported.pressure_fraction, reported.wait_fraction) == (None, 0.25)


@pytest.mark.parametrize(("pressure_us", "requested"), [(None, True), (5, False)])
def test_threads_are_asked_how_long_they_waited_where_there_is_no_pressure(monkeypatch, pressure_us, requested):
    """By the kernel's own account of each thread."""
    monkeypatch.setattr(counters, "_pressure_us", lambda: pressure_us)
    assert bool(take_snapshot().waits_ns) is requested
