"""The command line: one file per command, without logic. Imports nothing until a command is called."""

from __future__ import annotations


def main() -> None:
    """The console script `turnkey`."""
    from turnkeyml.cli.app import run

    run()
