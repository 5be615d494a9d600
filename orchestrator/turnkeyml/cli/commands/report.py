"""`turnkey report`: merges caches into one table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from turnkeyml.cli.output.terminal import write_line
from turnkeyml.cli.shared_options import LazyChoice, VariadicOptionCommand, caches_option, json_option
from turnkeyml.report import formats

if TYPE_CHECKING:
    from turnkeyml.cache.store import Store


class _Report(VariadicOptionCommand):
    many = {"-d": lambda word: True, "--cache-dir": lambda word: True}


@click.command("report", cls=_Report)
@caches_option
@click.option(
    "-r",
    "--report-dir",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("."),
    show_default="the current folder",
    help="Folder of the report.",
)
@click.option(
    "--format",
    "output_format",
    type=LazyChoice(formats.names),
    default="csv",
    show_default=True,
    help="Format of the file.",
)
@json_option
@click.option(
    "--coverage",
    is_flag=True,
    help="Write COVERAGE.md instead: the outcome of each script of the collection, including earlier runs "
    "(coverage.json in the same folder, or in its subfolder catalog).",
)
@click.option(
    "--plain-runs",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="With --coverage: how the scripts end under plain python (written by tests/corpus/plain.py).",
)
@click.pass_context
def command(
    context: click.Context,
    cache_dirs: tuple[str, ...],
    report_dir: Path,
    output_format: str,
    as_json: bool,
    coverage: bool,
    plain_runs: Path | None,
) -> int:
    """Merge caches into one file, with a row per result.

    Failed builds have a row, too. The name of the file has the date.

    \b
    turnkey report
    turnkey report -d x86 nvidia -r reports
    turnkey report --coverage -d coverage -r models
    """
    from turnkeyml.cache.store import Store
    from turnkeyml.system import paths

    if coverage and as_json:
        raise click.UsageError("--coverage writes a page and cannot be combined with --json")
    if plain_runs is not None and not coverage:
        raise click.UsageError("--plain-runs requires --coverage")
    caches = [paths.find_cache(name) for name in dict.fromkeys(cache_dirs)]
    if coverage and context.get_parameter_source("cache_dirs") is ParameterSource.DEFAULT:
        caches = [path for path in caches if path.exists()]  # coverage.json alone is enough
    stores = [Store.open(path) for path in caches]
    if coverage:
        _write_coverage(stores, report_dir, plain_runs)
    else:
        _write_report(stores, report_dir, output_format, as_json=as_json)
    return 0


def _write_coverage(stores: Sequence[Store], report_dir: Path, plain_runs: Path | None) -> None:
    from turnkeyml.report.coverage.update import write_coverage

    for path in write_coverage(stores, report_dir, plain_runs):
        write_line(path.resolve())


def _write_report(stores: Sequence[Store], report_dir: Path, output_format: str, *, as_json: bool) -> None:
    from turnkeyml.cli.output.comparison import describe_floor
    from turnkeyml.cli.output.tables import print_json, print_rows
    from turnkeyml.cli.output.text import format_count
    from turnkeyml.report.rows import rows_of
    from turnkeyml.results.noise_floor import load_floor

    write = formats.find_format(output_format)
    floor = load_floor()
    rows = rows_of(stores, noise_floors={floor.cpu: floor.between_runs} if floor else {})
    if as_json:
        print_json(rows)
        return
    path = write(rows, report_dir)
    print_rows(rows.first, count=rows.count, several_caches=len(stores) > 1)
    write_line(f"{format_count(rows.count, 'row')} in {path.resolve()}")
    write_line(describe_floor(floor))
