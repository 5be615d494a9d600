"""Every line that a person sees of a run: data on stdout, everything else on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

from rich.console import Console
from rich.markup import escape
from rich.status import Status as Spinner
from rich.table import Table

from turnkey_runner import codec
from turnkey_runner.contract import Failure, Stage, Status
from turnkey_runner.verdict import Verdict, judge
from turnkeyml.records import Build, FiledResult
from turnkeyml.report.figures import figures_of
from turnkeyml.runs import Outcome, RunOptions

_FILE_WIDTH = 240
_CELL_WIDTH = 80

_PARITY = {
    Status.SUCCESSFUL: "[green]matches[/]",
    Status.FAILED: "[red]differs[/]",
    Status.SKIPPED: "[dim]no reference[/]",
}


class RunConsole:
    """Tells of a run while it goes on, and sums it up at its end."""

    def __init__(self, *, verbosity: str, as_json: bool) -> None:
        self._quiet = verbosity == "quiet"
        self._debug = verbosity == "debug"
        self._as_json = as_json
        self._err = Console(stderr=True, highlight=False, soft_wrap=True)
        self._out = wide_console()
        self._spinner = Spinner("", console=self._err)
        self._position = ""

    def __enter__(self) -> RunConsole:
        if self._err.is_terminal and not self._quiet:
            self._spinner.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._spinner.stop()

    def begin(self, options: RunOptions, cache: Path) -> None:
        """The first line: what will be done, and where it is kept."""
        targets = ", ".join(f"{t.device.name} {t.runtime} {t.precision}" for t in options.targets)
        self._line(f"[dim]{escape(targets)} · cache {escape(str(cache))}[/]")

    def say(self, line: str) -> None:
        """Something that a person should know."""
        self._line(f"[yellow]note[/] {escape(line)}")

    def input_begins(self, index: int, count: int, name: str) -> None:
        """The next input, or build of the cache."""
        self._position = f"[{index + 1}/{count}]"
        self._line(f"[dim]{escape(self._position)}[/] {escape(name)}")

    def stage_begins(self, name: str, stage: Stage) -> None:
        """A script or build enters a stage."""
        self._spinner.update(f"[dim]{escape(self._position)} {stage} {escape(Path(name).name)}[/]")
        if self._debug:
            self._line(f"[dim]  {stage} {escape(name)}[/]")

    def build_ends(self, build: Build, *, cached: bool) -> None:
        """A build is exported, or has failed."""
        if build.failure is not None:
            self._line(f"  {escape(build.name)}  {_describe(build.failure)}")
        elif self._debug:
            self._line(f"[dim]  {escape(build.name)} {'from the cache' if cached else 'exported'}[/]")
        if self._as_json and build.failure is not None:
            self._print_json({"build": build.name, "failure": codec.to_plain(build.failure)})

    def job_ends(self, build: Build, filed: FiledResult, *, cached: bool) -> None:
        """A job has its result."""
        words = "  ".join(_cells(filed)) + ("  [dim]from the cache[/]" if cached else "")
        self._line(f"  {escape(build.name)}  {words}")
        if self._as_json:
            self._print_json(codec.to_plain(filed))

    def end(self, outcome: Outcome) -> None:
        """The table of results, and what failed."""
        if outcome.results and not self._as_json:
            self._out.print(_result_table(outcome.results))
        done = len(outcome.builds) + len(outcome.results) - outcome.failed
        invocations = f"{len(outcome.builds)} builds, {len(outcome.results)} results"
        if outcome.failed:
            self._line(f"[red]{outcome.failed} failed[/], {done} succeeded ({invocations})")
        else:
            self._line(f"[green]all succeeded[/] ({invocations})")

    def _line(self, markup: str) -> None:
        if not self._quiet:
            self._err.print(markup)

    def _print_json(self, value: object) -> None:
        sys.stdout.write(json.dumps(value, allow_nan=False) + "\n")
        sys.stdout.flush()


def wide_console() -> Console:
    """A console for tables: as wide as the terminal, and never folded where there is none."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=max(console.width, _FILE_WIDTH))


def _result_table(results: Iterable[tuple[Build, FiledResult]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("build", "device", "runtime", "precision", "latency ms", "inferences/s", "parity", "verdict"):
        table.add_column(
            heading, justify="right" if heading in ("latency ms", "inferences/s") else "left", overflow="fold"
        )
    for build, filed in results:
        figures = figures_of(filed)
        job = filed.job
        row = [escape(build.name), job.device, job.runtime, job.precision]
        if filed.result.failure is not None:
            table.add_row(*row, "", "", "", _shorten(filed.result.failure))
        else:
            parity = _PARITY.get(filed.result.parity, str(filed.result.parity))
            latency = f"{number(figures['latency_ms'])} {_reach(figures)}"
            table.add_row(*row, latency, number(figures["throughput_ips"]), parity, _judged(filed))
    return table


def _cells(filed: FiledResult) -> list[str]:
    if filed.result.failure is not None:
        return [_target(filed), _describe(filed.result.failure)]
    figures = figures_of(filed)
    latency = f"[bold]{number(figures['latency_ms'])} ms[/] {_reach(figures)}"
    rate = f"{number(figures['throughput_ips'])} inferences/s"
    return [
        _target(filed),
        latency,
        rate,
        f"parity {_PARITY.get(filed.result.parity, '')}",
        _judged(filed),
    ]


def _target(filed: FiledResult) -> str:
    """Where it was measured; what is as ever is left out."""
    job = filed.job
    return " ".join([job.device, job.runtime] + ([job.precision] if job.precision != "fp32" else []))


def _reach(figures: dict[str, float | None]) -> str:
    """Half of the interval, as a share of the headline."""
    middle, low, high = (figures[name] for name in ("latency_ms", "latency_low_ms", "latency_high_ms"))
    return f"[dim]±{(high - low) / 2 / middle:.0%}[/]" if middle and low is not None and high is not None else ""


def _judged(filed: FiledResult) -> str:
    """The verdict, with the codes that led to it."""
    judgement = judge(filed.result)
    reasons = dict.fromkeys(c.code for c in judgement.cautions if c.verdict is judgement.verdict)
    colour = {Verdict.VALID: "green", Verdict.INVALID: "red"}.get(judgement.verdict, "yellow")
    return f"[{colour}]{judgement.verdict}[/]" + (f" [dim]{' '.join(reasons)}[/]" if reasons else "")


def _describe(failure: Failure) -> str:
    remedy = f" [dim]({escape(failure.remedy)})[/]" if failure.remedy else ""
    return f"[red]{failure.stage} failed[/]: {escape(failure.message)}{remedy}"


def _shorten(failure: Failure) -> str:
    """For a table; the whole of it was told when it happened, and is in the report."""
    words = f"{failure.stage} failed: {failure.message}"
    return f"[red]{escape(words if len(words) <= _CELL_WIDTH else words[: _CELL_WIDTH - 1] + '…')}[/]"


def number(value: float | None) -> str:
    """Three significant digits, never in powers of ten."""
    if value is None:
        return "-"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if value >= 0.001 else f"{value:.5f}"
