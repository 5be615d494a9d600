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
    "--base",
    "base_word",
    metavar="NAME",
    help="With --by: what the others are held against.  [default: the first device, its default runtime, or fp32]",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "markdown"]),
    default="table",
    show_default=True,
    help="Markdown is for a pull request.",
)
def command(base: str, new: str | None, threshold: float, by: str | None, base_word: str | None, form: str) -> int:
    """Compare the results of two caches, with statistics; exit status 1 where something got slower or broke.

    \b
    turnkey compare yesterday today
    turnkey compare mycache --by runtime --base torch-eager
    """
    from turnkeyml.cache.store import Store
    from turnkeyml.cli.output.comparison import describe_floor, describe_rest, print_pairs
    from turnkeyml.results import compare
    from turnkeyml.results.noise_floor import load_floor
    from turnkeyml.results.pairing import CommonJobs, check_base, within
    from turnkeyml.system import paths

    if bool(new) == bool(by):
        raise click.UsageError("give either two caches, or one cache and --by")
    if base_word and not by:
        raise click.UsageError("--base belongs to --by")
    if by and base_word:
        check_base(by, base_word)
    floor = load_floor()
    least = compare.EffectThreshold(threshold=threshold)
    if floor is not None:
        least = compare.EffectThreshold(
            threshold=threshold, noise_floor=floor.floor, between_runs=floor.between_runs, cpu=floor.cpu
        )
    first = Store.open(paths.find_cache(base))
    if by:
        pairs = compare.compare_pairs(within(first, by, base_word or ""), least, across=by)
        print_pairs(pairs, form, describe_floor(floor))
        return 0
    caches = CommonJobs(base=first, new=Store.open(paths.find_cache(str(new))))
    pairs = compare.compare_pairs(caches, least)
    print_pairs(pairs, form, "; ".join(filter(None, (describe_rest(caches), describe_floor(floor)))))
    return 1 if compare.is_regression(pairs) else 0
