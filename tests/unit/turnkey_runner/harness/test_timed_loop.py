"""The warm-up and the timed loop, on a clock that the test moves."""

import gc
import itertools

import pytest

from factories import make_settings
from turnkey_runner.harness.timed_loop import BLOCK_TARGET_NS, Calls, block_size, calls_of, measure, warm_up

MS = 1_000_000


class Clock:
    """Moves only when an inference runs."""

    def __init__(self, inference_ns):
        self.now = 0
        self.inference_ns = inference_ns
        self.calls = 0

    def __call__(self):
        return self.now

    def infer(self):
        self.calls += 1
        self.now += self.inference_ns


def test_nothing_but_the_inference_lies_between_two_readings_of_the_clock():
    """B01: with a backend that does nothing, a sample is one step of a clock that steps at each reading."""
    readings, inferences = [0], []

    def clock():
        readings[0] += 1
        return readings[0]

    timed = measure(calls_of(lambda: inferences.append(readings[0])), (10 * MS,), make_settings(iterations=50), clock)
    assert timed.samples == (1,) * 50
    assert inferences == list(range(inferences[0], inferences[0] + 100, 2))  # a start and a stop around each, no more


def test_warm_up_ends_when_time_and_count_are_reached():
    """0.5 s of 100 ms are five; of 200 ms the count decides."""
    settings = make_settings(warmup_time_s=0.5, warmup_iterations=4)
    for inference_ns, expected in ((50 * MS, 10), (200 * MS, 4)):
        clock = Clock(inference_ns)
        assert warm_up(clock.infer, settings, clock) == (inference_ns,) * expected


def test_a_slow_model_is_warmed_up_three_times_at_most():
    """10 s and 3 iterations are the cap."""
    clock = Clock(20_000 * MS)
    assert len(warm_up(clock.infer, make_settings(warmup_iterations=50), clock)) == 3


def test_short_inferences_share_a_sample():
    """One reading of the clock would be a part of the number."""
    assert block_size(2_000, make_settings()) == BLOCK_TARGET_NS / 2_000
    assert block_size(1 * MS, make_settings()) == 1
    assert block_size(2_000, make_settings(iterations=10)) == 1


def test_samples_of_a_block_are_per_inference():
    """Divided by the block, which is reported."""
    clock = Clock(2_000)
    timed = measure(calls_of(clock.infer), (2_000,) * 4, make_settings(min_time_s=0.001, min_iterations=3), clock)
    assert timed.block == 50
    assert set(timed.samples) == {2_000}
    assert clock.calls == 50 * len(timed.samples)


def test_timing_ends_when_time_and_count_are_reached():
    """1 s of 5 ms are 200; of 100 ms the 30 iterations decide."""
    for inference_ns, expected in ((5 * MS, 200), (100 * MS, 30)):
        clock = Clock(inference_ns)
        timed = measure(
            calls_of(clock.infer), (inference_ns,) * 4, make_settings(min_time_s=1.0, min_iterations=30), clock
        )
        assert len(timed.samples) == expected


def test_a_slow_model_ends_at_the_longest_time():
    """After at least three samples."""
    clock = Clock(12_000 * MS)
    timed = measure(calls_of(clock.infer), (), make_settings(max_time_s=30.0), clock)
    assert len(timed.samples) == 3


def test_iterations_are_exact():
    """What users of TurnkeyML ask for."""
    clock = Clock(10)
    assert len(measure(calls_of(clock.infer), (10,), make_settings(iterations=17), clock).samples) == 17


def test_the_garbage_collector_is_off_meanwhile_and_on_again_after_an_error():
    """A pause would be a part of the number."""
    seen = []

    def infer():
        seen.append(gc.isenabled())
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError):
        measure(calls_of(infer), (), make_settings(iterations=1))
    assert (seen, gc.isenabled()) == ([False], True)


@pytest.mark.parametrize(("inference_ns", "block"), [(2 * MS, 1), (30_000, 4), (40_000, 3)])
def test_an_engine_is_asked_after_each_sample_for_its_last_inference(inference_ns, block):
    """Of several sets of inputs in turn, the one that ran last is asked."""
    clock = Clock(inference_ns)
    ran = []

    def infer(number):
        clock.infer()
        ran.append(number)

    requested = []

    def tell(number):
        requested.append(number)
        return number + 1.0

    calls = Calls(function=infer, arguments=range(4), engine_time_ms=tell)
    timed = measure(calls, (inference_ns,), make_settings(min_time_s=0.02, min_iterations=5), clock)
    assert timed.block == block
    assert ran == list(itertools.islice(itertools.cycle(range(4)), len(ran)))
    assert requested == ran[block - 1 :: block]
    assert timed.engine_samples == tuple((number + 1) * MS for number in requested)
    assert len(timed.engine_samples) == len(timed.samples)
    assert set(timed.samples) == {inference_ns}


def test_a_loop_goes_on_where_the_warm_up_predicted_too_few_samples():
    """Inferences of a microsecond after a warm-up of milliseconds: it ends by the time, not by the room."""
    clock = Clock(1000)
    calls = Calls(function=lambda infer: infer(), arguments=[clock.infer], engine_time_ms=lambda infer: 1.0)
    timed = measure(calls, (10 * MS,), make_settings(min_time_s=0.3, min_iterations=5), clock)
    assert timed.block == 1
    assert timed.wall_ns >= 0.3e9
    assert len(timed.samples) == len(timed.engine_samples) == 300_000
    assert set(timed.engine_samples) == {MS}
