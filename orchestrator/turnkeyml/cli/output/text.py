"""How figures, verdicts and failures are written for a person."""

from __future__ import annotations

from collections.abc import Container

from rich.markup import escape

from turnkey_runner.contract import Failure, Status
from turnkey_runner.stats.verdict_types import Caution, Verdict
from turnkeyml.records import Brief, FiledResult
from turnkeyml.results.summary import brief_of

_CELL_WIDTH = 80
PARITY = {
    Status.SUCCESSFUL: "[green]matches[/]",
    Status.FAILED: "[red]differs[/]",
    Status.SKIPPED: "[dim]no reference[/]",
}


def cells_of(filed: FiledResult) -> list[str]:
    """A result in a line: where, how long, how many, how right, how sure."""
    if filed.result.failure is not None:
        return [target_of(filed), failure_in_words(filed.result.failure)]
    brief = brief_of(filed)
    latency = f"[bold]{number(brief.latency_ms)} ms[/] {reach(brief)}"
    rate = f"{number(brief.throughput_ips)} inferences/s"
    twin = [f"[dim]as {escape(filed.measured_as)}[/]"] if filed.measured_as else []
    parity = f"parity {PARITY.get(filed.result.parity, '')}"
    return [target_of(filed), latency, rate, parity, verdict_in_words(brief), *twin]


def target_of(filed: FiledResult) -> str:
    """Where it was measured; what is as ever is left out."""
    job = filed.job
    return " ".join([job.device, job.runtime] + ([job.precision] if job.precision != "fp32" else []))


def reach(brief: Brief) -> str:
    """Half of the interval, as a share of the headline."""
    middle, low, high = brief.latency_ms, brief.latency_low_ms, brief.latency_high_ms
    return f"[dim]±{(high - low) / 2 / middle:.0%}[/]" if middle and low is not None and high is not None else ""


def verdict_in_words(brief: Brief, *, short: bool = False) -> str:
    """The verdict, with the codes that led to it, and those of the other warnings in brackets where there is room."""
    colour = {Verdict.VALID.value: "green", Verdict.INVALID.value: "red"}.get(brief.verdict, "yellow")
    codes = dict.fromkeys(caution.code for caution in brief.cautions)
    others = [code for code in codes if code not in brief.reasons]
    told = [*brief.reasons, *([f"({' '.join(others)})"] if others and not short else [])]
    return f"[{colour}]{brief.verdict}[/]" + (f" [dim]{' '.join(told)}[/]" if told else "")


def cautions_of(filed: FiledResult, explained: Container[str] = ()) -> list[Caution]:
    """Why a result is not valid, and of its other warnings those whose code is not explained yet.

    Of a valid one there is nothing to explain.
    """
    brief = brief_of(filed)
    cautions = () if brief.verdict == Verdict.VALID.value else brief.cautions
    return [caution for caution in cautions if caution.code in brief.reasons or caution.code not in explained]


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
