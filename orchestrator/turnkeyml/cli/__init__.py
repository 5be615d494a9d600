"""The command line: one file a command, no logic. Imports nothing until a command is called."""

from __future__ import annotations


def main() -> None:
    """The console script `turnkey`."""
    from turnkeyml.cli.app import run

    run()
