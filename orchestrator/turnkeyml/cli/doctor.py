"""`turnkey doctor`: what this machine can run, and what is missing, with the fix."""

from __future__ import annotations

import click

from turnkeyml.cli.options import json_option


@click.command("doctor")
@json_option
def command(as_json: bool) -> int:
    """Tell what this machine can run, and what is missing, with the fix.

    \b
    turnkey doctor
    """
    from turnkeyml.cli.tables import print_json, print_table
    from turnkeyml.examination import examine

    findings = list(examine())
    if as_json:
        print_json({"what": f.what, "ok": f.ok, "finding": f.finding, "remedy": f.remedy} for f in findings)
    else:
        rows = ((("ok" if f.ok else "--"), f.what, f.finding, f.remedy) for f in findings)
        print_table(("", "what", "found", "to do"), rows)
    return 0 if all(f.ok or f.optional for f in findings) else 1
