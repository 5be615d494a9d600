"""`turnkey version`."""

from __future__ import annotations

import click

import turnkeyml


@click.command("version")
def command() -> None:
    """Print the version.

    \b
    turnkey version
    """
    click.echo(turnkeyml.__version__)
