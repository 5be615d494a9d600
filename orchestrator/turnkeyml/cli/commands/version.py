"""`turnkey version`."""

from __future__ import annotations

import click

import turnkeyml
from turnkeyml.cli.output.terminal import write_line


@click.command("version")
def command() -> None:
    """Print the version.

    \b
    turnkey version
    """
    write_line(turnkeyml.__version__)
