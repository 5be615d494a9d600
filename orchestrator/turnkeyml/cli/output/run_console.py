"""The terminal output of a run: data goes to stdout, everything else to stderr."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from types import TracebackType
from typing import assert_never

from rich.console import RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from turnkey_runner.contract import Status
from turnkeyml.cli.output.console import Part, error_console, join, make_table, styled, wide_console
from turnkeyml.cli.output.event_json import event_to_json
from turnkeyml.cli.output.found_models import make_models_table
from turnkeyml.cli.output.progress import Progress
from turnkeyml.cli.output.terminal import write_json
from turnkeyml.cli.output.text import (
    PARITY,
    format_count,
    format_failure,
    format_failure_cell,
    format_half_width,
    format_number,
    format_row,
    format_target,
    format_verdict,
    warnings_to_explain,
)
from turnkeyml.events import (
    BuildEnds,
    Event,
    InputBegins,
    InputEnds,
    JobEnds,
    JobRetries,
    Note,
    ProcessEnds,
    RunBegins,
    StageBegins,
)
from turnkeyml.options.run_options import RunOptions
from turnkeyml.pipeline.outcome import Outcome
from turnkeyml.records import Build, StoredResult
from turnkeyml.results.engine import format_engine
from turnkeyml.results.evaluate import evaluate

_TABLE_ROWS = 200
"""Longer tables are left to `turnkey report`."""
_TIME_LEFT_INTERVAL_S = 60.0
"""How often the time left is printed when there is no live view."""
_RIGHT = ("latency ms", "inferences/s")
_HEADINGS = ("build", "device", "runtime", "engine", "precision", "latency ms", "inferences/s", "parity", "verdict")


class RunConsole:
    """Shows the progress of a run and its summary. Events come from several threads."""

    def __init__(self, *, verbosity: str, as_json: bool) -> None:
        self._quiet = verbosity == "quiet"
        self._debug = verbosity == "debug"
        self._as_json = as_json
        self._err = error_console()
        self._out = wide_console()
        self._progress = Progress()
        self._lock = threading.RLock()
        self._time_left_printed_at = time.monotonic()
        self._rows: list[list[Part]] = []
        self._found: list[Build] | None = None
        """Builds to show in a table where only models are to be found."""
        self._explained: set[str] = set()
        """Codes of warnings whose sentence has been printed, and remarks."""
        self._live = Live(
            console=self._err,
            get_renderable=self._render,
            transient=True,
            refresh_per_second=4,
            redirect_stdout=False,  # Rich would write the JSON to stderr
            redirect_stderr=False,  # and read what others print as escape sequences
        )

    def __enter__(self) -> RunConsole:
        if self._err.is_terminal and not self._quiet and not (self._as_json and self._out.is_terminal):
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def _render(self) -> RenderableType:
        with self._lock:
            return self._progress.render()

    def begin(self, options: RunOptions, cache: Path) -> None:
        """Print the first line: the targets, and the folder that the results go to."""
        self._found = [] if options.request.analyze_only else None
        targets = ", ".join(f"{t.device.name} {t.runtime} {t.precision}" for t in options.targets)
        self._line((f"{targets} · cache {cache.absolute()}", "dim"))

    def on_event(self, event: Event) -> None:
        """Show an event in the live view, as a line, and as JSON."""
        left: tuple[float, float] | None = None
        match event:
            case Note():
                self._line(("note", "yellow"), f" {event.message}")
            case RunBegins():
                with self._lock:
                    self._progress.begin(event.inputs)
            case InputBegins():
                with self._lock:
                    self._progress.enter(event.input)
            case StageBegins():
                self._show_stage(event)
            case BuildEnds():
                self._show_build(event)
            case ProcessEnds():
                self._show_process(event)
            case JobRetries():
                self._show_retry(event)
            case JobEnds():
                self._show_job(event)
            case InputEnds():
                left = self._show_input(event)
            case _:
                assert_never(event)
        if self._as_json:
            seconds = [round(estimate, 1) for estimate in left] if left else None
            self._print_json(event_to_json(event) | ({"left_s": seconds} if isinstance(event, InputEnds) else {}))

    def _show_stage(self, event: StageBegins) -> None:
        with self._lock:
            self._progress.enter(event.input, event.stage, event.name)
        if self._debug:
            self._line((f"  {event.stage} {event.name}", "dim"))

    def _show_build(self, event: BuildEnds) -> None:
        build = event.build
        with self._lock:
            self._progress.built += build.failure is None
            self._progress.failed += build.failure is not None
        if build.failure is not None:
            self._line(self._position(), f"{build.name}  ", format_failure(build.failure, build.name))
        elif self._found is not None:
            with self._lock:
                self._found.append(build)
        elif self._debug:
            self._line((f"  {build.name} {'from the cache' if event.cached else 'exported'}", "dim"))
        if build.invocation is not None and not event.cached:
            self._show_remarks(build.invocation.remarks)

    def _show_remarks(self, remarks: tuple[str, ...]) -> None:
        """Print what should be known of the recording, once for all builds of a script."""
        with self._lock:
            fresh = [remark for remark in remarks if remark not in self._explained]
            self._explained.update(fresh)
        for remark in fresh:
            self._line(("note", "yellow"), f" {remark}")

    def _show_process(self, event: ProcessEnds) -> None:
        stored = event.stored
        done, required = len(stored.result.conditions), stored.result.settings.processes
        with self._lock:
            self._progress.process_ends(event.build.name, _job(stored), done, required, stored.duration_s)
            several = self._progress.inputs > 1
        if done == 1 and several:
            latency = format_number(evaluate(stored).latency_ms)
            text = (f"{latency} ms in the first of {required} processes", "dim")
            self._line(self._position(), f"{event.build.name}  {format_target(stored)}  ", text)

    def _show_retry(self, event: JobRetries) -> None:
        target = f"{event.device} {event.runtime} {event.precision}"
        when = f"in {event.delay_s:g} s" if event.delay_s else "now"
        text = f"{event.reason}; measuring again {when} ({event.retry} of {event.of})"
        self._line(self._position(), f"{event.name}  {target}  ", (text, "yellow"))

    def _show_job(self, event: JobEnds) -> None:
        build, stored = event.build, event.stored
        failed = stored.result.failure is not None or stored.result.parity is Status.FAILED
        with self._lock:
            self._progress.job_ends(build.name, _job(stored))
            self._progress.measured += stored.result.failure is None
            self._progress.failed += failed
            if len(self._rows) <= _TABLE_ROWS and not self._as_json:
                self._rows.append(_row(build, stored))
        notes: list[Part] = [("from the cache", "dim")] if event.cached else []
        if event.kept is not None:
            notes.append((f"the result of {event.kept.measured_at} stays", "dim"))
        self._line(self._position(), join("  ", [build.name, *format_row(stored), *notes]))
        if stored.result.failure is None and not event.cached:
            self._explain(stored)

    def _explain(self, stored: StoredResult) -> None:
        """Print why a result is not valid; codes that many results of a noisy machine share are explained once."""
        with self._lock:
            warnings = warnings_to_explain(stored, self._explained)
            self._explained.update(warning.code for warning in warnings)
        for warning in warnings:
            self._line((f"  {warning.code}", "dim"), f" {warning.sentence}")

    def _show_input(self, event: InputEnds) -> tuple[float, float] | None:
        """Count the input, and return the least and the most seconds left."""
        with self._lock:
            self._progress.finish(event.input)
            left = self._progress.left_s()
        if not self._live.is_started and time.monotonic() - self._time_left_printed_at > _TIME_LEFT_INTERVAL_S:
            self._print_time_left()
        return left

    def _print_time_left(self) -> None:
        """Print the time left, for terminals without a live view."""
        with self._lock:
            text = self._progress.format_time_left()
        if text:
            self._time_left_printed_at = time.monotonic()
            self._line(self._position(), (text, "dim"))

    def end(self, outcome: Outcome, *, strict: bool) -> None:
        """Print the table of results and the counts; with `strict`, a result that is not valid is no success."""
        if self._rows and not self._as_json:
            if len(self._rows) <= _TABLE_ROWS:
                self._out.print(_table(self._rows))
            else:
                self._line((f"{outcome.results} results; `turnkey report` writes them to a file", "dim"))
        if self._found and not self._as_json:
            self._out.print(make_models_table(self._found))
        done = outcome.builds + outcome.results - outcome.failed
        counted = f"{format_count(outcome.builds, 'build')}, {format_count(outcome.results, 'result')}"
        if outcome.failed:
            self._line((f"{outcome.failed} failed", "red"), f", {done} succeeded ({counted})")
        if strict and outcome.not_valid:
            text = f"{outcome.not_valid} of {outcome.results} results are not valid"
            self._line((text, "red"), " (--strict)")
        elif not outcome.failed:
            self._line(("all succeeded", "green"), f" ({counted})")
        if self._as_json:
            counts = {"builds": outcome.builds, "results": outcome.results, "failed": outcome.failed}
            self._print_json({"event": "run_ends", **counts})

    def _position(self) -> Text:
        """Position of the current input among all inputs."""
        with self._lock:
            done, inputs = self._progress.done, self._progress.inputs
            return styled((f"[{min(done + 1, inputs)}/{inputs}]", "dim"), " ")

    def _line(self, *parts: Part) -> None:
        """Print a line. The caller must not hold the lock: the live view takes it while it holds the console's."""
        if not self._quiet:
            self._err.print(styled(*parts))

    def _print_json(self, value: dict[str, object]) -> None:
        """Print one line of JSON to stdout, unbuffered, for programs that follow the run."""
        with self._lock:
            write_json(value)


def _job(stored: StoredResult) -> str:
    return f"{stored.build} {format_target(stored)}"


def _table(rows: list[list[Part]]) -> Table:
    table = make_table(_HEADINGS, right=_RIGHT)
    for row in rows:
        table.add_row(*map(styled, row))
    return table


def _row(build: Build, stored: StoredResult) -> list[Part]:
    job = stored.job
    row: list[Part] = [build.name, job.device, job.runtime, format_engine(stored), job.precision]
    if stored.result.failure is not None:
        return [*row, "", "", "", format_failure_cell(stored.result.failure)]
    evaluation = evaluate(stored)
    latency = styled(f"{format_number(evaluation.latency_ms)} ", format_half_width(evaluation))
    parity = PARITY.get(stored.result.parity, str(stored.result.parity))
    return [*row, latency, format_number(evaluation.throughput_ips), parity, format_verdict(evaluation, short=True)]
