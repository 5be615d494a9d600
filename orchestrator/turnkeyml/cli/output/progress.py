"""What a person sees of a run that goes on: counts, what is under way, and an honest estimate of the time left."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from turnkey_runner.contract import Stage
from turnkeyml.cli.output.remaining_work import RemainingWork
from turnkeyml.cli.output.text import duration

_FEW = 5
"""Inputs that have to be done before anything is said of the time left."""
_Z95 = 1.96


class _Gaps:
    """How many, their mean, and how far they lie apart; kept as sums, for there may be a hundred thousand."""

    def __init__(self) -> None:
        self.count = 0
        self.mean = 0.0
        self._squares = 0.0

    def add(self, value: float) -> None:
        """One more (Welford's way: no difference of large numbers)."""
        self.count += 1
        before = value - self.mean
        self.mean += before / self.count
        self._squares += before * (value - self.mean)

    @property
    def deviation(self) -> float:
        """The standard deviation of what they are a sample of."""
        return math.sqrt(self._squares / (self.count - 1)) if self.count > 1 else 0.0


class Progress:
    """Counts what has happened. Not for several threads at once: its owner has a lock."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self._under_way: dict[str, tuple[str, float]] = {}
        self._gaps = _Gaps()
        """From one input's end to the next, of those that had to be worked on."""
        self._worked: set[str] = set()
        self._last = self._mark = self._began
        self._sources: dict[str, str] = {}
        self._further = RemainingWork()
        self._further_s = 0.0
        self.inputs = 0
        self.done = 0
        self.built = 0
        self.measured = 0
        self.failed = 0

    def begin(self, inputs: int) -> None:
        """So many inputs are to be done."""
        self.inputs = inputs
        self._began = self._last = self._mark = self._clock()

    def enter(self, source: str, stage: Stage | None = None, name: str = "") -> None:
        """An input has entered a stage, by what comes of it under a name of its own."""
        self._sources[name] = source
        if stage is not None:
            self._worked.add(source)
        self._under_way[source] = (str(stage) if stage else "looking", self._clock())

    def finish(self, source: str) -> None:
        """An input is done, but for further processes of its jobs."""
        self._under_way.pop(source, None)
        self.done += 1
        now = self._clock()
        if source in self._worked:
            self._worked.discard(source)
            self._gaps.add(max(0.0, now - self._last - self._further_s))
        self._last = self._mark = now
        self._further_s = 0.0

    def process_ends(self, name: str, job: str, done: int, asked: int, total_s: float) -> None:
        """So many of a job's processes are measured, in so much time; others follow. `name` is the build's."""
        if self._further.process_ends(job, done, asked, total_s):
            self._further_ends(name)
        self._mark = self._clock()

    def job_ends(self, name: str, job: str) -> None:
        """A job is measured."""
        if self._further.job_ends(job):
            self._further_ends(name)
        self._mark = self._clock()

    def _further_ends(self, name: str) -> None:
        """A process of a round: its time is not that of the input that ends next."""
        self._further_s += self._clock() - self._mark
        self._under_way.pop(self._sources.get(name, name), None)

    def left_s(self) -> tuple[float, float] | None:
        """Between how many and how many seconds the rest takes, by the inputs so far; None after too few.

        Inputs end one after the other: the rest takes as many such gaps as there are inputs left, each
        of them like those that were seen. Inputs from the cache take no time: of those to come, all may
        have to be worked on, or as many of them as of those before. Processes of the rounds come on
        top, those of inputs to come like those of inputs that were seen.
        """
        left, worked = self.inputs - self.done, self._gaps.count
        rounds_s = self._further.left_s
        if left <= 0:
            return (rounds_s, rounds_s) if rounds_s else None
        if worked < _FEW:
            return None
        fewest = left * worked / self.done
        low, high = (self._rest_s(count) for count in (fewest, left))
        return rounds_s + low[0], rounds_s + high[1]

    def _rest_s(self, count: float) -> tuple[float, float]:
        """What so many more inputs take that have to be worked on, with their rounds."""
        rounds_s = self._further.after(self._gaps.count) * count
        # Of the sum of what is left, and of the mean that it is reckoned with.
        spread = _Z95 * self._gaps.deviation * math.sqrt(count + count**2 / self._gaps.count)
        middle = self._gaps.mean * count
        return rounds_s + max(0.0, middle - spread), rounds_s + middle + spread

    def left_in_words(self) -> str:
        """The time left as a person says it; empty where nothing can be said."""
        left = self.left_s()
        if left is None:
            return ""
        low, high = (duration(seconds) for seconds in left)
        return f"{low} to {high} left" if low != high else f"about {low} left"

    def render(self) -> RenderableType:
        """The view: a line of counts, and a line for each input under way."""
        now = self._clock()
        counts = [f"{self.done}/{self.inputs} inputs", f"{self.built} built", f"{self.measured} measured"]
        stages = Counter(stage for stage, _ in self._under_way.values())
        if stages.total() > 1:
            counts.append(", ".join(f"{number} in {stage}" for stage, number in stages.items()))
        if self.failed:
            counts.append(f"[red]{self.failed} failed[/]")
        to_come = self._further.to_come
        if to_come:
            counts.append(f"{to_come} processes to come")
        elapsed_s = now - self._began
        if self.done:
            counts.append(f"{self.done / max(elapsed_s, 1e-9) * 60:.3g} inputs/min")
        counts.append(duration(elapsed_s))
        left = self.left_in_words()
        if left:
            counts.append(left)
        head = Table.grid(padding=(0, 1))
        completed = self.done + self._further.planned - to_come
        bar = ProgressBar(total=max(1, self.inputs + self._further.planned), completed=completed, width=20)
        head.add_row(bar, Text.from_markup(" · ".join(counts)))
        rows = Table.grid(padding=(0, 2))
        for source, (stage, since) in list(self._under_way.items()):
            path, _, rest = source.partition(" ")
            rows.add_row(
                f"  [dim]{stage}[/]", escape(f"{Path(path).name} {rest}".strip()), f"[dim]{duration(now - since)}[/]"
            )
        return Group(head, rows)
