"""More and more requests at once, on a device that takes two."""

import threading
import time
from dataclasses import replace

import pytest

from factories import make_settings, result_of
from turnkey_runner.contract import Measurement
from turnkey_runner.harness import throughput
from turnkey_runner.harness.throughput import SAMPLES, Level, measure_level, sweep
from turnkey_runner.stats.summary import best_level

SETTINGS = make_settings(min_time_s=0.2, min_iterations=20, mode="throughput")


class Device:
    """Takes `width` requests at once, each for some milliseconds."""

    def __init__(self, width, busy_s=0.004):
        self.free = threading.Semaphore(width)
        self.busy_s = busy_s

    def bind(self):
        return self.infer

    def infer(self):
        with self.free:
            time.sleep(self.busy_s)


def test_two_requests_at_once_are_the_width_of_a_device_that_takes_two():
    """The sweep goes on beyond the knee, and the best level is not below it."""
    levels = list(sweep(Device(2, busy_s=0.03).bind, 64, replace(SETTINGS, min_time_s=0.6)))
    assert [level.parallel for level in levels][:4] == [1, 2, 4, 8]
    measurements = [
        Measurement(name="period", unit="ns", samples=level.periods_ns, parallel=level.parallel) for level in levels
    ]
    assert best_level(result_of([], measurements=tuple(measurements))) >= 2
    one, two = (sum(level.periods_ns) / len(level.periods_ns) for level in levels[:2])
    assert one / two == pytest.approx(2, rel=0.25)


@pytest.mark.parametrize(
    ("periods_ns", "swept"),
    [
        ({1: 100, 2: 50}, [1, 2, 4, 8]),
        ({1: 100}, [1, 2, 4]),
        ({1: 100, 2: 99}, [1, 2, 4]),
        ({1: 100, 2: 50, 4: 49.5, 8: 40}, [1, 2, 4, 8, 16, 32]),
    ],
)
def test_the_sweep_ends_after_two_levels_without_gain(periods_ns, swept, monkeypatch):
    """A gain is 2 % over the best so far; times of a device that keeps its own are given."""

    def level_of(infers, _):
        period_ns = min(period for parallel, period in periods_ns.items() if parallel <= len(infers))
        return Level(parallel=len(infers), requests_ns=(1,), periods_ns=(period_ns,) * 8, block=1, wall_ns=1)

    monkeypatch.setattr(throughput, "measure_level", level_of)
    assert [level.parallel for level in sweep(Device(2).bind, 64, SETTINGS)] == swept


def test_the_limit_ends_the_sweep():
    """More requests than that are never in flight."""
    assert [level.parallel for level in sweep(Device(8).bind, 2, SETTINGS)] == [1, 2]


def test_periods_fill_the_window_and_latencies_belong_to_it():
    """The periods add up to the time until the last counted completion."""
    level = measure_level([Device(1).infer] * 3, SETTINGS)
    assert SAMPLES <= len(level.periods_ns) <= 2 * SAMPLES
    covered_ns = sum(level.periods_ns) * level.block
    assert 0.8 * level.wall_ns <= covered_ns <= level.wall_ns
    assert len(level.requests_ns) >= SETTINGS.min_iterations
    assert min(level.requests_ns) >= 4_000_000


def test_an_inference_that_fails_ends_the_level_with_its_own_error():
    """From whichever thread."""

    def fail():
        raise ValueError("no more memory on the device")

    with pytest.raises(ValueError, match="no more memory"):
        measure_level([Device(1).infer, fail], SETTINGS)


def test_the_best_level_is_one_that_every_process_measured():
    """A process that went further than the others does not decide."""
    rows = [(0, 1, 100), (0, 2, 60), (0, 4, 50), (1, 1, 100), (1, 2, 60)]
    measured = tuple(
        Measurement(name="period", unit="ns", samples=(period,), process=process, parallel=parallel)
        for process, parallel, period in rows
    )
    assert best_level(result_of([], measurements=measured)) == 2
    assert best_level(result_of([])) == 1
