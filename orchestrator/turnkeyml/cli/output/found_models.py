"""The table of what an analysis has found (`--analyze-only`)."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table

from turnkeyml.cli.output.console import make_table, styled
from turnkeyml.records import Build, Invocation

_HEADINGS = ("build", "class", "parameters", "inputs", "calls", "hash", "line")


def make_models_table(builds: Iterable[Build]) -> Table:
    """One row per invocation."""
    table = make_table(_HEADINGS, right=("parameters", "calls"))
    for build in builds:
        if build.invocation is not None:
            table.add_row(*map(styled, (build.name, *_cells(build.invocation))))
    return table


def _cells(invocation: Invocation) -> tuple[str, ...]:
    inputs = ", ".join(f"{one.name}: {one.dtype}{list(one.shape)}" for one in invocation.inputs)
    return (
        invocation.model_class,
        f"{invocation.parameters:,}",
        inputs,
        str(invocation.calls),
        invocation.hash,
        invocation.source_line,
    )
