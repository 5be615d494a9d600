"""`turnkey report`: caches into one table."""

from __future__ import annotations

from pathlib import Path

import click

from turnkeyml.cli.options import ManyWords, caches_option, json_option


class _Report(ManyWords):
    many = {"-d": lambda word: True, "--cache-dir": lambda word: True}


@click.command("report", cls=_Report)
@caches_option
@click.option(
    "-r",
    "--report-dir",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("."),
    show_default="the current folder",
    help="Where to write the report.",
)
@json_option
def command(cache_dirs: tuple[str, ...], report_dir: Path, as_json: bool) -> int:
    """Merge caches into one dated CSV: a row for each result, and for each build that failed.

    \b
    turnkey report
    turnkey report -d x86 nvidia -r reports
    """
    from turnkeyml import places
    from turnkeyml.cache.store import Store
    from turnkeyml.cli.changes import describe_floor
    from turnkeyml.cli.tables import print_json, print_rows
    from turnkeyml.noise import load_floor
    from turnkeyml.report.formats import write_csv
    from turnkeyml.report.rows import rows_of

    stores = [Store.open(places.find_cache(name)) for name in dict.fromkeys(cache_dirs)]
    rows = list(rows_of(stores))
    if as_json:
        print_json(rows)
        return 0
    path = write_csv(rows, report_dir)
    print_rows(rows, several_caches=len(stores) > 1)
    click.echo(f"{len(rows)} rows in {path.resolve()}")
    click.echo(describe_floor(load_floor()))
    return 0
