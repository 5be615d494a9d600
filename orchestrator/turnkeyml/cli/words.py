"""How figures, verdicts and failures are written for a person."""

from __future__ import annotations

from rich.markup import escape

from turnkey_runner.contract import Failure, Status
from turnkey_runner.verdict import Verdict, judge
from turnkeyml.records import FiledResult
from turnkeyml.report.figures import figures_of

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
    figures = figures_of(filed)
    latency = f"[bold]{number(figures['latency_ms'])} ms[/] {reach(figures)}"
    rate = f"{number(figures['throughput_ips'])} inferences/s"
    twin = [f"[dim]as {escape(filed.measured_as)}[/]"] if filed.measured_as else []
    parity = f"parity {PARITY.get(filed.result.parity, '')}"
    return [target_of(filed), latency, rate, parity, verdict_in_words(filed), *twin]


def target_of(filed: FiledResult) -> str:
    """Where it was measured; what is as ever is left out."""
    job = filed.job
    return " ".join([job.device, job.runtime] + ([job.precision] if job.precision != "fp32" else []))


def reach(figures: dict[str, float | None]) -> str:
    """Half of the interval, as a share of the headline."""
    middle, low, high = (figures[name] for name in ("latency_ms", "latency_low_ms", "latency_high_ms"))
    return f"[dim]±{(high - low) / 2 / middle:.0%}[/]" if middle and low is not None and high is not None else ""


def verdict_in_words(filed: FiledResult) -> str:
    """The verdict, with the codes that led to it."""
    judgement = judge(filed.result)
    reasons = dict.fromkeys(c.code for c in judgement.cautions if c.verdict is judgement.verdict)
    colour = {Verdict.VALID: "green", Verdict.INVALID: "red"}.get(judgement.verdict, "yellow")
    return f"[{colour}]{judgement.verdict}[/]" + (f" [dim]{' '.join(reasons)}[/]" if reasons else "")


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
