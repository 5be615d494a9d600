"""The live view of a run: counts, the inputs in progress, and an estimate of the time left."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from rich.console import Group, RenderableType
from rich.progress_bar import ProgressBar
from rich.table import Table

from turnkey_runner.contract import Stage
from turnkeyml.cli.output.console import Part, join, styled
from turnkeyml.cli.output.remaining_work import RemainingWork
from turnkeyml.cli.output.text import format_count, format_duration

_MIN_INPUTS = 5
"""Inputs that must be done before the time left is estimated."""
_Z95 = 1.96
"""Quantile of the normal distribution for a 95 % interval."""


class _RunningVariance:
    """Count, mean and standard deviation of a stream of values, in constant memory: there may be 100,000."""

    def __init__(self) -> None:
        self.count = 0
        self.mean = 0.0
        self._squares = 0.0

    def add(self, value: float) -> None:
        """Add a value by Welford's algorithm, which subtracts no large numbers from each other."""
        self.count += 1
        delta = value - self.mean
        self.mean += delta / self.count
        self._squares += delta * (value - self.mean)

    @property
    def deviation(self) -> float:
        """The sample standard deviation; 0 for fewer than two values."""
        return math.sqrt(self._squares / (self.count - 1)) if self.count > 1 else 0.0


class Progress:
    """Counts what has happened in a run. Not thread-safe: callers hold a lock."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._started = clock()
        self._in_progress: dict[str, tuple[str, float]] = {}
        self._gaps = _RunningVariance()
        """Seconds between the ends of successive inputs, only of inputs that were not fully cached."""
        self._worked: set[str] = set()
        self._last = self._mark = self._started
        self._input_of_name: dict[str, str] = {}
        self._remaining = RemainingWork()
        self._rounds_s = 0.0
        self.inputs = 0
        self.done = 0
        self.built = 0
        self.measured = 0
        self.failed = 0

    def begin(self, inputs: int) -> None:
        """Start the clock of a run over this many inputs."""
        self.inputs = inputs
        self._started = self._last = self._mark = self._clock()

    def enter(self, source: str, stage: Stage | None = None, name: str = "") -> None:
        """An input has entered a stage. `name` is the build that is processed, if it is known."""
        self._input_of_name[name] = source
        if stage is not None:
            self._worked.add(source)
        self._in_progress[source] = (str(stage) if stage else "lookup", self._clock())

    def finish(self, source: str) -> None:
        """An input is done, except for the remaining processes of its jobs."""
        self._in_progress.pop(source, None)
        self.done += 1
        now = self._clock()
        if source in self._worked:
            self._worked.discard(source)
            self._gaps.add(max(0.0, now - self._last - self._rounds_s))
        self._last = self._mark = now
        self._rounds_s = 0.0

    def process_ends(self, name: str, job: str, done: int, required: int, total_s: float) -> None:
        """`done` of a job's `required` processes are measured, in `total_s`. `name` is the build's."""
        if self._remaining.process_ends(job, done, required, total_s):
            self._round_process_ended(name)
        self._mark = self._clock()

    def job_ends(self, name: str, job: str) -> None:
        """All processes of a job are measured."""
        if self._remaining.job_ends(job):
            self._round_process_ended(name)
        self._mark = self._clock()

    def _round_process_ended(self, name: str) -> None:
        """Do not count the time of a process of a later round as time of the input that ends next."""
        self._rounds_s += self._clock() - self._mark
        self._in_progress.pop(self._input_of_name.get(name, name), None)

    def left_s(self) -> tuple[float, float] | None:
        """The least and the most seconds left, estimated from the inputs so far; None after too few of them.

        Inputs end one after the other, so the rest takes as many gaps as there are inputs left, distributed
        like the gaps so far. Cached inputs take no time: the upper estimate assumes that none of the
        remaining inputs is cached, the lower one the same share as so far. The processes of later rounds
        are added, those of remaining inputs by the average of earlier inputs.
        """
        left, worked = self.inputs - self.done, self._gaps.count
        rounds_s = self._remaining.left_s
        if left <= 0:
            return (rounds_s, rounds_s) if rounds_s else None
        if worked < _MIN_INPUTS:
            return None
        fewest = left * worked / self.done
        low, high = (self._rest_s(count) for count in (fewest, left))
        return rounds_s + low[0], rounds_s + high[1]

    def _rest_s(self, count: float) -> tuple[float, float]:
        """The least and the most seconds for `count` inputs that are not cached, with their later rounds."""
        rounds_s = self._remaining.planned_per_input_s(self._gaps.count) * count
        # Variance of the sum of the remaining gaps, plus that of the estimated mean.
        spread = _Z95 * self._gaps.deviation * math.sqrt(count + count**2 / self._gaps.count)
        middle = self._gaps.mean * count
        return rounds_s + max(0.0, middle - spread), rounds_s + middle + spread

    def format_time_left(self) -> str:
        """The estimate for display; empty if there is none."""
        left = self.left_s()
        if left is None:
            return ""
        low, high = (format_duration(seconds) for seconds in left)
        return f"{low} to {high} left" if low != high else f"about {low} left"

    def render(self) -> RenderableType:
        """A line of counts, and a line for each input in progress."""
        now = self._clock()
        counts: list[Part] = [
            f"{self.done}/{self.inputs} inputs",
            f"{self.built} built",
            f"{self.measured} measured",
        ]
        stages = Counter(stage for stage, _ in self._in_progress.values())
        if stages.total() > 1:
            counts.append(", ".join(f"{number} in {stage}" for stage, number in stages.items()))
        if self.failed:
            counts.append((f"{self.failed} failed", "red"))
        pending = self._remaining.pending
        if pending:
            counts.append(f"{format_count(pending, 'process')} to come")
        elapsed_s = now - self._started
        if self.done:
            counts.append(f"{self.done / max(elapsed_s, 1e-9) * 60:.3g} inputs/min")
        counts.append(format_duration(elapsed_s))
        left = self.format_time_left()
        if left:
            counts.append(left)
        head = Table.grid(padding=(0, 1))
        completed = self.done + self._remaining.planned - pending
        bar = ProgressBar(total=max(1, self.inputs + self._remaining.planned), completed=completed, width=20)
        head.add_row(bar, join(" · ", counts))
        rows = Table.grid(padding=(0, 2))
        for source, (stage, since) in list(self._in_progress.items()):
            path, _, rest = source.partition(" ")
            rows.add_row(
                styled("  ", (stage, "dim")),
                styled(f"{Path(path).name} {rest}".strip()),
                styled((format_duration(now - since), "dim")),
            )
        return Group(head, rows)
