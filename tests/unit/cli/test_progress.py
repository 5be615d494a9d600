"""The estimate of the time left."""

import random

from turnkeyml.cli.progress import Progress
from turnkeyml.cli.words import duration


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def run(gaps, inputs):
    clock = Clock()
    progress = Progress(clock)
    progress.begin(inputs)
    for number, gap in enumerate(gaps):
        clock.now += gap
        progress.finish(str(number))
    return progress


def test_nothing_is_said_after_too_few():
    """Four inputs tell nothing of four hundred."""
    assert run([1.0] * 4, 400).left_s() is None
    assert run([1.0] * 10, 10).left_s() is None


def test_equal_inputs_give_one_figure():
    """Ten seconds each, ninety left."""
    low, high = run([10.0] * 10, 100).left_s()
    assert round(low) == round(high) == 900


def test_the_truth_lies_within_in_most_runs():
    """Of lognormal sizes, where half are done: the rest takes what was said in nine of ten."""
    generator = random.Random(0)
    inside = 0
    for _ in range(300):
        sizes = [generator.lognormvariate(0, 0.8) for _ in range(80)]
        low, high = run(sizes[:40], 80).left_s()
        inside += low <= sum(sizes[40:]) <= high
    assert inside >= 270


def test_durations_are_said_as_a_person_says_them():
    """Seconds, minutes, hours."""
    assert [duration(s) for s in (8.4, 250, 4800)] == ["8 s", "4 min", "1 h 20 min"]
