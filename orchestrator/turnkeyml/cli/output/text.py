"""Formats numbers, verdicts and failures for the terminal."""

from __future__ import annotations

from collections.abc import Container

from rich.text import Text

from turnkey_runner.contract import Failure, Status
from turnkey_runner.stats.verdict_types import ResultWarning, Verdict
from turnkeyml.cli.output.console import MAX_PART, Part, styled
from turnkeyml.records import Evaluation, StoredResult
from turnkeyml.results.evaluate import evaluate

_CELL_WIDTH = 80
PARITY = {
    Status.SUCCESSFUL: ("matches", "green"),
    Status.FAILED: ("differs", "red"),
    Status.SKIPPED: ("no reference", "dim"),
}


def format_row(stored: StoredResult) -> list[Part]:
    """The parts of a result's line: target, latency, throughput, parity, verdict."""
    if stored.result.failure is not None:
        return [format_target(stored), format_failure(stored.result.failure, stored.build)]
    evaluation = evaluate(stored)
    latency = styled((f"{format_number(evaluation.latency_ms)} ms", "bold"), " ", format_half_width(evaluation))
    rate = f"{format_number(evaluation.throughput_ips)} inferences/s"
    duplicate: list[Part] = [(f"as {stored.deduplicated_from}", "dim")] if stored.deduplicated_from else []
    parity = styled("parity ", PARITY.get(stored.result.parity, ""))
    return [format_target(stored), latency, rate, parity, format_verdict(evaluation), *duplicate]


def format_target(stored: StoredResult) -> str:
    """Device, runtime and precision; fp32 is omitted."""
    job = stored.job
    return " ".join([job.device, job.runtime] + ([job.precision] if job.precision != "fp32" else []))


def format_half_width(evaluation: Evaluation) -> Part:
    """Half of the interval, as a share of the headline."""
    middle, low, high = evaluation.latency_ms, evaluation.latency_low_ms, evaluation.latency_high_ms
    return (f"±{(high - low) / 2 / middle:.0%}", "dim") if middle and low is not None and high is not None else ""


def format_verdict(evaluation: Evaluation, *, short: bool = False) -> Text:
    """The verdict and the codes that led to it; unless `short`, the other codes follow in brackets."""
    colour = {Verdict.VALID.value: "green", Verdict.INVALID.value: "red"}.get(evaluation.verdict, "yellow")
    codes = dict.fromkeys(warning.code for warning in evaluation.warnings)
    others = [code for code in codes if code not in evaluation.reasons]
    shown = [*evaluation.reasons, *([f"({' '.join(others)})"] if others and not short else [])]
    reasons: list[Part] = [" ", (" ".join(shown), "dim")] if shown else []
    return styled((evaluation.verdict, colour), *reasons)


def warnings_to_explain(stored: StoredResult, explained: Container[str] = ()) -> list[ResultWarning]:
    """The warnings to print below a result: those behind its verdict, and others with a code not in `explained`.

    A valid result has none.
    """
    evaluation = evaluate(stored)
    warnings = () if evaluation.verdict == Verdict.VALID.value else evaluation.warnings
    return [warning for warning in warnings if warning.code in evaluation.reasons or warning.code not in explained]


def format_failure(failure: Failure, build: str) -> Text:
    """The failed stage, the message and the remedy; of a long message, where the rest is."""
    remedies = [failure.remedy] if failure.remedy else []
    if len(failure.message) > MAX_PART:
        remedies.append(f"in full: `turnkey cache show {build} --json`")
    remedy = [(f" ({'; '.join(remedies)})", "dim")] if remedies else []
    return styled((f"{failure.stage} failed", "red"), ": ", failure.message, *remedy)


def format_failure_cell(failure: Failure) -> Text:
    """A failure cut to the width of a table cell; more of it was printed earlier."""
    text = f"{failure.stage} failed: {failure.message[:_CELL_WIDTH]}"
    return styled((text if len(text) <= _CELL_WIDTH else text[: _CELL_WIDTH - 1] + "…", "red"))


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
