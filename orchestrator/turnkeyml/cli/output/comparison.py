"""Prints comparisons as a table, JSON or Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from turnkeyml.cli.output.tables import print_json, print_table
from turnkeyml.cli.output.terminal import write_line, write_note
from turnkeyml.cli.output.text import format_count, format_number
from turnkeyml.results.compare import Pair, count
from turnkeyml.results.noise_floor import NoiseFloor
from turnkeyml.results.pairing import CommonJobs, EvaluatedResults
from turnkeyml.system.markdown import escape_markdown

TARGET = ("device", "runtime", "precision", "mode", "requests")
"""Columns of the target. A column is omitted if every pair has its usual value."""
NUMBERS = ("base ms", "new ms", "new/base", "95 % interval", "change", "why")
_UNKNOWN = "-"
_USUAL = {"precision": "fp32", "mode": "latency", "requests": "1"}


def print_pairs(pairs: Sequence[Pair], output_format: str, remark: str) -> None:
    """Print a comparison to stdout, and its summary with `remark` to stderr."""
    if output_format == "json":
        print_json(_as_json(pair) for pair in pairs)
    else:
        shown = [
            name for name in TARGET if any(_target(pair, name) not in (_USUAL.get(name), _UNKNOWN) for pair in pairs)
        ]
        headings = ("build", *shown, *NUMBERS)
        rows = [[pair.build, *(_target(pair, name) for name in shown), *_cells(pair)] for pair in pairs]
        if output_format == "markdown":
            write_line("| " + " | ".join(headings) + " |")
            write_line("|" + "---|" * len(headings))
            for row in rows:
                write_line("| " + " | ".join(escape_markdown(str(cell)) for cell in row) + " |")
        else:
            print_table(headings, rows, right=("base ms", "new ms", "new/base"))
    changes = ", ".join(f"{number} {change}" for change, number in count(pairs).items() if number)
    write_note(f"{format_count(len(pairs), 'pair')}: {changes or 'nothing in common'}; {remark}")
    halves = sum(pair.ratio is not None and pair.ratio.is_of_faster_half for pair in pairs)
    if halves:
        write_note(
            f"new/base of {format_count(halves, 'pair')} compares the faster halves of the processes, "
            "so base ms and new ms are not the headlines"
        )
    broken = sum(pair.broke for pair in pairs)
    if broken:
        jobs = format_count(broken, "job")
        write_note(f"{jobs} worked in the base, but failed or gave other outputs than PyTorch now")


def describe_damage(*caches: EvaluatedResults) -> str:
    """Print a line to stderr per file that could not be read, and return their number as text; empty if none."""
    damaged = [line for cache in caches for line in cache.damaged]
    for line in damaged:
        write_note(line)
    return f"{format_count(len(damaged), 'damaged file')} skipped" if damaged else ""


def describe_rest(caches: CommonJobs) -> str:
    """The number of results that only one of the two caches has; empty if there are none."""
    counts = ((caches.only_in_base, "only in the base"), (caches.only_in_new, "only in the new cache"))
    return ", ".join(f"{format_count(number, 'result')} {where}" for number, where in counts if number)


def describe_floor(floor: NoiseFloor | None) -> str:
    """The machine's noise floor as a sentence."""
    if floor is None:
        return "noise floor of this machine unknown (measure it with `turnkey doctor --noise`)"
    return (
        f"noise floor of this machine {floor.floor:.1%}, between runs {floor.between_runs:.1%} "
        f"({floor.pairs} pairs, {floor.measured_at})"
    )


def _target(pair: Pair, name: str) -> str:
    """The value of a column; base and new value if they differ."""
    new = getattr(pair, name)
    base = getattr(pair, f"base_{name}", new)
    if base is not None and new is not None and base != new:
        return f"{base} → {new}"
    known = base if new is None else new
    return _UNKNOWN if known is None else str(known)


def _cells(pair: Pair) -> list[Any]:
    ratio = pair.ratio
    interval = f"{ratio.interval.low:.3f} to {ratio.interval.high:.3f}" if ratio else "-"
    return [
        *map(format_number, pair.compared_ms),
        f"{ratio.value:.3f}" if ratio else "-",
        interval,
        pair.change,
        pair.reason,
    ]


def _as_json(pair: Pair) -> dict[str, Any]:
    ratio = pair.ratio
    return {
        "build": pair.build,
        "base_device": pair.base_device,
        "device": pair.device,
        "base_runtime": pair.base_runtime,
        "runtime": pair.runtime,
        "base_precision": pair.base_precision,
        "precision": pair.precision,
        "mode": pair.mode,
        "base_parallel_requests": pair.base_requests,
        "parallel_requests": pair.requests,
        "base_ms": pair.base_ms,
        "new_ms": pair.new_ms,
        "ratio": ratio.value if ratio else None,
        "ratio_base_ms": pair.compared_ms[0] if ratio else None,
        "ratio_new_ms": pair.compared_ms[1] if ratio else None,
        "ratio_low": ratio.interval.low if ratio else None,
        "ratio_high": ratio.interval.high if ratio else None,
        "p_value": ratio.p_value if ratio else None,
        "is_of_faster_half": ratio.is_of_faster_half if ratio else None,
        "change": pair.change.value,
        "has_broken": pair.broke,
        "reason": pair.reason,
    }
