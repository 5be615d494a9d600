"""How figures, verdicts and failures are written for a person."""

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


def row_cells(stored: StoredResult) -> list[str]:
    """A result in a line: where, how long, how many, how right, how sure."""
    if stored.result.failure is not None:
        return [target_of(stored), failure_in_words(stored.result.failure)]
    evaluation = evaluate(stored)
    latency = f"[bold]{number(evaluation.latency_ms)} ms[/] {reach(evaluation)}"
    rate = f"{number(evaluation.throughput_ips)} inferences/s"
    twin = [f"[dim]as {escape(stored.deduplicated_from)}[/]"] if stored.deduplicated_from else []
    parity = f"parity {PARITY.get(stored.result.parity, '')}"
    return [target_of(stored), latency, rate, parity, verdict_in_words(evaluation), *twin]


def target_of(stored: StoredResult) -> str:
    """Where it was measured; what is as ever is left out."""
    job = stored.job
    return " ".join([job.device, job.runtime] + ([job.precision] if job.precision != "fp32" else []))


def reach(evaluation: Evaluation) -> str:
    """Half of the interval, as a share of the headline."""
    middle, low, high = evaluation.latency_ms, evaluation.latency_low_ms, evaluation.latency_high_ms
    return f"[dim]±{(high - low) / 2 / middle:.0%}[/]" if middle and low is not None and high is not None else ""


def verdict_in_words(evaluation: Evaluation, *, short: bool = False) -> str:
    """The verdict, with the codes that led to it, and those of the other warnings in brackets where there is room."""
    colour = {Verdict.VALID.value: "green", Verdict.INVALID.value: "red"}.get(evaluation.verdict, "yellow")
    codes = dict.fromkeys(caution.code for caution in evaluation.warnings)
    others = [code for code in codes if code not in evaluation.reasons]
    told = [*evaluation.reasons, *([f"({' '.join(others)})"] if others and not short else [])]
    return f"[{colour}]{evaluation.verdict}[/]" + (f" [dim]{' '.join(told)}[/]" if told else "")


def warnings_of(stored: StoredResult, explained: Container[str] = ()) -> list[ResultWarning]:
    """Why a result is not valid, and of its other warnings those whose code is not explained yet.

    Of a valid one there is nothing to explain.
    """
    evaluation = evaluate(stored)
    warnings = () if evaluation.verdict == Verdict.VALID.value else evaluation.warnings
    return [caution for caution in warnings if caution.code in evaluation.reasons or caution.code not in explained]


def failure_in_words(failure: Failure) -> str:
    """What failed, why, and what to do."""
    remedy = f" [dim]({escape(failure.remedy)})[/]" if failure.remedy else ""
    return f"[red]{failure.stage} failed[/]: {escape(failure.message)}{remedy}"


def failure_in_a_cell(failure: Failure) -> str:
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


def duration(seconds: float) -> str:
    """A time as a person says it: 8 s, 4 min, 1 h 20 min."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
