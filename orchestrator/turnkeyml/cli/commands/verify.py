"""`turnkey verify`: whether a cache or a report is unchanged since it was signed."""

from __future__ import annotations

from pathlib import Path

import click

from turnkeyml.cli.output.terminal import write_line, write_note
from turnkeyml.cli.shared_options import cache_option


@click.command("verify")
@click.argument("report", required=False, type=click.Path(dir_okay=False, path_type=Path))
@cache_option
@click.option(
    "--signers",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Whose signatures count: a public key, or an allowed_signers file of ssh-keygen.",
)
def command(report: Path | None, cache_dir: str, signers: Path) -> int:
    """Check the signature of a cache, or of the file REPORT, and name each file that differs.

    Exit status 1: the signature is not valid, or a file was changed, added or removed. Works offline.

    \b
    turnkey verify -d mycache --signers colleague.pub
    turnkey verify report.csv --signers colleague.pub
    """
    from turnkeyml.cache.signed import verify_cache
    from turnkeyml.cache.ssh_signature import SignatureError
    from turnkeyml.cli.output.text import format_count
    from turnkeyml.report.signed import verify_report
    from turnkeyml.system import paths

    place = report if report is not None else paths.find_cache(cache_dir)
    try:
        if report is not None:
            write_line(f"{report}: unchanged since {verify_report(report, signers)} signed it")
            return 0
        signed = verify_cache(place, signers)
    except SignatureError as error:
        write_line(f"{place}: {error}")
        return 1
    differences = 0
    for line in signed.differences:
        write_line(line)
        differences += 1
    if differences:
        write_note(format_count(differences, "problem"))
        return 1
    write_line(f"{place}: {format_count(signed.files, 'file')}, unchanged since {signed.signer} signed them")
    return 0
