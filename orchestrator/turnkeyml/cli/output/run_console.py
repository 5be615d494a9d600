"""Every line that a person sees of a run: data on stdout, everything else on stderr."""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path
from types import TracebackType

from rich.console import Console, RenderableType
from rich.live import Live
from rich.markup import escape
from rich.table import Table

from turnkey_runner.contract import Stage, Status, codec
from turnkeyml.cli.output.progress import Progress
from turnkeyml.cli.output.text import (
    PARITY,
    failure_in_a_cell,
    failure_in_words,
    number,
    reach,
    row_cells,
    target_of,
    verdict_in_words,
    warnings_of,
)
from turnkeyml.options import RunOptions
from turnkeyml.pipeline.outcome import Outcome
from turnkeyml.records import Build, StoredResult
from turnkeyml.results.summary import evaluate

_FILE_WIDTH = 240
_TABLE_ROWS = 200
"""A table that is longer than this is a report's business."""
_TELL_LEFT_S = 60.0
"""How often the time left is told where there is no live view."""
_RIGHT = ("latency ms", "inferences/s")
_HEADINGS = ("build", "device", "runtime", "precision", "latency ms", "inferences/s", "parity", "verdict")


class RunConsole:
    """Tells of a run while it goes on, and sums it up at its end. Told from several threads."""

    def __init__(self, *, verbosity: str, as_json: bool) -> None:
        self._quiet = verbosity == "quiet"
        self._debug = verbosity == "debug"
        self._as_json = as_json
        self._err = Console(stderr=True, highlight=False, soft_wrap=True)
        self._out = wide_console()
        self._progress = Progress()
        self._lock = threading.RLock()
        self._told_left = time.monotonic()
        self._rows: list[list[str]] = []
        self._explained: set[str] = set()
        """Codes of warnings that a sentence was printed for."""
        self._live = Live(console=self._err, get_renderable=self._render, transient=True, refresh_per_second=4)

    def __enter__(self) -> RunConsole:
        if self._err.is_terminal and not self._quiet:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def _render(self) -> RenderableType:
        with self._lock:
            return self._progress.render()

    @property
    def wants_samples(self) -> bool:
        """Events are for programs, and have all of a result."""
        return self._as_json

    def begin(self, options: RunOptions, cache: Path) -> None:
        """The first line: what will be done, and where it is kept."""
        targets = ", ".join(f"{t.device.name} {t.runtime} {t.precision}" for t in options.targets)
        self._line(f"[dim]{escape(targets)} · cache {escape(str(cache))}[/]")

    def notify(self, line: str) -> None:
        """Something that a person should know."""
        self._line(f"[yellow]note[/] {escape(line)}")

    def run_begins(self, count: int) -> None:
        """So many inputs, or builds of the cache, are to be done."""
        with self._lock:
            self._progress.begin(count)
        self._event("run_begins", inputs=count)

    def input_begins(self, name: str) -> None:
        """An input is looked at; several may be under way."""
        with self._lock:
            self._progress.enter(name)
        self._event("input_begins", input=name)

    def stage_begins(self, name: str, stage: Stage, source: str = "") -> None:
        """A script or build enters a stage."""
        with self._lock:
            self._progress.enter(source or name, stage, name)
        if self._debug:
            self._line(f"[dim]  {stage} {escape(name)}[/]")
        self._event("stage_begins", name=name, stage=str(stage), input=source or name)

    def build_ends(self, build: Build, *, cached: bool) -> None:
        """A build is exported, or has failed."""
        failed = build.failure is not None
        with self._lock:
            self._progress.built += not failed
            self._progress.failed += failed
        if build.failure is not None:
            self._line(f"{self._position()}{escape(build.name)}  {failure_in_words(build.failure)}")
        elif self._debug:
            self._line(f"[dim]  {escape(build.name)} {'from the cache' if cached else 'exported'}[/]")
        failure = codec.to_plain(build.failure) if build.failure is not None else None
        self._event("build_ends", build=build.name, cached=cached, failure=failure)

    def process_ends(self, build: Build, stored: StoredResult) -> None:
        """One more process of a job is measured, and others follow."""
        done, asked = len(stored.result.conditions), stored.result.settings.processes
        with self._lock:
            self._progress.process_ends(build.name, _job(stored), done, asked, stored.duration_s)
            several = self._progress.inputs > 1
        if done == 1 and several:
            latency = number(evaluate(stored).latency_ms)
            words = f"{target_of(stored)}  [dim]{latency} ms in the first of {asked} processes[/]"
            self._line(f"{self._position()}{escape(build.name)}  {words}")
        job = {"device": stored.job.device, "runtime": stored.job.runtime, "precision": stored.job.precision}
        self._event("process_ends", build=build.name, **job, processes=done, of=asked)

    def job_ends(self, build: Build, stored: StoredResult, *, cached: bool) -> None:
        """A job has its result."""
        failed = stored.result.failure is not None or stored.result.parity is Status.FAILED
        with self._lock:
            self._progress.job_ends(build.name, _job(stored))
            self._progress.measured += stored.result.failure is None
            self._progress.failed += failed
            if len(self._rows) <= _TABLE_ROWS and not self._as_json:
                self._rows.append(_row(build, stored))
        words = "  ".join(row_cells(stored)) + ("  [dim]from the cache[/]" if cached else "")
        self._line(f"{self._position()}{escape(build.name)}  {words}")
        if stored.result.failure is None and not cached:
            self._explain(stored)
        self._event(
            "job_ends", build=build.name, cached=cached, result=codec.to_plain(stored) if self._as_json else None
        )

    def _explain(self, stored: StoredResult) -> None:
        """What its verdict means; of codes that most results of a noisy machine have, once in a run."""
        with self._lock:
            warnings = warnings_of(stored, self._explained)
            for caution in warnings:
                self._line(f"[dim]  {caution.code}[/] {escape(caution.sentence)}")
            self._explained.update(caution.code for caution in warnings)

    def input_ends(self, name: str) -> None:
        """Everything is made of an input, and measured."""
        with self._lock:
            self._progress.finish(name)
            left = self._progress.left_s()
            if not self._live.is_started and time.monotonic() - self._told_left > _TELL_LEFT_S:
                self._tell_left()
        self._event("input_ends", input=name, left_s=[round(seconds, 1) for seconds in left] if left else None)

    def _tell_left(self) -> None:
        """Now and then, where there is no live view."""
        words = self._progress.left_in_words()
        if words:
            self._told_left = time.monotonic()
            self._line(f"{self._position()}[dim]{words}[/]")

    def end(self, outcome: Outcome, *, strict: bool) -> None:
        """The table of results, and what failed; who is strict is not told of success where a result is not valid."""
        if self._rows and not self._as_json:
            if len(self._rows) <= _TABLE_ROWS:
                self._out.print(_table(self._rows))
            else:
                self._line(f"[dim]{outcome.results} results; `turnkey report` writes the table of them[/]")
        done = outcome.builds + outcome.results - outcome.failed
        counted = f"{outcome.builds} builds, {outcome.results} results"
        if outcome.failed:
            self._line(f"[red]{outcome.failed} failed[/], {done} succeeded ({counted})")
        if strict and outcome.not_valid:
            self._line(f"[red]{outcome.not_valid} of {outcome.results} results are not valid[/] (--strict)")
        elif not outcome.failed:
            self._line(f"[green]all succeeded[/] ({counted})")
        self._event("run_ends", builds=outcome.builds, results=outcome.results, failed=outcome.failed)

    def _position(self) -> str:
        """How far the run is: inputs done, and this one."""
        with self._lock:
            return f"[dim]\\[{min(self._progress.done + 1, self._progress.inputs)}/{self._progress.inputs}][/] "

    def _line(self, markup: str) -> None:
        if not self._quiet:
            with self._lock:
                self._err.print(markup)

    def _event(self, event: str, **values: object) -> None:
        """One line of JSON for a program that follows the run."""
        if self._as_json:
            line = json.dumps({"event": event} | values, allow_nan=False)
            with self._lock:
                sys.stdout.write(line + "\n")
                sys.stdout.flush()


def wide_console() -> Console:
    """A console for tables: as wide as the terminal, and never folded where there is none."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=max(console.width, _FILE_WIDTH))


def _job(stored: StoredResult) -> str:
    return f"{stored.build} {target_of(stored)}"


def _table(rows: list[list[str]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in _HEADINGS:
        table.add_column(heading, justify="right" if heading in _RIGHT else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def _row(build: Build, stored: StoredResult) -> list[str]:
    job = stored.job
    row = [escape(build.name), job.device, job.runtime, job.precision]
    if stored.result.failure is not None:
        return [*row, "", "", "", failure_in_a_cell(stored.result.failure)]
    evaluation = evaluate(stored)
    latency = f"{number(evaluation.latency_ms)} {reach(evaluation)}"
    parity = PARITY.get(stored.result.parity, str(stored.result.parity))
    return [*row, latency, number(evaluation.throughput_ips), parity, verdict_in_words(evaluation, short=True)]
