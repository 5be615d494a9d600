"""What `doctor --noise` says of the host."""

import os

import pytest

from turnkeyml.doctor import host_watch
from turnkeyml.doctor.host_watch import HostWatch, describe_watch, watch_host

FAST, SLOW = 8_000, 24_000


def watched(*transfers_ns):
    return HostWatch(cpus=(0, 1), transfers_ns=transfers_ns, watched_s=60.0)


def test_two_states_are_described_with_what_helps():
    """How often, how much slower, and in 80 columns."""
    watch = watched(*[FAST] * 60, *[SLOW] * 30, *[FAST] * 30)
    assert (watch.slower_fraction, watch.changes, watch.slower_factor) == (0.25, 2, 3.0)
    lines = describe_watch(watch)
    assert "▁" * 60 + "▃" * 12 in lines[1]
    assert "in a slower state 25% of the time, 2 changes" in lines[3]
    assert any("taskset" in line for line in lines)


def test_one_state_needs_nothing():
    """And one CPU has none."""
    lines = describe_watch(watched(*[FAST] * 100))
    assert lines[-1] == "one state: a CPU reads 256 KiB that another has written in 8.0 µs"
    (line,) = describe_watch(HostWatch(cpus=(0,), transfers_ns=(), watched_s=60.0))
    assert "a single CPU" in line
    (line,) = describe_watch(watched())
    assert "other programs use its CPUs" in line


@pytest.mark.parametrize("count", [1, 2])
def test_this_machine_is_watched_on_the_cpus_of_a_measurement(monkeypatch, count):
    """Without a minute: the time is the test's."""
    usable = tuple(sorted(os.sched_getaffinity(0)))[:count]
    monkeypatch.setattr(host_watch, "choose_cpus", lambda threads: usable)
    times = iter(range(10))
    watch = watch_host(watched_s=5.0, clock=lambda: float(next(times)), sleep=lambda seconds: None)
    assert watch.cpus == usable
    assert (len(watch.transfers_ns) > 0) is (len(usable) > 1)


def test_readings_that_failed_are_counted_and_no_traceback_is_printed(monkeypatch, capfd):
    """On a busy machine, as while something is installed."""
    monkeypatch.setattr(host_watch, "choose_cpus", lambda threads: (0, 4095))
    times = iter(range(10))
    watch = watch_host(watched_s=3.0, clock=lambda: float(next(times)), sleep=lambda seconds: None)
    assert (watch.transfers_ns, watch.readings > 0) == ((), True)
    assert capfd.readouterr().err == ""
    some = HostWatch(cpus=(0, 1), transfers_ns=(FAST,) * 8, watched_s=60.0, readings=10)
    assert "2 of 10 readings failed: other programs use these CPUs" in describe_watch(some)
