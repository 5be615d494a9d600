"""Comparisons on the terminal, as JSON, and as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from turnkeyml.cli.tables import print_json, print_table
from turnkeyml.cli.words import number
from turnkeyml.comparison import Pair, count
from turnkeyml.noise import NoiseFloor

HEADINGS = ("build", "device", "runtime", "base ms", "new ms", "new/base", "95 % interval", "change", "why")


def print_pairs(pairs: Sequence[Pair], form: str, floor: NoiseFloor | None) -> None:
    """Print a comparison; what a person needs beside it goes to stderr."""
    rows = [_cells(pair) for pair in pairs]
    if form == "json":
        print_json(_as_json(pair) for pair in pairs)
    elif form == "markdown":
        click.echo("| " + " | ".join(HEADINGS) + " |\n|" + "---|" * len(HEADINGS))
        for row in rows:
            click.echo("| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |")
    else:
        print_table(HEADINGS, rows, right=("base ms", "new ms", "new/base"))
    told = ", ".join(f"{number} {change}" for change, number in count(pairs).items() if number)
    click.echo(f"{len(pairs)} pairs: {told or 'nothing in common'}; {describe_floor(floor)}", err=True)


def describe_floor(floor: NoiseFloor | None) -> str:
    """The machine's noise floor in words."""
    if floor is None:
        return "the machine's noise floor is not known (`turnkey doctor --noise`)"
    return (
        f"noise floor of this machine {floor.floor:.1%}, between runs {floor.between_runs:.1%} "
        f"({floor.pairs} pairs, {floor.measured_at})"
    )


def _cells(pair: Pair) -> list[Any]:
    ratio = pair.ratio
    runtimes = pair.runtime if pair.runtime == pair.base_runtime else f"{pair.base_runtime} > {pair.runtime}"
    interval = f"{ratio.interval.low:.3f} to {ratio.interval.high:.3f}" if ratio else "-"
    return [
        pair.build,
        pair.device,
        runtimes,
        number(pair.base_ms),
        number(pair.new_ms),
        f"{ratio.value:.3f}" if ratio else "-",
        interval,
        pair.change,
        pair.reason,
    ]


def _as_json(pair: Pair) -> dict[str, Any]:
    ratio = pair.ratio
    return {
        "build": pair.build,
        "device": pair.device,
        "base_runtime": pair.base_runtime,
        "runtime": pair.runtime,
        "precision": pair.precision,
        "base_ms": pair.base_ms,
        "new_ms": pair.new_ms,
        "ratio": ratio.value if ratio else None,
        "ratio_low": ratio.interval.low if ratio else None,
        "ratio_high": ratio.interval.high if ratio else None,
        "p_value": ratio.p_value if ratio else None,
        "change": pair.change.value,
        "reason": pair.reason,
    }
