"""`turnkey compare`: what got faster or slower."""

from __future__ import annotations

import click

from turnkeyml.cli.options import Percent


@click.command("compare")
@click.argument("base")
@click.argument("new", required=False)
@click.option("--threshold", type=Percent(), default="5%", show_default=True, help="Smaller changes are not told.")
@click.option(
    "--by", type=click.Choice(["device", "runtime", "precision"]), help="Compare results within one cache instead."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "markdown"]),
    default="table",
    show_default=True,
    help="Markdown is for a pull request.",
)
def command(base: str, new: str | None, threshold: float, by: str | None, form: str) -> int:
    """Compare the results of two caches, with statistics; exit status 1 where something got slower.

    \b
    turnkey compare yesterday today
    turnkey compare mycache --by runtime
    """
    from turnkeyml import comparison, places
    from turnkeyml.cache.store import Store
    from turnkeyml.cli.changes import print_pairs
    from turnkeyml.noise import load_floor

    if bool(new) == bool(by):
        raise click.UsageError("give either two caches, or one cache and --by")
    floor = load_floor()
    least = comparison.Least(threshold=threshold)
    if floor is not None:
        least = comparison.Least(
            threshold=threshold, noise_floor=floor.floor, between_runs=floor.between_runs, cpu=floor.cpu
        )
    first = Store.open(places.find_cache(base))
    if by:
        pairs = comparison.compare_within(first, by, least)
    else:
        pairs = comparison.compare_stores(first, Store.open(places.find_cache(str(new))), least)
    print_pairs(pairs, form, floor)
    return 1 if not by and comparison.count(pairs)[comparison.Change.SLOWER] else 0
