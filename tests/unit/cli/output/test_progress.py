"""The estimate of the time left."""

import io
import random

from rich.console import Console

from turnkey_runner.contract import Stage
from turnkeyml.cli.output.progress import Progress
from turnkeyml.cli.output.text import duration


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def run(gaps, inputs):
    clock = Clock()
    progress = Progress(clock)
    progress.begin(inputs)
    for number, gap in enumerate(gaps):
        progress.enter(str(number), Stage.EXPORT)
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


def test_what_came_from_the_cache_does_not_make_the_rest_look_short():
    """A run that was ended is resumed: 150 of 200 are there, and 10 of the others took 17 s each."""
    clock = Clock()
    progress = Progress(clock)
    progress.begin(200)
    for number in range(150):
        progress.enter(str(number))
        clock.now += 0.002
        progress.finish(str(number))
    assert progress.left_s() is None
    for number in range(150, 160):
        progress.enter(str(number), Stage.EXPORT)
        clock.now += 17
        progress.finish(str(number))
    low, high = progress.left_s()
    assert low < 40 * 17 * 0.1
    assert round(high) == 40 * 17


def test_the_truth_lies_within_in_most_runs():
    """Of lognormal sizes, where half are done: the rest takes what was said in nine of ten."""
    generator = random.Random(0)
    inside = 0
    for _ in range(300):
        sizes = [generator.lognormvariate(0, 0.8) for _ in range(80)]
        low, high = run(sizes[:40], 80).left_s()
        inside += low <= sum(sizes[40:]) <= high
    assert inside >= 270


def test_the_inputs_under_way_are_counted_by_their_stages():
    """One alone has its line."""
    console = Console(width=200, record=True, file=io.StringIO())
    progress = Progress(Clock())
    progress.begin(9)
    for source, stage in (("a.py", Stage.EXPORT), ("b.py", Stage.EXPORT), ("c.py", Stage.BENCHMARK)):
        progress.enter(source, stage)
    console.print(progress.render())
    assert "2 in export, 1 in benchmark" in console.export_text()


def test_durations_are_said_as_a_person_says_them():
    """Seconds, minutes, hours."""
    assert [duration(s) for s in (8.4, 250, 4800)] == ["8 s", "4 min", "1 h 20 min"]


def test_the_processes_of_rounds_come_on_top():
    """Five of ten inputs, a second each; each has a job with four processes to come, of two seconds."""
    clock = Clock()
    progress = Progress(clock)
    progress.begin(10)
    for number in range(5):
        progress.enter(str(number), Stage.EXPORT)
        clock.now += 1
        progress.process_ends(f"build {number}", f"job {number}", 1, 5, 2.0)
        progress.finish(str(number))
    assert [round(one) for one in progress.left_s()] == [5 + 10 * 4 * 2] * 2
    for done in (2, 3, 4):
        for number in range(5):
            clock.now += 2
            progress.process_ends(f"build {number}", f"job {number}", done, 5, 2.0 * done)
    assert [round(one) for one in progress.left_s()] == [5 + 5 * 2 + 5 * 4 * 2] * 2
    for number in range(5):
        clock.now += 2
        progress.job_ends(f"build {number}", f"job {number}")
    progress.enter("5", Stage.EXPORT)
    clock.now += 1
    progress.finish("5")  # a round's time is not this input's
    assert [round(one) for one in progress.left_s()] == [4 + round(4 * 5 * 8 / 6)] * 2


def test_the_time_of_rounds_is_known_when_the_inputs_are_done():
    """Three processes of two seconds."""
    progress = Progress(Clock())
    progress.begin(1)
    progress.process_ends("build", "job", 2, 5, 4.0)
    progress.finish("input")
    assert progress.left_s() == (6.0, 6.0)


def test_first_processes_take_longer_and_the_others_are_reckoned_by_what_was_seen():
    """A first one of ten seconds and a second of four: those of another job, whose first took five, take two."""
    progress = Progress(Clock())
    progress.begin(2)
    progress.process_ends("one", "job of one", 1, 5, 10.0)
    progress.process_ends("two", "job of two", 1, 5, 5.0)
    progress.finish("one")
    progress.finish("two")
    assert progress.left_s() == (60.0, 60.0)
    progress.process_ends("one", "job of one", 2, 5, 14.0)
    assert progress.left_s() == (3 * 4.0 + 4 * 2.0,) * 2


def test_a_process_beyond_those_asked_for_is_one_to_come():
    """Where the interval is still too wide."""
    progress = Progress(Clock())
    progress.begin(1)
    progress.process_ends("build", "job", 4, 5, 8.0)
    progress.finish("input")
    progress.process_ends("build", "job", 5, 5, 10.0)
    assert progress.left_s() == (2.0, 2.0)
    progress.job_ends("build", "job")
    assert progress.left_s() is None
