"""`turnkey sign`: signs a cache or a report with the user's SSH key."""

from __future__ import annotations

from pathlib import Path

import click

from turnkeyml.cli.output.terminal import write_line
from turnkeyml.cli.shared_options import cache_option


@click.command("sign")
@click.argument("report", required=False, type=click.Path(dir_okay=False, path_type=Path))
@cache_option
@click.option(
    "--key",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="SSH key: a private one, or a public one whose private half the agent has.",
)
def command(report: Path | None, cache_dir: str, key: Path) -> int:
    """Sign a cache, or the file REPORT, with an SSH key.

    `turnkey verify` finds whatever changes afterwards. Needs ssh-keygen.

    \b
    turnkey sign -d mycache --key ~/.ssh/id_ed25519
    turnkey sign report.csv --key ~/.ssh/id_ed25519
    """
    from turnkeyml.cache.signed import sign_cache
    from turnkeyml.cli.output.text import format_count
    from turnkeyml.report.signed import sign_report
    from turnkeyml.system import paths

    if report is not None:
        write_line(sign_report(report, key))
        return 0
    cache = paths.find_cache(cache_dir)
    write_line(f"signed {format_count(sign_cache(cache, key), 'file')} of {cache}")
    return 0
