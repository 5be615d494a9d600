"""The estimate of the time left."""

import io
import random

from rich.console import Console

from turnkey_runner.contract import Stage
from turnkeyml.cli.output.progress import Progress
from turnkeyml.cli.output.text import format_duration


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


def test_there_is_no_estimate_after_too_few_inputs():
    """Four inputs do not predict four hundred."""
    assert run([1.0] * 4, 400).left_s() is None
    assert run([1.0] * 10, 10).left_s() is None


def test_equal_inputs_give_one_figure():
    """Ten seconds each, ninety left."""
    low, high = run([10.0] * 10, 100).left_s()
    assert round(low) == round(high) == 900


def test_cached_inputs_do_not_shorten_the_upper_estimate():
    """A run is resumed: 150 of 200 inputs are cached, and 10 of the others took 17 s each."""
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


def test_the_estimate_covers_nine_of_ten_runs():
    """Lognormal durations, half of the inputs done."""
    generator = random.Random(0)
    covered = 0
    for _ in range(300):
        sizes = [generator.lognormvariate(0, 0.8) for _ in range(80)]
        low, high = run(sizes[:40], 80).left_s()
        covered += low <= sum(sizes[40:]) <= high
    assert covered >= 270


def test_inputs_in_progress_are_counted_by_stage():
    """A single one is shown on its own line only."""
    console = Console(width=200, record=True, file=io.StringIO())
    progress = Progress(Clock())
    progress.begin(9)
    for source, stage in (("a.py", Stage.EXPORT), ("b.py", Stage.EXPORT), ("c.py", Stage.BENCHMARK)):
        progress.enter(source, stage)
    console.print(progress.render())
    assert "2 in export, 1 in benchmark" in console.export_text()


def test_durations_are_formatted_in_their_largest_units():
    """Seconds, minutes, hours."""
    assert [format_duration(s) for s in (8.4, 250, 4800)] == ["8 s", "4 min", "1 h 20 min"]


def test_the_processes_of_later_rounds_are_added():
    """Five of ten inputs took 1 s each; each has a job with four pending processes of 2 s."""
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
    progress.finish("5")  # the time of a round does not count for this input
    assert [round(one) for one in progress.left_s()] == [4 + round(4 * 5 * 8 / 6)] * 2


def test_the_time_of_rounds_is_known_when_the_inputs_are_done():
    """Three processes of two seconds."""
    progress = Progress(Clock())
    progress.begin(1)
    progress.process_ends("build", "job", 2, 5, 4.0)
    progress.finish("input")
    assert progress.left_s() == (6.0, 6.0)


def test_later_processes_are_estimated_by_their_ratio_to_first_ones():
    """A first process of 10 s and a second of 4 s: another job, whose first took 5 s, needs 2 s per process."""
    progress = Progress(Clock())
    progress.begin(2)
    progress.process_ends("one", "job of one", 1, 5, 10.0)
    progress.process_ends("two", "job of two", 1, 5, 5.0)
    progress.finish("one")
    progress.finish("two")
    assert progress.left_s() == (60.0, 60.0)
    progress.process_ends("one", "job of one", 2, 5, 14.0)
    assert progress.left_s() == (3 * 4.0 + 4 * 2.0,) * 2


def test_a_process_beyond_the_required_ones_is_pending():
    """More are measured while the interval is too wide."""
    progress = Progress(Clock())
    progress.begin(1)
    progress.process_ends("build", "job", 4, 5, 8.0)
    progress.finish("input")
    progress.process_ends("build", "job", 5, 5, 10.0)
    assert progress.left_s() == (2.0, 2.0)
    progress.job_ends("build", "job")
    assert progress.left_s() is None
