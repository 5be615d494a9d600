"""`turnkey check`: whether results are consistent with their raw samples."""

from __future__ import annotations

import click

from turnkeyml.cli.output.terminal import write_line, write_note


@click.command("check")
@click.argument("cache")
def command(cache: str) -> int:
    """Recompute all statistics from raw samples, and report problems.

    \b
    turnkey check mycache
    """
    from turnkeyml.cache.store import Store
    from turnkeyml.cli.output.text import format_count
    from turnkeyml.results.audit import find_inconsistencies
    from turnkeyml.system import paths

    problems = list(find_inconsistencies(Store.open(paths.find_cache(cache))))
    for problem in problems:
        write_line(problem)
    write_note(format_count(len(problems), "problem") if problems else "no problems found")
    return 1 if problems else 0
