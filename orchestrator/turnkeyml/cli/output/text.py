"""Formats numbers, verdicts and failures for the terminal."""

from __future__ import annotations

from collections.abc import Container

from rich.markup import escape

from turnkey_runner.contract import Failure, Status
from turnkey_runner.stats.verdict_types import ResultWarning, Verdict
from turnkeyml.records import Evaluation, StoredResult
from turnkeyml.results.evaluate import evaluate

_CELL_WIDTH = 80
PARITY = {
    Status.SUCCESSFUL: "[green]matches[/]",
    Status.FAILED: "[red]differs[/]",
    Status.SKIPPED: "[dim]no reference[/]",
}


def format_row(stored: StoredResult) -> list[str]:
    """The parts of a result's line: target, latency, throughput, parity, verdict."""
    if stored.result.failure is not None:
        return [format_target(stored), format_failure(stored.result.failure)]
    evaluation = evaluate(stored)
    latency = f"[bold]{format_number(evaluation.latency_ms)} ms[/] {format_half_width(evaluation)}"
    rate = f"{format_number(evaluation.throughput_ips)} inferences/s"
    duplicate = [f"[dim]as {escape(stored.deduplicated_from)}[/]"] if stored.deduplicated_from else []
    parity = f"parity {PARITY.get(stored.result.parity, '')}"
    return [format_target(stored), latency, rate, parity, format_verdict(evaluation), *duplicate]


def format_target(stored: StoredResult) -> str:
    """Device, runtime and precision; fp32 is omitted."""
    job = stored.job
    return " ".join([job.device, job.runtime] + ([job.precision] if job.precision != "fp32" else []))


def format_half_width(evaluation: Evaluation) -> str:
    """Half of the interval, as a share of the headline."""
    middle, low, high = evaluation.latency_ms, evaluation.latency_low_ms, evaluation.latency_high_ms
    return f"[dim]±{(high - low) / 2 / middle:.0%}[/]" if middle and low is not None and high is not None else ""


def format_verdict(evaluation: Evaluation, *, short: bool = False) -> str:
    """The verdict and the codes that led to it; unless `short`, the other codes follow in brackets."""
    colour = {Verdict.VALID.value: "green", Verdict.INVALID.value: "red"}.get(evaluation.verdict, "yellow")
    codes = dict.fromkeys(warning.code for warning in evaluation.warnings)
    others = [code for code in codes if code not in evaluation.reasons]
    shown = [*evaluation.reasons, *([f"({' '.join(others)})"] if others and not short else [])]
    return f"[{colour}]{evaluation.verdict}[/]" + (f" [dim]{' '.join(shown)}[/]" if shown else "")


def warnings_to_explain(stored: StoredResult, explained: Container[str] = ()) -> list[ResultWarning]:
    """The warnings to print below a result: those behind its verdict, and others with a code not in `explained`.

    A valid result has none.
    """
    evaluation = evaluate(stored)
    warnings = () if evaluation.verdict == Verdict.VALID.value else evaluation.warnings
    return [warning for warning in warnings if warning.code in evaluation.reasons or warning.code not in explained]


def format_failure(failure: Failure) -> str:
    """The failed stage, the message and the remedy."""
    remedy = f" [dim]({escape(failure.remedy)})[/]" if failure.remedy else ""
    return f"[red]{failure.stage} failed[/]: {escape(failure.message)}{remedy}"


def format_failure_cell(failure: Failure) -> str:
    """A failure cut to the width of a table cell; the full text was printed earlier and is in the report."""
    text = f"{failure.stage} failed: {failure.message}"
    return f"[red]{escape(text if len(text) <= _CELL_WIDTH else text[: _CELL_WIDTH - 1] + '…')}[/]"


def format_count(number: int, noun: str) -> str:
    """A number with its noun: 1 build, 2 builds."""
    plural = f"{noun}es" if noun.endswith("s") else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"


def format_number(value: float | None) -> str:
    """Three significant digits, never in scientific notation."""
    if value is None:
        return "-"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if value >= 0.001 else f"{value:.5f}"


def format_duration(seconds: float) -> str:
    """A duration in its largest units: 8 s, 4 min, 1 h 20 min."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
