"""`turnkey compare`: which models got faster or slower."""

from __future__ import annotations

import click

from turnkeyml.cli.shared_options import Percent

SAME, REGRESSION, CANNOT_TELL = 0, 1, 8
"""Exit statuses of a comparison; those of errors (a missing cache) are in `errors.py`."""


@click.command("compare")
@click.argument("base")
@click.argument("new", required=False)
@click.option("--threshold", type=Percent(), default="5%", show_default=True, help="Ignore changes below this.")
@click.option(
    "--by",
    type=click.Choice(["device", "runtime", "precision"]),
    help="Compare the results of one cache by this property.",
)
@click.option(
    "--base",
    "base_word",
    metavar="NAME",
    help="With --by: the baseline. [default: the first device, its default runtime, or fp32]",
)
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["table", "json", "markdown"]),
    default="table",
    show_default=True,
    help="Format of the output; markdown suits pull requests.",
)
def command(
    base: str, new: str | None, threshold: float, by: str | None, base_word: str | None, output_format: str
) -> int:
    """Test which results of two caches differ significantly.

    Exit status: 0 no regression, 1 a model got slower or broke, 8 no pair could be compared.

    \b
    turnkey compare yesterday today
    turnkey compare mycache --by runtime --base torch-eager
    """
    from turnkeyml.cache.store import Store
    from turnkeyml.cli.output.comparison import describe_damage, describe_floor, describe_rest, print_pairs
    from turnkeyml.results import compare
    from turnkeyml.results.noise_floor import load_floor
    from turnkeyml.results.pairing import CommonJobs, EvaluatedResults, check_base, pairs_within
    from turnkeyml.system import paths

    if bool(new) == bool(by):
        raise click.UsageError("give either two caches, or one cache and --by")
    if base_word and not by:
        raise click.UsageError("--base belongs to --by")
    if by and base_word:
        check_base(by, base_word)
    floor = load_floor()
    effect = compare.EffectThreshold(threshold=threshold)
    if floor is not None:
        effect = compare.EffectThreshold(
            threshold=threshold, noise_floor=floor.floor, between_runs=floor.between_runs, cpu=floor.cpu
        )
    first = EvaluatedResults(Store.open(paths.find_cache(base)))
    if by:
        pairs = compare.compare_pairs(pairs_within(first, by, base_word or ""), effect, across=by)
        remark = "; ".join(filter(None, (describe_damage(first), describe_floor(floor))))
        print_pairs(pairs, output_format, remark)
        return SAME
    caches = CommonJobs(base=first, new=EvaluatedResults(Store.open(paths.find_cache(str(new)))))
    pairs = compare.compare_pairs(caches, effect)
    remarks = (describe_rest(caches), describe_damage(caches.base, caches.new), describe_floor(floor))
    print_pairs(pairs, output_format, "; ".join(filter(None, remarks)))
    if compare.is_regression(pairs):
        return REGRESSION
    return SAME if compare.has_compared(pairs) else CANNOT_TELL
