"""`turnkey check`: whether results are consistent."""

from __future__ import annotations

import click


@click.command("check")
@click.argument("cache")
def command(cache: str) -> int:
    """Compute everything again from the raw samples, and report damaged and inconsistent results.

    \b
    turnkey check mycache
    """
    from turnkeyml.cache.store import Store
    from turnkeyml.results.audit import find_inconsistencies
    from turnkeyml.system import paths

    problems = list(find_inconsistencies(Store.open(paths.find_cache(cache))))
    for problem in problems:
        click.echo(problem)
    click.echo(f"{len(problems)} problems" if problems else "no problems found", err=True)
    return 1 if problems else 0
